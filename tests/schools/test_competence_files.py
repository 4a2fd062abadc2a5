"""The MKR grid as a file: what is read, what is complained about, what is written, and who may."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Conflict, DomainError
from core.previews import remove_abandoned
from core.uploads import read_table
from schools import framework, grid_lines
from schools.exporters import competence_table
from schools.importers.competences import read_competences
from schools.models import CompetenceImport, CompetenceUse, MediaConcept
from schools.services import competence_imports as services
from schools.services.concept import save_competence_use
from tests.schools.concepts import text_of, url

HEAD = "Kompetenz;Bezeichnung;Fach;Jahrgang;Vorhaben\n"
PRIMARY = (1, 2, 3, 4)


def table(text, name="raster.csv"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def read(text, years=PRIMARY):
    return read_competences(read_table(table(HEAD + text)), years=years)


def add(world, competence="2.3", subject="Deutsch", year_group=3, plan="Quellen prüfen"):
    return save_competence_use(
        world.school_a,
        competence=competence,
        subject=subject,
        year_group=year_group,
        plan=plan,
        actor=world.user("lead_a"),
    )


def send(client, text, name="raster.csv"):
    return client.post(url("competence_import_create"), {"file": table(text, name)})


# --- reading ---


@pytest.mark.parametrize(
    ("competence", "year"),
    [
        ("2.3", "3"),
        ("2,3", "3."),
        ("2.3 Informationsbewertung", "Klasse 3"),
        ("02.03.2026", "Jg. 3"),  # what Excel makes of 2.3
        (" 2.3 ", "Jahrgang 3"),
    ],
)
def test_spellings_of_the_same_entry(competence, year):
    reading = read(f"{competence};;Deutsch;{year};  Quellen   prüfen \n")
    assert reading.problems == []
    assert reading.entries == [grid_lines.Entry(2, "2.3", "Deutsch", 3, "Quellen prüfen")]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("7.1;;Deutsch;3;x", "Kompetenz"),
        ("2.5;;Deutsch;3;x", "Kompetenz"),
        (";;Deutsch;3;x", "Kompetenz"),
        ("2.33;;Deutsch;3;x", "Kompetenz"),
        ("2.3;;Deutsch;5;x", "Jahrgang"),
        ("2.3;;Deutsch;3/4;x", "Jahrgang"),
        ("2.3;;Deutsch;;x", "Jahrgang"),
        ("2.3;;Deutsch;drei;x", "Jahrgang"),
        ("2.3;;;3;x", "Fach"),
        (f"2.3;;{'x' * 61};3;x", "Fach"),
        ("2.3;;Deutsch;3;", "Vorhaben"),
        (f"2.3;;Deutsch;3;{'x' * 301}", "Vorhaben"),
    ],
)
def test_a_faulty_cell_is_named_with_its_place_and_a_remedy(line, column):
    reading = read(f"1.1;;Kunst;1;gut\n{line}\n")
    assert [(fault.line, fault.column, bool(fault.remedy)) for fault in reading.problems] == [
        (3, column, True)
    ]
    assert [entry.line for entry in reading.entries] == [2]


def test_the_same_entry_twice_is_a_fault_of_the_later_line():
    reading = read("1.1;;Kunst;1;a\n1.1;;KUNST;1;b\n")
    assert [(fault.line, fault.column) for fault in reading.problems] == [(3, "Fach")]


def test_a_competence_alone_says_that_nothing_is_planned():
    reading = read("1.1;Medienausstattung (Hardware);;;\n")
    assert (reading.entries, reading.problems) == ([], [])


def test_a_file_without_the_columns_is_refused():
    with pytest.raises(DomainError, match="Vorhaben"):
        read_competences(read_table(table("Kompetenz;Fach;Jahrgang\n1.1;Kunst;1\n")), years=PRIMARY)


def test_unknown_columns_are_named_and_not_read():
    found = read_competences(
        read_table(table("Kompetenz;Fach;Klasse;Vorhaben;Lehrkraft\n1.1;Kunst;1;x;GEHEIM\n")), years=PRIMARY
    )
    assert found.unknown == ["Lehrkraft"]
    assert "GEHEIM" not in str(found.rows_as_json())


# --- export = import ---

WORDS = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=60).filter(str.strip)
USES = st.builds(
    lambda competence, subject, year, plan: CompetenceUse(
        competence=competence.number,
        subject=" ".join(subject.split()),
        year_group=year,
        plan=" ".join(plan.split()),
    ),
    st.sampled_from(framework.competences()),
    WORDS,
    st.sampled_from(PRIMARY),
    st.one_of(WORDS, st.sampled_from(["=1+1", "'=1+1", "+49", "-5", "@x", "a;b", 'sagt "x"', "2.3", "ja"])),
)


def key_of(use):
    return grid_lines.entry_key(use.competence, use.subject, use.year_group)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@settings(max_examples=40, deadline=None)
@given(uses=st.lists(USES, max_size=8, unique_by=key_of))
def test_what_goes_out_comes_in_unchanged(kind, uses):
    content = competence_table(uses, kind=kind)
    reading = read_competences(read_table(table(content, f"x.{kind}")), years=PRIMARY)
    assert reading.problems == []
    stored = {key_of(use): grid_lines.Stored(n, use.subject, use.plan) for n, use in enumerate(uses)}
    steps = grid_lines.plan_entries(reading.entries, stored)
    assert {step.action for step in steps} <= {grid_lines.UNCHANGED}
    assert len(steps) == len(uses)


def test_no_cell_of_the_export_is_a_formula(world):
    add(world, plan="=HYPERLINK(1)")
    client = world.client_for("lead_a")
    csv = client.get(url("competence_export", "csv")).content.decode("utf-8-sig")
    assert ";'=HYPERLINK(1)" in csv
    xlsx = client.get(url("competence_export", "xlsx"))
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(xlsx.content)).active for cell in row]
    assert "=HYPERLINK(1)" in [cell.value for cell in cells]
    assert "f" not in {cell.data_type for cell in cells}
    assert xlsx["Content-Disposition"].endswith("Kompetenzraster-990012.xlsx")
    assert client.get(url("competence_export", "ods")).status_code == 404


# --- writing ---


def test_from_upload_to_grid_and_the_same_file_again_changes_nothing(world):
    add(world)
    client = world.client_for("member_a")
    text = HEAD + "2.3;;deutsch;3;Quellen bewerten\n1.1;;Kunst;1;Tablet kennenlernen\n"
    page = client.get(send(client, text).url)
    assert page.context["counts"] == {"create": 1, "update": 1, "unchanged": 0}
    assert "vorher: Quellen prüfen" in text_of(page)
    upload = CompetenceImport.unscoped.get()
    commit = url("competence_import_commit", upload.pk)
    taken = client.post(commit, {"seen": page.context["seen"]}, follow=True)
    assert "Die Tabelle wurde übernommen: 1 neu, 1 geändert, 0 unverändert." in text_of(taken)
    plans = dict(CompetenceUse.unscoped.values_list("competence", "plan"))
    assert plans == {"2.3": "Quellen bewerten", "1.1": "Tablet kennenlernen"}
    client.post(commit, {"seen": page.context["seen"]})  # a double click
    assert CompetenceUse.unscoped.count() == 2
    again = client.get(send(client, text).url)
    assert again.context["counts"] == {"create": 0, "update": 0, "unchanged": 2}
    assert "Es gibt nichts zu übernehmen" in text_of(again)


def test_one_faulty_line_holds_back_all(world):
    client = world.client_for("lead_a")
    page = client.get(send(client, HEAD + "1.1;;Kunst;1;gut\n9.9;;Kunst;1;schlecht\n").url)
    assert [(one["line"], one["column"]) for one in page.context["problems"]] == [(3, "Kompetenz")]
    assert "uebernehmen" not in page.content.decode()
    upload = CompetenceImport.unscoped.get()
    client.post(url("competence_import_commit", upload.pk), {"seen": page.context["seen"]})
    assert not CompetenceUse.unscoped.exists()


def test_an_outdated_preview_overwrites_nothing(world):
    client, use = world.client_for("lead_a"), add(world)
    page = client.get(send(client, HEAD + "2.3;;Deutsch;3;Meins\n").url)
    upload = CompetenceImport.unscoped.get()
    save_competence_use(
        world.school_a, competence="2.3", subject="Deutsch", year_group=3, plan="Inzwischen",
        actor=world.user("member_a"), use=use,
    )  # fmt: skip
    with pytest.raises(Conflict):
        services.commit_competences(upload, seen=page.context["seen"], actor=world.user("lead_a"))
    back = client.post(
        url("competence_import_commit", upload.pk), {"seen": page.context["seen"]}, follow=True
    )
    assert "Prüfen Sie die neue Vorschau" in text_of(back)
    assert CompetenceUse.unscoped.get().plan == "Inzwischen"


def test_an_adopted_concept_takes_no_table(world):
    client = world.client_for("lead_a")
    page = client.get(send(client, HEAD + "1.1;;Kunst;1;gut\n").url)
    upload = CompetenceImport.unscoped.get()
    MediaConcept.unscoped.update(state="adopted", adopted_on=timezone.localdate())
    client.post(url("competence_import_commit", upload.pk), {"seen": page.context["seen"]})
    assert send(client, HEAD + "1.1;;Kunst;1;gut\n").status_code == 422
    assert "portal-form" not in text_of(client.get(url("competence_import_create")))
    assert not CompetenceUse.unscoped.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.pdf", b"%PDF-1.7"),
        ("a.xlsx", b"PK"),
        ("a.csv", b"Fach\nKunst\n"),
        ("a.csv", HEAD.encode()),
    ],
)
def test_a_refused_file_keeps_the_form(world, name, content):
    response = send(world.client_for("lead_a"), content, name)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["file"])
    assert not CompetenceImport.unscoped.exists()


def test_a_preview_is_thrown_away_by_hand_or_after_a_week(world):
    client = world.client_for("lead_a")
    for _number in range(3):
        send(client, HEAD + "1.1;;Kunst;1;gut\n")
    first, second, third = CompetenceImport.unscoped.all()
    client.post(url("competence_import_discard", first.pk))
    CompetenceImport.unscoped.filter(pk=second.pk).update(uploaded_at=timezone.now() - timedelta(days=8))
    assert remove_abandoned(before=timezone.now() - timedelta(days=7)) == 1
    assert list(CompetenceImport.unscoped.all()) == [third]


# --- looking ---


def test_the_grid_is_narrowed_by_area_subject_and_year(world):
    add(world, "1.1", "Kunst", 1, "Tablet kennenlernen")
    add(world, "2.3", "Deutsch", 3, "Quellen prüfen")
    client = world.client_for("lead_a")

    def shown(query):
        page = text_of(client.get(url("competence_list") + query))
        return "Tablet kennenlernen" in page, "Quellen prüfen" in page

    assert shown("?bereich=2") == (False, True)
    assert shown("?fach=kunst") == (True, False)
    assert shown("?jahrgang=3") == (False, True)
    assert shown("?bereich=9&fach=Physik&jahrgang=x") == (True, True)
    page = text_of(client.get(url("competence_list") + "?fach=Kunst&jahrgang=3"))
    assert "0 Vorhaben passen zum Filter" in page
    assert "2 von 24 Teilkompetenzen haben ein Vorhaben" in page


def test_gaps_are_words_with_a_link_that_fills_them(world):
    add(world)
    client = world.client_for("lead_a")
    response = client.get(url("competence_coverage"))
    coverage, page = response.context["coverage"], text_of(response)
    assert [(band.band, band.covered, band.missing) for band in coverage.bands] == [
        ("Jahrgang 1/2", 0, 24), ("Jahrgang 3/4", 1, 23),
    ]  # fmt: skip
    assert len(coverage.bare) == 23
    assert page.count("</span> nichts geplant") == 47
    address = url("competence_create") + "?kompetenz=1.1&jahrgang=3"
    assert address.replace("&", "&amp;") in page
    form = text_of(client.get(address))
    assert '<option value="3" selected' in form
    MediaConcept.unscoped.update(state="adopted", adopted_on=timezone.localdate())
    assert "kompetenz=1.1" not in text_of(client.get(url("competence_coverage")))


@pytest.mark.parametrize("name", ["competence_coverage", "competence_import_detail"])
def test_query_counts_do_not_grow(world, name):
    client, counts = world.client_for("lead_a"), []
    for number in (1, 3):
        for area in range(1, number + 1):
            CompetenceUse.unscoped.get_or_create(
                school=world.school_a, competence=f"{area}.1", subject="Kunst", year_group=2, plan="x"
            )
        lines = "".join(f"{area}.1;;Kunst;2;neu\n" for area in range(1, number + 1))
        address = send(client, HEAD + lines).url
        with CaptureQueriesContext(connection) as found:
            client.get(address if name == "competence_import_detail" else url(name))
        counts.append(len(found))
    assert counts[0] == counts[1]
