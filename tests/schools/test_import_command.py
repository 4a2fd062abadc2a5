"""`import_schools` connects file, importer and service, and prints what happened."""

import json

import pytest
from django.core.management import CommandError, call_command

from schools.models import School, SchoolAuthority
from tests.schools.registers import authorities, register, school

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "schuldaten.csv"
    path.write_bytes(register(school("990000"), school("199900", Gemeindeschluessel="05997004")))
    return path


@pytest.fixture
def keys(tmp_path):
    path = tmp_path / "key_traeger.csv"
    path.write_bytes(authorities(_99901="Stadt Musterort"))
    return path


def run(capsys, *arguments) -> dict:
    call_command("import_schools", *map(str, arguments), "--json")
    return json.loads(capsys.readouterr().out)


def test_json_has_exactly_the_agreed_keys(capsys, file, keys):
    assert run(capsys, file, "--authorities", keys) == {
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "closed": 0,
        "skipped": 0,
        "warnings": [
            "Zeile 4, Spalte Schulnummer: Die Prüfziffer von 199900 passt nicht. Die Schule wird trotzdem übernommen."
        ],
    }
    assert run(capsys, file, "--authorities", keys)["unchanged"] == 2


def test_district_and_dry_run(capsys, file, keys):
    assert run(capsys, file, "--authorities", keys, "--district", "05998", "--dry-run")["created"] == 1
    assert School.unscoped.count() == 0
    assert run(capsys, file, "--authorities", keys, "--district", "05998")["created"] == 1
    assert SchoolAuthority.unscoped.get().name == "Stadt Musterort"


def test_without_json_it_speaks_german(capsys, file):
    call_command("import_schools", str(file))
    assert capsys.readouterr().out.splitlines()[-1] == (
        "2 neu, 0 geändert, 0 unverändert, 0 geschlossen, 0 ausgelassen, weil sie keine Schulen sind."
    )


def test_the_command_says_first_that_many_schools_are_missing(capsys, file, tmp_path):
    everything = tmp_path / "alle.csv"
    everything.write_bytes(register(*(school(f"1998{number:02d}") for number in range(4))))
    run(capsys, everything)
    outcome = run(capsys, file)
    assert outcome["closed"] == 4
    assert outcome["warnings"][0].startswith("4 von 4 offenen Schulen fehlen in der Datei.")


def test_broken_file_is_told_with_every_problem(tmp_path):
    path = tmp_path / "schuldaten.csv"
    path.write_bytes(register(*(school("1") for _ in range(60))))
    with pytest.raises(CommandError) as error:
        call_command("import_schools", str(path))
    lines = str(error.value).splitlines()
    assert lines[0] == "Nichts wurde übernommen: Die Datei hat 60 Fehler."
    assert lines[1].startswith("Zeile 3, Spalte Schulnummer: „1“ hat nicht sechs Ziffern.")
    assert (len(lines), lines[-1]) == (52, "… und 10 weitere.")
    assert School.unscoped.count() == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["--district", "Gütersloh"],
        ["--district", "057540081"],
        ["--authorities", "/nirgends.csv"],
    ],
)
def test_wrong_arguments_are_refused(file, arguments):
    with pytest.raises(CommandError):
        call_command("import_schools", str(file), *arguments)
    assert School.unscoped.count() == 0


def test_broken_key_table_stops_the_import(tmp_path, file):
    (tmp_path / "keys.csv").write_bytes(b"a;b\n1;2\n")
    with pytest.raises(CommandError, match="Traegernummer"):
        call_command("import_schools", str(file), "--authorities", str(tmp_path / "keys.csv"))
    assert School.unscoped.count() == 0


def test_missing_file_is_told():
    with pytest.raises(CommandError, match="nicht lesbar"):
        call_command("import_schools", "/nirgends.csv")
