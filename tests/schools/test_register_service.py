"""The register in the database: what an import creates, changes, closes, and leaves alone."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.errors import Conflict
from core.models import AuditEntry
from core.problems import FileRefused
from schools.importers.register import read_register
from schools.models import Municipality, School, SchoolAuthority, SchoolStatus
from schools.models.register import status_on
from schools.services import register as service
from tests.schools.registers import COLUMNS, real_file, register, school

NAMES = {"99901": "Stadt Musterort", "99902": "Kreis Muster"}
TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.django_db


def load(*schools, names=NAMES, district="", columns=COLUMNS, **options):
    reading = read_register(register(*schools, columns=columns))
    return service.upsert_register(reading, authorities=names, district=district, **options)


def counts(outcome):
    return (outcome.created, outcome.updated, outcome.unchanged, outcome.closed, outcome.skipped)


def get(number: str) -> School:
    return School.unscoped.get(school_number=number)


def test_first_import_creates_everything():
    outcome = load(
        school("990000"),
        school("199900", Traegernummer="99902", Schulform="20"),
        school("199901", Schulform="0A"),
    )
    assert counts(outcome) == (2, 0, 0, 0, 1)
    made = get("199900")
    assert (made.authority.name, made.municipality.name) == ("Kreis Muster", "Musterort")
    assert (made.school_type, made.official_name, made.email) == (
        "20",
        "Grundschule",
        "199900@schule.example.org",
    )
    assert SchoolAuthority.unscoped.filter(is_placeholder=True).count() == 0


def test_second_run_writes_nothing():
    files = (school("990000"), school("199900", Schulbetriebsschluessel="9"))
    load(*files)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        outcome = load(*files)
    assert counts(outcome) == (0, 0, 2, 0, 0)
    written = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []
    assert AuditEntry.objects.count() == 0


def test_number_of_queries_does_not_grow_with_the_file():
    def queries_for(rows: range) -> int:
        with CaptureQueriesContext(connection) as queries:
            load(*(school(f"1999{number:02d}") for number in rows))
        return len(queries)

    load(school("199900"))
    assert queries_for(range(2)) == queries_for(range(40))


def test_newer_file_renames_moves_and_changes_the_authority():
    load(school("990000"))
    outcome = load(
        school(
            "990000",
            Kurzbezeichnung="Neuort, GS Neu",
            Gemeindeschluessel="05998008",
            Ort="Neuort",
            Traegernummer="99902",
        )
    )
    assert counts(outcome) == (0, 1, 0, 0, 0)
    made = get("990000")
    assert (made.name, made.municipality.name, made.authority.number) == ("Neuort, GS Neu", "Neuort", "99902")
    entry = AuditEntry.objects.get(verb="schools.register_changed")
    assert entry.subject_id == str(made.pk)
    assert entry.changes == {
        "name": ["Musterort, GS Test", "Neuort, GS Neu"],
        "city": ["Musterort", "Neuort"],
        "ags": ["05998004", "05998008"],
        "authority": ["99901", "99902"],
    }


def test_display_name_belongs_to_people():
    load(school("990000"))
    School.unscoped.filter(school_number="990000").update(display_name="Schule am Fluss")
    assert counts(load(school("990000"))) == (0, 0, 1, 0, 0)
    load(school("990000", Kurzbezeichnung="Musterort, GS Fluss"))
    made = get("990000")
    assert (made.display_name, made.name) == ("Schule am Fluss", "Musterort, GS Fluss")


def test_missing_optional_column_leaves_what_is_known():
    load(school("990000"))
    columns = tuple(column for column in COLUMNS if column not in {"Strasse", "Homepage", "UTMRechtswert"})
    assert counts(load(school("990000"), columns=columns)) == (0, 0, 1, 0, 0)
    load(school("990000", Ort="Anderswo"), columns=columns)
    made = get("990000")
    assert (made.street, made.homepage, made.city) == ("Weg 1", "https://schule.example.org", "Anderswo")
    assert made.latitude is not None


def test_closing_and_reopening():
    load(school("990000"))
    assert counts(load(school("990000", Schulbetriebsschluessel="9"))) == (0, 1, 0, 1, 0)
    assert get("990000").status == SchoolStatus.CLOSED
    assert counts(load(school("990000", Schulbetriebsschluessel="9"))) == (0, 0, 1, 0, 0)
    assert counts(load(school("990000"))) == (0, 1, 0, 0, 0)
    assert get("990000").status == SchoolStatus.OPEN


@pytest.mark.parametrize(
    ("key", "day", "status"),
    [
        ("1", None, SchoolStatus.OPEN),
        ("6", date(1990, 8, 1), SchoolStatus.OPEN),
        ("0", TODAY, SchoolStatus.CLOSING),
        ("0", TODAY - timedelta(1), SchoolStatus.CLOSED),
        ("2", TODAY + timedelta(1), SchoolStatus.CLOSING),
        ("2", None, SchoolStatus.CLOSING),
        ("3", TODAY, SchoolStatus.OPEN),
        ("3", TODAY + timedelta(1), SchoolStatus.UPCOMING),
        ("3", None, SchoolStatus.UPCOMING),
        ("4", None, SchoolStatus.RESTING),
        ("5", TODAY + timedelta(1), SchoolStatus.CLOSED),
        ("9", None, SchoolStatus.CLOSED),
    ],
)
def test_key_and_date_give_the_status(key, day, status):
    assert status_on(TODAY, key, day) == status


def test_open_in_the_database_means_the_same_as_in_the_model():
    today = timezone.localdate()
    days = [None, today - timedelta(1), today, today + timedelta(1)]
    load(*(school(f"1999{number:02d}") for number in range(32)))
    schools = list(School.unscoped.order_by("school_number"))
    for made, (key, day) in zip(schools, [(key, day) for key in "01234569" for day in days], strict=True):
        made.operation_key, made.operation_on = key, day
        made.save()
    schools[-1].missing_since = today
    expected = {made.pk for made in schools if made.status in {"open", "closing", "resting"}}
    assert set(School.unscoped.open().values_list("pk", flat=True)) == expected


def test_vanished_school_is_marked_and_comes_back():
    load(school("990000"), school("199900"))
    outcome = load(school("990000"))
    assert counts(outcome) == (0, 0, 1, 1, 0)
    gone = get("199900")
    assert (gone.missing_since, gone.status) == (timezone.localdate(), SchoolStatus.MISSING)
    assert counts(load(school("990000"))) == (0, 0, 1, 0, 0)
    assert counts(load(school("990000"), school("199900"))) == (0, 1, 1, 0, 0)
    assert get("199900").missing_since is None


def test_district_limits_reading_and_writing():
    far = school("199900", Gemeindeschluessel="05997004", Ort="Fernstadt")
    load(school("990000"), far, school("199902"))
    outcome = load(
        school("990000", Ort="Neu"), school("199901", Gemeindeschluessel="05997004"), district="05998"
    )
    assert counts(outcome) == (0, 1, 0, 1, 0)
    assert get("199900").missing_since is None
    assert get("199902").missing_since is not None
    assert not School.unscoped.filter(school_number="199901").exists()


def test_school_that_moves_across_the_border_of_the_district_is_not_lost():
    load(school("990000"), school("199900"))
    outcome = load(
        school("990000"), school("199900", Gemeindeschluessel="05997004", Ort="Fernstadt"), district="05998"
    )
    assert counts(outcome) == (0, 1, 1, 0, 0)
    assert get("199900").municipality.ags == "05997004"
    assert counts(load(school("990000"), school("199900"), district="05998")) == (0, 1, 1, 0, 0)


def test_district_without_schools_is_refused():
    with pytest.raises(FileRefused) as refused:
        load(school("990000"), district="05111")
    assert "05111" in str(refused.value.problems[0])


def test_unknown_authority_becomes_a_placeholder_and_gets_its_name_later():
    outcome = load(school("990000", Traegernummer="99909"), school("199900", Traegernummer="99909"))
    assert outcome.warnings[1:] == [
        (
            "Schulträger 99909 steht in keiner Schlüsseltabelle (Schulen: 990000, 199900). "
            "Er wird mit seiner Nummer geführt."
        )
    ]
    assert get("990000").authority.is_placeholder
    again = load(school("990000", Traegernummer="99909"), school("199900", Traegernummer="99909"))
    assert (counts(again), again.warnings) == ((0, 0, 2, 0, 0), outcome.warnings)
    load(
        school("990000", Traegernummer="99909"),
        school("199900", Traegernummer="99909"),
        names={"99909": "Stiftung"},
    )
    found = get("990000").authority
    assert (found.name, found.is_placeholder) == ("Stiftung", False)


def test_names_of_authorities_survive_an_import_without_key_table():
    load(school("990000"))
    outcome = load(school("990000"), names=None)
    assert (outcome.warnings, get("990000").authority.name) == ([], "Stadt Musterort")


def test_without_key_table_many_placeholders_are_one_warning():
    outcome = load(*(school(f"1999{n:02d}", Traegernummer=f"999{n:02d}") for n in range(21)), names=None)
    assert outcome.warnings[-1].startswith("21 Schulträger sind nur mit ihrer Nummer bekannt")


def test_municipality_is_named_after_its_most_frequent_town():
    load(
        school("199900", Ort="Oberdorf"), school("199901", Ort="Unterdorf"), school("199902", Ort="Unterdorf")
    )
    assert Municipality.objects.get(ags="05998004").name == "Unterdorf"
    load(
        school("199900", Ort="Oberdorf"), school("199901", Ort="Oberdorf"), school("199902", Ort="Unterdorf")
    )
    assert Municipality.objects.get(ags="05998004").name == "Unterdorf"
    load(*(school(number, Ort="Oberdorf") for number in ("199900", "199901", "199902")))
    assert Municipality.objects.get(ags="05998004").name == "Oberdorf"


def test_municipality_of_kreis_guetersloh_has_its_official_name():
    load(school("199900", Gemeindeschluessel="05754012", Ort="Halle"))
    assert Municipality.objects.get(ags="05754012").name == "Halle (Westf.)"


def test_dry_run_reports_and_writes_nothing():
    load(school("990000"))
    outcome = load(school("990000", Ort="Neu"), school("199900"), dry_run=True)
    assert counts(outcome) == (1, 1, 0, 0, 0)
    assert [change.kind for change in outcome.changes] == ["updated", "created"]
    assert (get("990000").city, School.unscoped.count()) == ("Musterort", 1)


def test_broken_file_changes_nothing():
    with pytest.raises(FileRefused) as refused:
        load(school("990000"), school("199900"), school("990000"))
    assert len(refused.value.problems) == 1
    assert (School.unscoped.count(), Municipality.objects.count(), SchoolAuthority.unscoped.count()) == (
        0,
        0,
        0,
    )


def test_file_that_lacks_too_many_schools_is_refused_unless_accepted():
    schools = [school(f"1998{number:02d}") for number in range(80)]
    load(*schools)
    with pytest.raises(FileRefused) as refused:
        load(*schools[:30])
    assert "50 von 80 Schulen fehlen" in str(refused.value.problems[0])
    assert not School.unscoped.filter(missing_since__isnull=False).exists()
    assert counts(load(*schools[:30], accept_missing=True)) == (0, 0, 30, 50, 0)


def test_crash_in_the_middle_leaves_nothing(monkeypatch):
    def crash(*_args, **_kwargs):
        raise RuntimeError

    load(school("990000"))
    monkeypatch.setattr(service.audit, "record_many", crash)
    with pytest.raises(RuntimeError):
        load(school("199900", Traegernummer="99902", Gemeindeschluessel="05998008"))
    assert list(School.unscoped.values_list("school_number", "missing_since")) == [("990000", None)]
    assert (Municipality.objects.count(), SchoolAuthority.unscoped.count()) == (1, 1)


def test_second_import_at_the_same_time_is_turned_away():
    rival = connection.copy()
    try:
        with rival.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [service.IMPORT_LOCK])
        with pytest.raises(Conflict):
            load(school("990000"))
        assert counts(load(school("990000"), dry_run=True)) == (1, 0, 0, 0, 0)
    finally:
        rival.close()
    assert School.unscoped.count() == 0


@pytest.mark.slow
def test_full_register_twice_and_kreis_guetersloh(capsys):
    """The real file: 5,507 units, 59 of them no schools."""
    file, keys = real_file("schuldaten_2021-09.csv"), real_file("key_traeger.csv")

    def run(*options: str) -> dict:
        call_command("import_schools", str(file), "--authorities", str(keys), "--json", *options)
        return json.loads(capsys.readouterr().out)

    first = run("--district", "05754")
    assert (first["created"], first["skipped"], first["warnings"]) == (109, 1, [])
    assert Municipality.objects.count() == 13
    full = run()
    assert (full["created"], full["updated"], full["unchanged"], full["skipped"]) == (5339, 0, 109, 59)
    assert len(full["warnings"]) == 7
    again = run()
    assert (again["created"], again["updated"], again["unchanged"], again["closed"]) == (0, 0, 5448, 0)
