"""The whole loop in a real Chromium: register, rating, release, round table, report in the adviser's hands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from schools.models import School
from tests.journeys import people
from tests.journeys.people import Place
from tests.schools import registers

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
OpenPage = Callable[..., Page]
NUMBER, OTHER = "199909", "199910"


@pytest.fixture
def small_files(tmp_path: Path) -> tuple[Path, Path]:
    rows = (
        registers.school(NUMBER, Kurzbezeichnung="Musterort, GS Am Bach"),
        registers.school(OTHER, Kurzbezeichnung="Musterort, GS Zum Tal"),
    )
    files = tmp_path / "schuldaten.csv", tmp_path / "key_traeger.csv"
    files[0].write_bytes(registers.register(*rows))
    files[1].write_bytes(registers.authorities(t99901="Stadt Musterort"))
    return files


def walk(open_page: OpenPage, place: Place, folder: Path, *, scripts: bool) -> None:
    """Everybody after the register, in the order of the loop; each person is a browser of their own."""

    def person(role: str, **where: str) -> Page:
        return people.arrives(open_page, scripts=scripts, role=role, **where)

    lead = person("school_lead", school=place.number)
    people.records_school(lead, place.number)
    people.rates_own_side(lead, f"/matrix/schule/{place.number}/")
    staff = person("authority_staff", authority=place.authority)
    people.rates_own_side(staff, f"/matrix/traeger/{place.authority}/")
    moderator = person("moderator", municipality=place.municipality)
    people.holds_the_table(moderator, place, "S1.1")
    people.button(moderator, "Protokoll als PDF erstellen")
    minutes = people.report_of(moderator, scripts=scripts, folder=folder)
    assert people.GUIDELINE in minutes
    assert people.MILESTONE in minutes
    adviser = person("media_adviser", school=place.number)
    people.link(adviser, "Meine Schulen")
    people.button(adviser, f"Neuer Bericht {place.number}")
    report = people.report_of(adviser, scripts=scripts, folder=folder)
    assert place.number in report
    for told in (people.REASON, "Das Kollegium zieht mit.", people.MILESTONE, "241", "77"):
        assert told in report
    people.link(adviser, "Meine Schulen")
    expect(adviser.get_by_role("link", name=f"Bericht {place.number} vom", exact=False)).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_the_loop(
    first_day: None, open_page: OpenPage, small_files: tuple[Path, Path], tmp_path: Path, scripts: bool
) -> None:
    admin = people.arrives(open_page, scripts=scripts, role="admin")
    people.load_register(admin, *small_files)
    assert School.unscoped.count() == 2
    walk(open_page, Place(NUMBER, "Musterort, GS Am Bach", "99901", "05998004"), tmp_path, scripts=scripts)


def test_the_loop_on_the_real_register(first_day: None, open_page: OpenPage, tmp_path: Path) -> None:
    files = registers.real_file("schuldaten_2021-09.csv"), registers.real_file("key_traeger.csv")
    admin = people.arrives(open_page, scripts=True, role="admin")
    people.load_register(admin, *files, district="05754")
    schools = School.unscoped.filter(municipality__ags="05754008", school_type="02")
    school = schools.select_related("authority").order_by("school_number").first()
    assert school is not None
    place = Place(school.school_number, str(school), school.authority.number, "05754008")
    walk(open_page, place, tmp_path, scripts=True)
