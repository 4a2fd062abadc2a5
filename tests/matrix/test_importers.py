"""The file of the matrix: any number of stages, and all problems at once with line and column."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import BaseCommand, CommandError, call_command

from core.errors import DomainError
from matrix import selectors, services
from matrix.importers import read_matrix
from matrix.management.commands.load_matrix import Command
from matrix.models import Aspect, Catalogue, Stage
from tests.matrix.conftest import SMALL

OWN = Path(__file__).resolve().parents[2] / "matrix/data/matrix_catalogue.csv"
HEAD = SMALL.splitlines()[0]


def test_our_own_matrix_is_read_whole():
    reading = read_matrix(OWN.read_bytes())
    assert reading.problems == []
    counted = [(row.side, len(row.stages)) for row in reading.rows]
    assert (counted.count(("school", 4)), counted.count(("authority", 4))) == (22, 27)
    assert len({row.field_code for row in reading.rows}) == 14
    assert len({row.topic_code for row in reading.rows} - {""}) == 10
    assert reading.stage_names == ("Beginnend", "Im Aufbau", "Verankert", "Weiterentwickelnd")


def test_any_number_of_stages_with_names_of_their_own():
    assert read_matrix(SMALL.encode()).stage_names == ("Stufe 1", "Stufe 2", "Stufe 3")
    named = read_matrix(SMALL.encode(), stage_names=("Start", "Weg", "Ziel"))
    assert (named.problems, named.stage_names) == ([], ("Start", "Weg", "Ziel"))
    assert named.rows[0].stages == ("keine", "einige", "alle")


def test_hash_follows_the_content_not_the_writing():
    plain = read_matrix(SMALL.encode())
    dressed = "\ufeff" + "\r\n".join(f'"{line}"'.replace(";", '";"') for line in SMALL.splitlines()) + "\r\n"
    assert read_matrix(dressed.encode()).content_hash == plain.content_hash
    assert read_matrix(SMALL.replace("gutes Netz", "gutes WLAN").encode()).content_hash != plain.content_hash
    assert read_matrix(SMALL.encode(), stage_names=("a", "b", "c")).content_hash != plain.content_hash


def test_all_problems_at_once_with_line_and_column():
    broken = "\n".join(
        [
            HEAD,
            "Schule;S1;Feld;S1.1;;Frage?;a;b;;;",
            "Amt;S1;Feld;S1.2;Name;Frage?;a;b;c;G1;",
            "Schule;S1;Anders;S1.1;Name;" + "x" * 301 + ";a;b;c;;",
            "Schule;S2;Feld;S 3;Name;Frage?;a;b;c;;Thema",
            "Schule;S2;Feld;S2.1;Name;Frage?;a;b;c;;;zu viel",
        ]
    )
    reading = read_matrix(broken.encode())
    assert [str(problem) for problem in reading.problems] == [
        "Zeile 2, Spalte aspekt: diese Zelle ist leer.",
        "Zeile 2, Spalte stufe_3: diese Zelle ist leer.",
        "Zeile 3, Spalte seite: „Amt“ ist weder „Schule“ noch „Träger“.",
        "Zeile 3, Spalte thema: diese Zelle ist leer.",
        "Zeile 3, Spalte seite: S1 heißt hier „amt“ und weiter oben „schule“.",
        "Zeile 4, Spalte leitfrage: der Text ist länger als 300 Zeichen.",
        "Zeile 4, Spalte feld: S1 heißt hier „Anders“ und weiter oben „Feld“.",
        "Zeile 4, Spalte aspekt_code: der Code S1.1 steht schon in Zeile 2.",
        "Zeile 5, Spalte aspekt_code: ein Code besteht nur aus Buchstaben, Ziffern, Punkten und Bindestrichen.",
        "Zeile 5, Spalte thema_code: diese Zelle ist leer.",
        "Zeile 6, Spalte thema: es gibt mehr Zellen als Spalten.",
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "Zeile 1, Spalte seite: diese Spalte fehlt. Spalten werden durch Semikolon getrennt."),
        (HEAD.encode(), "Die Datei enthält keine Aspekte."),
        (
            SMALL.encode("cp1252"),
            "Zeile 4 ist nicht in UTF-8. Speichern Sie die Datei als „CSV UTF-8“ und versuchen Sie es erneut.",
        ),
        (
            SMALL.replace("stufe_2", "stufe_7").encode(),
            "Zeile 1, Spalte stufe_1: die Stufen müssen ab stufe_1 lückenlos nummeriert sein, mindestens zwei.",
        ),
        (
            SMALL.replace("stufe_2", "stufe_1").encode(),
            "Zeile 1, Spalte stufe_1: diese Spalte kommt zweimal vor.",
        ),
        (
            SMALL.replace("stufe_2", "stufe_" + "9" * 5000).encode(),
            "Zeile 1, Spalte stufe_1: die Stufen müssen ab stufe_1 lückenlos nummeriert sein, mindestens zwei.",
        ),
        (
            SMALL.replace("stufe_2", "stufe_2" + ";x" * 100).encode(),
            "Die Datei hat mehr als 100 Spalten. Lassen Sie nur die nötigen stehen.",
        ),
    ],
)
def test_broken_files_say_what_to_do(content, problem):
    assert str(read_matrix(content).problems[0]) == problem


def test_wrong_number_of_stage_names_is_a_problem():
    reading = read_matrix(SMALL.encode(), stage_names=("eins",))
    assert [str(problem) for problem in reading.problems] == [
        "Es wurden 1 Stufennamen angegeben, die Datei hat aber 3 Stufen."
    ]


def test_loading_twice_writes_nothing(catalogue, django_assert_num_queries):
    again, is_new = services.load_catalogue(read_matrix(SMALL.encode()), version="anders")
    assert (again, is_new) == (catalogue, False)
    assert (Catalogue.objects.count(), Aspect.objects.count(), Stage.objects.count()) == (1, 5, 15)


def test_new_content_becomes_current_and_the_old_version_stays(catalogue):
    changed = read_matrix(SMALL.replace("gutes Netz", "gutes WLAN").encode())
    _newer, is_new = services.load_catalogue(changed, version="klein 2")
    assert is_new
    assert list(Catalogue.objects.order_by("pk").values_list("version", "is_current")) == [
        ("klein", False),
        ("klein 2", True),
    ]
    back, is_new = services.load_catalogue(read_matrix(SMALL.encode()), version="egal")
    assert (back, is_new) == (catalogue, False)
    assert selectors.current_catalogue() == catalogue
    assert Aspect.objects.count() == 10


def test_a_version_name_is_not_used_for_other_texts(catalogue):
    changed = read_matrix(SMALL.replace("gutes Netz", "gutes WLAN").encode())
    with pytest.raises(DomainError, match="klein"):
        services.load_catalogue(changed, version="klein")
    assert Catalogue.objects.get().is_current


def test_topics_stand_in_natural_order(db):
    rows = [f"Schule;S1;Feld;S1.{n};Name;Frage?;a;b;c;G{n};Thema {n}" for n in (10, 9, 2)]
    catalogue, _new = services.load_catalogue(read_matrix("\n".join([HEAD, *rows]).encode()), version="x")
    assert [topic.code for topic in selectors.matrix_of(catalogue).topics] == ["G2", "G9", "G10"]


def test_command_loads_the_shipped_matrix_and_is_safe_to_run_again(db, capsys):
    call_command("load_matrix", "--version-label", "Erste Fassung")
    call_command("load_matrix")
    assert capsys.readouterr().out.splitlines() == [
        "loaded: Erste Fassung, 49 aspects",
        "loaded: 15 rules of hints",
        "unchanged: Erste Fassung, 49 aspects",
        "unchanged: 15 rules of hints",
    ]


def test_command_names_the_problems(db, tmp_path):
    file = tmp_path / "matrix.csv"
    file.write_text(HEAD + "\nSchule;;Feld;S1.1;Name;Frage?;a;b;c;;\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Zeile 2, Spalte feld_code: diese Zelle ist leer"):
        call_command("load_matrix", str(file))
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_matrix", str(tmp_path / "fehlt.csv"))
    assert not Catalogue.objects.exists()


def test_command_takes_stage_names_and_version_from_the_command_line(db, tmp_path, capsys, monkeypatch):
    file = tmp_path / "matrix.csv"
    file.write_text(SMALL, encoding="utf-8")
    seen: list[list[str]] = []
    monkeypatch.setattr(BaseCommand, "run_from_argv", lambda _self, argv: seen.append(argv))
    Command().run_from_argv(["manage.py", "load_matrix", str(file), "--version", "Kurz", "--version=Lang"])
    assert seen == [["manage.py", "load_matrix", str(file), "--label", "Kurz", "--label=Lang"]]
    call_command("load_matrix", str(file), "--label", "Kurz", "--stages", "Start,Weg,Ziel")
    assert capsys.readouterr().out == "loaded: Kurz, 5 aspects\n"
    assert Catalogue.objects.get().stage_names == ["Start", "Weg", "Ziel"]
