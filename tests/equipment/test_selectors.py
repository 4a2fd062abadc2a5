"""Coverage in words, stock summary, replacement, target values: equality with a foreign row beside each."""

from __future__ import annotations

import json
from dataclasses import asdict
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from equipment import selectors
from equipment.models import EquipmentType, TargetValues, UsefulLife
from schools.models import School
from tests.equipment.conftest import make_figures, make_stock
from tests.world import make_school


def told(found):
    return {one.key: (one.actual, one.target, one.verdict, one.text) for one in found}


def test_coverage_of_a_school(world, stock):
    make_figures(world.school_a, year=2025, pupils=1, teaching_rooms=1, presentation_rooms=1, wlan_rooms=1)
    make_figures(world.school_a)
    make_figures(world.school_b, pupils=999)
    stock(quantity=30, room="Raum 1")
    stock("DEV_DESKTOP", quantity=10, state="stored")
    stock(quantity=99, state="broken")
    stock(quantity=98, state="retired")
    stock("DEV_TEACHER", quantity=12)
    stock(school=world.school_b, quantity=500)
    found = selectors.coverage(school=world.school_a)
    assert told(found) == {
        "pupils_per_device": (3, 3.7, "fulfilled", "40 Geräte für 120 Lernende"),
        "presentation": (90, 100, "partly", "9 von 10 Räumen"),
        "wlan": (40, 100, "open", "4 von 10 Räumen"),
        "teacher_devices": (100, 100, "fulfilled", "12 Geräte für 12 Lehrkräfte"),
    }
    assert [asdict(one) for one in found] == json.loads(json.dumps([asdict(one) for one in found]))
    assert [one.verdict_label for one in found] == [
        "erfüllt",
        "teilweise erfüllt",
        "nicht erfüllt",
        "erfüllt",
    ]


def test_without_figures_each_sentence_names_what_is_missing(world, stock):
    stock()
    assert told(selectors.coverage(school=world.school_a)) == {
        "pupils_per_device": (None, 3.7, "unknown", "die Zahl der Lernenden fehlt"),
        "presentation": (None, 100, "unknown", "die Zahl der Unterrichtsräume fehlt"),
        "wlan": (None, 100, "unknown", "die Zahl der Unterrichtsräume fehlt"),
        "teacher_devices": (None, 100, "unknown", "die Zahl der Lehrkräfte fehlt"),
    }


@pytest.mark.parametrize(
    ("numbers", "key", "text"),
    [
        ({"pupils": 0}, "pupils_per_device", "die Zahl der Lernenden ist 0"),
        ({"presentation_rooms": None}, "presentation", "die Zahl der Räume mit Präsentationstechnik fehlt"),
        ({"wlan_rooms": None}, "wlan", "die Zahl der Räume mit WLAN fehlt"),
        ({"teachers": None}, "teacher_devices", "die Zahl der Lehrkräfte fehlt"),
        ({"teachers": 0}, "teacher_devices", "die Zahl der Lehrkräfte ist 0"),
    ],
)
def test_single_missing_figures(world, numbers, key, text):
    make_figures(world.school_a, **numbers)
    actual, _target, verdict, said = told(selectors.coverage(school=world.school_a))[key]
    assert (actual, verdict, said) == (None, "unknown", text)


def test_no_device_and_no_teacher_device_are_figures_not_gaps(world):
    make_figures(world.school_a)
    found = told(selectors.coverage(school=world.school_a))
    assert found["pupils_per_device"] == (None, 3.7, "open", "0 Geräte für 120 Lernende")
    assert found["teacher_devices"] == (0, 100, "open", "0 Geräte für 12 Lehrkräfte")


def test_own_standard_wins_and_without_any_the_verdict_is_unknown(world):
    make_figures(world.school_a)
    TargetValues.unscoped.create(
        authority=world.authority, school_type="02", wlan_share=40, pupils_per_device=Decimal("9.5")
    )
    TargetValues.unscoped.create(authority=world.authority_c, school_type="02", wlan_share=99)
    found = told(selectors.coverage(school=world.school_a))
    assert found["wlan"] == (40, 40, "fulfilled", "4 von 10 Räumen")
    assert found["pupils_per_device"][1] == 9.5
    assert found["presentation"] == (
        90,
        None,
        "unknown",
        "9 von 10 Räumen; für diese Schulform ist kein Ziel festgelegt",
    )


def test_large_numbers_are_german(world, stock):
    make_figures(world.school_a, pupils=1234)
    stock(quantity=1000)
    assert selectors.coverage(school=world.school_a)[0].text == "1.000 Geräte für 1.234 Lernende"


def many_schools(world, number):
    made = [
        make_school(f"197{index:03d}", f"Schule {index}", world.municipality, world.authority)
        for index in range(number)
    ]
    for school in made:
        make_figures(school)
        make_stock(school, "DEV_LOAN", 10)
        make_stock(school, "DEV_TEACHER", 3, purchase_year=2020)


def test_by_school_says_the_same_as_one_by_one(world, stock):
    many_schools(world, 3)
    stock(quantity=30)
    schools = list(School.visible_to(world.user("staff")))
    found = selectors.coverage_by_school(user=world.user("staff"), schools=schools)
    assert found == {school.pk: selectors.coverage(school=school) for school in schools}
    assert len(found) == 5


def test_by_school_counts_only_what_the_reader_sees(world, stock):
    make_figures(world.school_a)
    stock(quantity=30)
    found = selectors.coverage_by_school(user=world.user("staff_c"), schools=[world.school_a])
    assert told(found[world.school_a.pk])["pupils_per_device"][3] == "die Zahl der Lernenden fehlt"


@pytest.mark.parametrize("number", [10, 110])
def test_query_count_is_flat_over_schools(world, number):
    many_schools(world, number)
    user = world.user("staff")
    schools = list(School.visible_to(user))
    with CaptureQueriesContext(connection) as caught:
        coverage = selectors.coverage_by_school(user=user, schools=schools)
        selectors.replacement_by_year(user=user, schools=schools)
    assert len(coverage) == number + 2
    assert len(caught) == 5  # figures, devices, targets; lives, replacement


def test_summary_sums_over_rooms_and_hides_the_rest(world, stock):
    stock(quantity=15, room="Raum 1", purchase_year=2024, fund="EIG", serials="S1")
    stock(quantity=10, room="Raum 2", purchase_year=2024, fund="EIG", state="stored")
    stock(quantity=5, room="Raum 2", purchase_year=2024, fund="EIG", condition="poor")
    stock(quantity=9, state="broken")
    stock(quantity=8, state="retired")
    stock(school=world.school_b)
    common = {
        "code": "DEV_TABLET_POOL",
        "name": "Tablet im Klassensatz",
        "group": "pupil_device",
        "purchase_year": 2024,
        "useful_life": 4,
        "funding_source": "Eigenmittel",
    }
    assert selectors.stock_summary(school=world.school_a) == [
        common | {"quantity": 25, "condition": "good"},
        common | {"quantity": 5, "condition": "poor"},
    ]


def test_replacement_sums_over_schools(world, stock):
    stock(quantity=15, purchase_year=2024)
    stock(quantity=10, purchase_year=2024, school=world.school_b)
    stock(quantity=7, purchase_year=2020, room="Raum 1")
    stock(quantity=3, room="Raum 2")
    stock("PRES_DISPLAY", quantity=4, purchase_year=2030)
    stock("SW_LICENSE", quantity=90, purchase_year=2020)
    stock(quantity=99, purchase_year=2020, school=world.school_c)
    stock(quantity=98, purchase_year=2020, state="retired")
    found = selectors.replacement_by_year(
        user=world.user("staff"),
        schools=[world.school_a, world.school_b, world.school_c],
        first_year=2026,
    )
    assert found.years == tuple(range(2026, 2036))
    assert [asdict(row) for row in found.rows] == [
        {
            "code": "PRES_DISPLAY",
            "name": "Interaktives Display",
            "group": "presentation",
            "by_year": {},
            "overdue": 0,
            "later": 4,
            "unknown": 0,
        },
        {
            "code": "DEV_TABLET_POOL",
            "name": "Tablet im Klassensatz",
            "group": "pupil_device",
            "by_year": {2026: 7, 2028: 25},
            "overdue": 7,
            "later": 0,
            "unknown": 3,
        },
    ]


def test_each_authority_plans_with_its_own_useful_life(world, stock):
    tablet = EquipmentType.objects.get(code="DEV_TABLET_POOL")
    UsefulLife.unscoped.create(authority=world.authority, type=tablet, years=9)
    display = EquipmentType.objects.get(code="PRES_DISPLAY")
    UsefulLife.unscoped.create(authority=world.authority, type=display, years=None)
    stock(quantity=15, purchase_year=2024)
    stock("PRES_DISPLAY", quantity=4, purchase_year=2020)
    stock(quantity=99, purchase_year=2024, school=world.school_c)

    def due(actor, school):
        found = selectors.replacement_by_year(user=world.user(actor), schools=[school], first_year=2026)
        return [(row.code, row.by_year) for row in found.rows]

    assert due("staff", world.school_a) == [("DEV_TABLET_POOL", {2033: 15})]
    assert due("staff_c", world.school_c) == [("DEV_TABLET_POOL", {2028: 99})]
    told = {row["code"]: row["useful_life"] for row in selectors.stock_summary(school=world.school_a)}
    assert told == {"DEV_TABLET_POOL": 9, "PRES_DISPLAY": None}


def test_targets_rows_put_the_own_school_types_first(world):
    TargetValues.unscoped.create(authority=world.authority, school_type="20", wlan_share=70)
    TargetValues.unscoped.create(authority=world.authority_c, school_type="02", wlan_share=1)
    rows = selectors.targets_rows(user=world.user("staff"), authority=world.authority)
    assert [(row.school_type, row.schools, row.is_own) for row in rows[:3]] == [
        ("02", 1, False),
        ("15", 1, False),
        ("04", 0, False),
    ]
    assert [row.school_type for row in rows if row.is_own] == ["20"]
    assert rows[0].shares == (100, 100, 100)
    assert len(rows) == 18
