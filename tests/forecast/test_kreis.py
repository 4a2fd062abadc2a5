"""Schools = Träger = Kreis, to the cent, for the replacement wave and for what is missing to the standard.

No page shows either figure for a whole Kreis: the Kreis is here the sum over its Träger, each read by its own staff
through the selectors behind the pages, against one slow reckoning that knows no Träger at all.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipment.models import EquipmentType, PriceEntry, StockBatch, UsefulLife
from equipment.services.catalogue import load_defaults
from forecast.models import FollowUpCost
from forecast.reckoning import Kind, Line, Plan
from forecast.selectors import assumptions, lines_of, picture, schools_of
from schools.access import Role
from schools.models import School, SchoolAuthority, SchoolYearFigures
from standards.models import StandardException, StandardRule, StandardVersion
from standards.selectors import GapTable, gap_of
from tests.forecast.test_reckoning import COSTS, FIRST, RATES, slow, told
from tests.world import World, build_world, make_school, make_user

CODES = ("DEV_TABLET_POOL", "DEV_TEACHER", "PRES_DISPLAY", "NET_AP")
COUNT = st.integers(0, 40)
CENTS = st.integers(1, 300_000)
NUMBER_OF = {"class": "classes", "teacher": "teachers", "room": "teaching_rooms"}

lots = st.fixed_dictionaries(
    {
        "quantity": st.integers(1, 60),
        "purchase_year": st.none() | st.integers(2010, 2028),
        "state": st.sampled_from(StockBatch.State.values),
        "condition": st.sampled_from(StockBatch.Condition.values),
    }
)
figures = st.fixed_dictionaries(
    {"pupils": COUNT, "classes": COUNT, "teachers": st.none() | COUNT, "teaching_rooms": st.none() | COUNT}
)
rules = st.fixed_dictionaries(
    {
        "code": st.sampled_from(CODES),
        "quantity": st.integers(1, 20),
        "every": st.integers(1, 5),
        "per": st.sampled_from(["class", "teacher", "room", "school"]),
        "school_types": st.sampled_from([[], ["02"], ["15", "20"]]),
        "max_age": st.none() | st.integers(1, 9),
    }
)


@dataclass(frozen=True)
class Place:
    kind: str
    figures: dict[str, int | None] | None
    stock: list[tuple[str, dict[str, Any]]]
    exceptions: dict[str, int]


@dataclass(frozen=True)
class Owner:
    """What one Träger has and wants; money in cents."""

    schools: list[Place]
    rules: list[dict[str, Any]]
    prices: dict[str, int]
    lives: dict[str, int | None]
    follow_up: dict[tuple[str, str], int]  # by type and kind


places = st.builds(
    Place,
    kind=st.sampled_from(["02", "15"]),
    figures=st.none() | figures,
    stock=st.lists(st.tuples(st.sampled_from(CODES), lots), max_size=5),
    exceptions=st.dictionaries(st.sampled_from(CODES), st.integers(0, 90), max_size=1),
)
owners = st.builds(
    Owner,
    schools=st.lists(places, min_size=1, max_size=3),
    rules=st.lists(rules, max_size=4),
    prices=st.dictionaries(st.sampled_from(CODES), CENTS),
    lives=st.dictionaries(st.sampled_from(CODES), st.none() | st.integers(1, 12), max_size=2),
    follow_up=st.dictionaries(
        st.tuples(st.sampled_from(CODES), st.sampled_from(COSTS)), st.integers(0, 9000), max_size=3
    ),
)
districts = st.lists(owners, min_size=2, max_size=3)


@dataclass
class Built:
    """A Träger in the database, and its schools in the order of their drawing."""

    owner: Owner
    authority: SchoolAuthority
    user: Any
    schools: list[School] = field(default_factory=list)


def build(world: World, number: int, owner: Owner) -> Built:
    authority = SchoolAuthority.unscoped.create(number=f"9901{number}", name=f"Träger {number}")
    user = make_user(f"t{number}@example.org", "Tina Träger", Role.AUTHORITY_STAFF, authority=authority)
    built = Built(owner, authority, user)
    types = {one.code: one for one in EquipmentType.objects.filter(code__in=CODES)}
    of_it = {"authority": authority}
    for code, cents in owner.prices.items():
        PriceEntry.unscoped.create(
            **of_it,
            type=types[code],
            product=code,
            price=Decimal(cents) / 100,
            valid_from=date(2020, 1, 1),
        )
    for code, years in owner.lives.items():
        UsefulLife.unscoped.create(**of_it, type=types[code], years=years)
    for (code, kind), cents in owner.follow_up.items():
        amount = Decimal(cents) / 100
        FollowUpCost.unscoped.create(**of_it, type=types[code], kind=kind, amount=amount)
    decided = {"body": "Rat", "decided_on": date(2026, 1, 1), "valid_from": date(2026, 1, 1)}
    version = StandardVersion.unscoped.create(
        **of_it, number=1, title="Standard", adopted_at=timezone.now(), **decided
    )
    for rule in owner.rules:
        values = {name: value for name, value in rule.items() if name != "code"}
        StandardRule.unscoped.create(version=version, type=types[rule["code"]], **values)
    for at, place in enumerate(owner.schools):
        name = f"Schule {number}-{at}"
        school = make_school(f"9950{number}{at}", name, world.municipality, authority, school_type=place.kind)
        built.schools.append(school)
        if place.figures:
            SchoolYearFigures.unscoped.create(
                school=school, school_year=2026, reference_date=date(2026, 10, 15), **place.figures
            )
        StockBatch.unscoped.bulk_create(
            StockBatch(school=school, type=types[code], room=str(room), **lot)
            for room, (code, lot) in enumerate(place.stock)
        )
        for code, quantity in place.exceptions.items():
            StandardException.unscoped.create(
                version=version, school=school, type=types[code], quantity=quantity, reason="Umbau"
            )
    return built


@pytest.fixture
def ground(db: None) -> World:
    world = build_world()
    load_defaults()
    return world


def life_of(owner: Owner, code: str) -> int | None:
    return owner.lives[code] if code in owner.lives else EquipmentType.objects.get(code=code).useful_life


# --- what is missing ---


def wanted(owner: Owner, place: Place, code: str) -> int | None:
    """A whole set whenever somebody without one stands there; an exception is the last word."""
    if code in place.exceptions:
        return place.exceptions[code]
    pieces = 0
    for rule in applying(owner, place, code):
        counted = 1 if rule["per"] == "school" else (place.figures or {}).get(NUMBER_OF[rule["per"]])
        if counted is None:
            return None
        covered = 0
        while covered < counted:
            pieces, covered = pieces + rule["quantity"], covered + rule["every"]
    return pieces


def applying(owner: Owner, place: Place, code: str) -> list[dict[str, Any]]:
    return [
        rule
        for rule in owner.rules
        if rule["code"] == code and (not rule["school_types"] or place.kind in rule["school_types"])
    ]


def slow_gap(owner: Owner, place: Place) -> Counter[str]:
    """Place by place: a usable piece stands there, or one is missing and costs its price."""
    found: Counter[str] = Counter()
    for code in CODES:
        own = applying(owner, place, code)
        if not own and code not in place.exceptions:
            continue
        ages = [rule["max_age"] for rule in own if rule["max_age"]] or [life_of(owner, code)]
        usable = 0
        for kind, lot in place.stock:
            if kind != code or lot["state"] == "retired":
                continue
            found["stock"] += lot["quantity"]
            age = None if lot["purchase_year"] is None else FIRST - lot["purchase_year"]
            is_old = age is not None and any(limit is not None and age >= limit for limit in ages)
            if lot["state"] in {"in_use", "stored"} and lot["condition"] != "poor" and not is_old:
                usable += lot["quantity"]
        found["usable"] += usable
        target = wanted(owner, place, code)
        if target is None:
            found["unknown"] += 1
            continue
        found["target"] += target
        for _empty in range(usable, target):
            found["missing"] += 1
            found["cents"] += owner.prices.get(code, 0)
            found["unpriced"] += 0 if code in owner.prices else 1
    return found


NAMES = ("target", "stock", "usable", "missing", "unknown", "unpriced")


def counted(total: Any) -> Counter[str]:
    found = Counter({name: getattr(total, name) for name in NAMES})
    assert total.cost == total.cost.quantize(Decimal("0.01"))
    found["cents"] = int(total.cost * 100)
    return found


def gap(built: Built) -> GapTable:
    version = built.authority.standard_versions.get()
    return gap_of(user=built.user, authority=built.authority, version=version, year=FIRST)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(district=districts)
def test_what_is_missing_adds_up_from_school_to_kreis(ground: World, district: list[Owner]) -> None:
    with transaction.atomic():
        kreis: Counter[str] = Counter()
        for built in [build(ground, number, owner) for number, owner in enumerate(district)]:
            table = gap(built)
            by_school = {school.pk: counted(total) for school, total in table.by_school()}
            of_schools: Counter[str] = Counter()
            for school, place in zip(built.schools, built.owner.schools, strict=True):
                assert by_school.get(school.pk, Counter()) == slow_gap(built.owner, place)
                of_schools += by_school.get(school.pk, Counter())
            of_types: Counter[str] = Counter()
            for _type, total in table.by_type():
                of_types += counted(total)
            assert of_schools == of_types == counted(table.total)
            kreis += counted(table.total)
        expected: Counter[str] = Counter()
        for owner in district:
            for place in owner.schools:
                expected += slow_gap(owner, place)
        assert kreis == expected
        transaction.set_rollback(True)


# --- what is to be replaced ---


def held(built: Built, school: School, place: Place) -> list[Line]:
    """Alike pieces of one school together, as they grow together; the type named with its Träger."""
    pieces: Counter[tuple[str, int | None]] = Counter()
    for code, lot in place.stock:
        if lot["state"] in {"in_use", "stored"}:
            pieces[code, lot["purchase_year"]] += lot["quantity"]
    named: Any = built.authority.pk
    return [Line(school.pk, (named, code), None, year, quantity) for (code, year), quantity in pieces.items()]


def kreis_plan(all_built: list[Built], rates: dict[str, Decimal]) -> Plan:
    groups = dict(EquipmentType.objects.filter(code__in=CODES).values_list("code", "group"))
    kinds: dict[Any, Kind] = {}
    for built in all_built:
        owner = built.owner
        for code in CODES:
            price = Decimal(owner.prices[code]) / 100 if code in owner.prices else None
            own = {kind: cents for (one, kind), cents in owner.follow_up.items() if one == code}
            follow_up = {kind: Decimal(cents) / 100 for kind, cents in own.items()}
            kinds[built.authority.pk, code] = Kind(groups[code], life_of(owner, code), price, follow_up)
    return Plan(FIRST, kinds, **rates)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(district=districts, price_index=RATES, pupils=RATES)
def test_the_wave_adds_up_from_school_to_kreis(
    ground: World, district: list[Owner], price_index: Decimal, pupils: Decimal
) -> None:
    rates = {"price_index": price_index, "pupils": pupils}
    with transaction.atomic():
        all_built = [build(ground, number, owner) for number, owner in enumerate(district)]
        plan = kreis_plan(all_built, rates)
        kreis: Counter[Any] = Counter()
        whole: list[Line] = []
        for built in all_built:
            reader = {"user": built.user, "authority": built.authority}
            schools = schools_of(**reader)
            lines = lines_of(user=built.user, schools=schools)
            found = picture(
                lines,
                assumptions(**reader, first_year=FIRST, **rates),
                by="school",
                names={one.pk: one.name for one in schools},
            )
            rows = dict(found.rows)
            of_schools: Counter[Any] = Counter()
            for school, place in zip(built.schools, built.owner.schools, strict=True):
                own = held(built, school, place)
                its = told(rows[school.name]) if school.name in rows else {}
                assert its == slow(own, plan)
                of_schools.update(its)
                whole += own
            assert of_schools == told(found.sums)
            kreis.update(told(found.sums))
        assert kreis == slow(whole, plan)
        transaction.set_rollback(True)
