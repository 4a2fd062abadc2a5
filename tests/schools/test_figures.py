"""Figures of a school year: entered by hand and taken over from a table."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import exports
from core.models import AuditEntry
from schools.models import SchoolYearFigures
from schools.selectors import figures_of


def figures(school, year=2026, **values) -> SchoolYearFigures:
    values = {"reference_date": date(year, 10, 15), "pupils": 400} | values
    return SchoolYearFigures.unscoped.create(school=school, school_year=year, **values)


def figures_url(school) -> str:
    return reverse("schools:figures_list", args=[school.school_number])


def create_url(school) -> str:
    return reverse("schools:figures_create", args=[school.school_number])


GOOD = {
    "school_year": "2026",
    "reference_date": "2026-10-15",
    "pupils": "412",
    "classes": "16",
    "teaching_rooms": "24",
    "wlan_rooms": "24",
}


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("lead_a", 200),
        ("member_a", 200),
        ("staff", 200),
        ("it", 403),
        ("adviser", 403),
        ("supervision", 403),
        ("admin", 403),
        ("lead_b", 404),
        ("staff_c", 404),
    ],
)
def test_who_reads_and_writes_figures(world, actor, status):
    client = world.client_for(actor)
    assert client.get(figures_url(world.school_a)).status_code == status
    response = client.post(create_url(world.school_a), GOOD)
    assert response.status_code == (302 if status == 200 else status)
    assert SchoolYearFigures.unscoped.count() == (status == 200)


def test_figures_are_stored_for_this_school_and_recorded(world):
    world.client_for("lead_a").post(create_url(world.school_a), GOOD)
    assert figures_of(school=world.school_a) == {
        "school_year": 2026,
        "reference_date": "2026-10-15",
        "pupils": 412,
        "classes": 16,
        "teachers": None,
        "teaching_rooms": 24,
        "presentation_rooms": None,
        "wlan_rooms": 24,
    }
    assert figures_of(school=world.school_b) is None
    assert AuditEntry.objects.get(verb="schools.figures_saved").changes["pupils"] == ["", "412"]


def test_newest_school_year_counts(world):
    figures(world.school_a, 2024, pupils=300)
    figures(world.school_a, 2026, pupils=320)
    figures(world.school_a, 2025, pupils=310)
    assert figures_of(school=world.school_a)["pupils"] == 320


def test_form_proposes_the_official_day(world):
    form = world.client_for("lead_a").get(create_url(world.school_a)).context["form"]
    assert form.initial["reference_date"] == date(form.initial["school_year"], 10, 15)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"pupils": ""}, "Diese Angabe fehlt"),
        ({"pupils": "-1"}, "mindestens 0"),
        ({"pupils": "viele"}, "ganze Zahl"),
        ({"pupils": "100001"}, "100000"),
        ({"wlan_rooms": "25"}, "Es kann nicht mehr Räume mit WLAN geben als Unterrichtsräume."),
        ({"presentation_rooms": "25"}, "Es kann nicht mehr ausgestattete Räume geben als Unterrichtsräume."),
        ({"reference_date": "2026-07-31"}, "nicht im Schuljahr (1. August 2026 bis 31. Juli 2027)"),
        ({"school_year": "1999"}, "1999"),
    ],
)
def test_bad_figures_are_explained_and_kept_in_the_form(world, change, text):
    response = world.client_for("lead_a").post(create_url(world.school_a), GOOD | change)
    assert response.status_code == 422
    page = response.content.decode()
    assert text in page.replace("100.000", "100000")
    assert 'value="16"' in page
    assert SchoolYearFigures.unscoped.count() == 0


def test_second_entry_for_a_year_is_refused(world):
    figures(world.school_a)
    response = world.client_for("lead_a").post(create_url(world.school_a), GOOD)
    assert response.status_code == 422
    assert "Für dieses Schuljahr gibt es schon Zahlen" in response.content.decode()


def test_two_editors_at_once_lose_nothing(world):
    row = figures(world.school_a)
    url = reverse("schools:figures_update", args=[world.school_a.school_number, row.pk])
    mine, theirs = world.client_for("lead_a"), world.client_for("staff")
    seen = mine.get(url).context["form"].initial["seen"]
    assert theirs.post(url, GOOD | {"pupils": "500", "seen": seen}).status_code == 302
    response = mine.post(url, GOOD | {"pupils": "410", "seen": seen})
    assert response.status_code == 422
    assert "in der Zwischenzeit geändert" in response.content.decode()
    assert 'value="410"' in response.content.decode()
    row.refresh_from_db()
    assert row.pupils == 500
    seen = response.context["form"]["seen"].value()
    assert mine.post(url, GOOD | {"pupils": "410", "seen": seen}).status_code == 302
    row.refresh_from_db()
    assert row.pupils == 410


def test_the_list_shows_year_groups_and_rooms_by_type(world):
    figures(
        world.school_a,
        year_groups={"10": {"classes": 3, "pupils": 81}, "5": {"classes": 4, "pupils": 108}},
        room_counts={"library": 1, "specialist": 4},
    )
    figures(world.school_a, year=2025)
    page = world.client_for("lead_a").get(figures_url(world.school_a))
    newest, older = page.context["figures"]
    assert (newest.by_year_group, newest.by_room_type) == (
        [(5, 4, 108), (10, 3, 81)],
        [("Fachräume", 4), ("Mediothek", 1)],
    )
    assert (older.by_year_group, older.by_room_type) == ([], [])
    html = page.content.decode()
    assert html.count('<details class="words"') == 1
    assert "108" in html
    assert "Fachräume" in html


def test_figures_of_another_school_cannot_be_reached_through_the_own(world):
    row = figures(world.school_b)
    url = reverse("schools:figures_update", args=[world.school_a.school_number, row.pk])
    assert world.client_for("staff").get(url).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_query_count_of_figures_is_flat(world, rows):
    for year in range(2020, 2020 + rows):
        figures(world.school_a, year)
    client = world.client_for("lead_a")
    client.get(figures_url(world.school_a))
    with CaptureQueriesContext(connection) as queries:
        response = client.get(figures_url(world.school_a))
    assert len(response.context["figures"]) == rows
    assert len(queries) == 5


# --- import of figures ---

IMPORT = reverse("schools:figures_import_create")
COMMIT = reverse("schools:figures_import_commit")
HEADER = ["Schulnummer", "Schuljahr", "Schülerzahl", "Stichtag", "Klassen"]


def upload(client, rows, name="zahlen.csv", header=HEADER):
    writer = exports.xlsx_bytes if name.endswith("xlsx") else exports.csv_bytes
    file = io.BytesIO(writer(header, rows))
    file.name = name
    return client.post(IMPORT, {"file": file})


@pytest.mark.parametrize("name", ["zahlen.csv", "zahlen.xlsx"])
def test_figures_are_previewed_and_taken_over_once(world, name):
    client = world.client_for("staff")
    figures(world.school_b, pupils=700)
    rows = [["990012", "2026/27", 412, "15.10.2026", 16], ["990024", "2026/2027", "1.250", None, 48]]
    response = upload(client, rows, name)
    assert response.status_code == 200
    preview = response.context["preview"]
    assert preview["outcome"].counts == {"created": 1, "updated": 1, "unchanged": 0}
    assert SchoolYearFigures.unscoped.count() == 1
    assert client.post(COMMIT, {"token": preview["token"]}).status_code == 302
    assert sorted(SchoolYearFigures.unscoped.values_list("pupils", "classes")) == [(412, 16), (1250, 48)]
    again = upload(client, rows, name).context["preview"]["outcome"]
    assert again.counts == {"created": 0, "updated": 0, "unchanged": 2}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["990036", "2026", 1, "", ""]], [(2, "Schulnummer")]),
        ([["1", "2026", 1, "", ""]], [(2, "Schulnummer")]),
        ([["990012", "2026/28", 1, "", ""]], [(2, "Schuljahr")]),
        ([["990012", "2026", "", "", ""]], [(2, "Schülerzahl")]),
        ([["990012", "2026", 1, "31.07.2026", ""]], [(2, "Stichtag")]),
        (
            [["990012", "2026", 1, "", "zwei"], ["990024", "x", "y", "z", 1]],
            [(2, "Klassen"), (3, "Schuljahr"), (3, "Schülerzahl"), (3, "Stichtag")],
        ),
        ([["990012", "2026", 1, "", ""], ["990012", "2026/27", 2, "", ""]], [(3, "Schulnummer")]),
    ],
)
def test_one_bad_line_stops_the_import_and_all_are_told(world, rows, expected):
    response = upload(world.client_for("staff"), [*rows, ["990024", "2025", 5, "", ""]])
    assert response.status_code == 422
    assert [(problem.line, problem.column) for problem in response.context["problems"]] == expected
    assert SchoolYearFigures.unscoped.count() == 0


def test_figures_that_contradict_stored_rooms_are_refused(world):
    figures(world.school_a, teaching_rooms=20)
    header = ["Schulnummer", "Schuljahr", "Schülerzahl", "Räume mit WLAN"]
    response = upload(world.client_for("staff"), [["990012", "2026", 400, 21]], header=header)
    assert [problem.text for problem in response.context["problems"]] == [
        "Es kann nicht mehr Räume mit WLAN geben als Unterrichtsräume."
    ]


def test_missing_column_leaves_what_is_known(world):
    figures(world.school_a, teaching_rooms=20, classes=16)
    client = world.client_for("staff")
    token = upload(client, [["990012", "2026", 410]], header=HEADER[:3]).context["preview"]["token"]
    client.post(COMMIT, {"token": token})
    row = SchoolYearFigures.unscoped.get()
    assert (row.pupils, row.classes, row.teaching_rooms) == (410, 16, 20)


def test_wrong_table_is_told(world):
    response = upload(world.client_for("staff"), [["x", "y"]], header=["a", "b"])
    assert (response.status_code, [problem.line for problem in response.context["problems"]]) == (422, [1])


@pytest.mark.parametrize(
    ("actor", "status"), [("staff", 200), ("it", 403), ("admin", 200), ("lead_a", 403), ("adviser", 403)]
)
def test_who_may_import_figures(world, actor, status):
    assert world.client_for(actor).get(IMPORT).status_code == status


def test_preview_belongs_to_one_person(world):
    token = upload(world.client_for("staff"), [["990012", "2026", 1, "", ""]]).context["preview"]["token"]
    for stranger, value in (("head", token), ("staff", f"x{token}"), ("staff", "")):
        response = world.client_for(stranger).post(COMMIT, {"token": value}, follow=True)
        assert "Die Vorschau ist nicht mehr gültig" in response.content.decode()
    assert SchoolYearFigures.unscoped.count() == 0


def test_figures_entered_since_the_preview_are_not_overwritten(world):
    row = figures(world.school_a, pupils=400)
    client = world.client_for("staff")
    lines = [["990012", "2026", 410, "", ""], ["990024", "2026", 700, "", ""]]
    token = upload(client, lines).context["preview"]["token"]
    SchoolYearFigures.unscoped.filter(pk=row.pk).update(pupils=500)
    response = client.post(COMMIT, {"token": token})
    assert response.status_code == 409
    assert "Die Zahlen haben sich seit dieser Vorschau geändert" in response.content.decode()
    assert "zahlen.csv" in response.content.decode()
    assert list(SchoolYearFigures.unscoped.values_list("pupils", flat=True)) == [500]
    assert client.post(COMMIT, {"token": response.context["preview"]["token"]}).status_code == 302
    assert sorted(SchoolYearFigures.unscoped.values_list("pupils", flat=True)) == [410, 700]


def test_a_year_entered_since_the_preview_is_not_overwritten(world):
    client = world.client_for("staff")
    token = upload(client, [["990012", "2026", 410, "", ""]]).context["preview"]["token"]
    figures(world.school_a, pupils=500)
    assert client.post(COMMIT, {"token": token}).status_code == 409
    assert SchoolYearFigures.unscoped.get().pupils == 500


@pytest.mark.parametrize("pasted", ["Fachraum 4\nMediothek 1", "mediothek: 1\n\nFachräume\t4"])
def test_rooms_by_type_are_written_in_lines(world, pasted):
    client = world.client_for("lead_a")
    answer = client.post(create_url(world.school_a), GOOD | {"room_counts": pasted})
    assert answer.status_code == 302, answer.context["form"].errors
    row = SchoolYearFigures.unscoped.get()
    assert row.room_counts == {"specialist": 4, "library": 1}
    change = reverse("schools:figures_update", args=[world.school_a.school_number, row.pk])
    assert client.get(change).context["form"]["room_counts"].value() == "Fachraum 4\nMediothek 1"


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("Besenkammer 2", "kann nicht gelesen werden"),
        ("Fachraum", "kann nicht gelesen werden"),
        ("Fachraum 1001", "kann nicht gelesen werden"),
        ("Aula 1\nAula 1", "zweimal"),
    ],
)
def test_wrong_rooms_lose_nothing(world, pasted, words):
    answer = world.client_for("lead_a").post(create_url(world.school_a), GOOD | {"room_counts": pasted})
    assert (answer.status_code, SchoolYearFigures.unscoped.count()) == (422, 0)
    assert words in str(answer.context["form"].errors["room_counts"])
    assert answer.context["form"]["room_counts"].value() == pasted


@pytest.mark.parametrize("pasted", ["5 4 108\n7\t3\t80", "7;3;80\n\n5;4;108\n", "5: 4, 108\n7: 3, 80"])
def test_year_groups_are_pasted_as_people_have_them(world, pasted):
    client = world.client_for("lead_a")
    answer = client.post(
        create_url(world.school_a), GOOD | {"pupils": 300, "classes": 12, "year_groups": pasted}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    row = SchoolYearFigures.unscoped.get()
    assert row.year_groups == {"5": {"classes": 4, "pupils": 108}, "7": {"classes": 3, "pupils": 80}}
    form = client.get(reverse("schools:figures_update", args=[world.school_a.school_number, row.pk])).context[
        "form"
    ]
    assert form["year_groups"].value() == "5 4 108\n7 3 80"


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("5 4", "drei Zahlen"),
        ("fünf 4 108", "drei Zahlen"),
        ("14 1 20", "1 bis 13"),
        ("5 1 20\n5 1 20", "zweimal"),
        ("5 1 301", "mehr als die 300"),
        ("5 1 20000", "zu groß"),
    ],
)
def test_wrong_year_groups_lose_nothing(world, pasted, words):
    data = GOOD | {"pupils": 300, "classes": 12, "year_groups": pasted}
    answer = world.client_for("lead_a").post(create_url(world.school_a), data)
    assert (answer.status_code, SchoolYearFigures.unscoped.count()) == (422, 0)
    assert words in str(answer.context["form"].errors["year_groups"])
    assert answer.context["form"]["year_groups"].value() == pasted
