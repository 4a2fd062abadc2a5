"""The replacement wave of 110 schools and 25 types, and a changed life span, each in the same run as its baseline."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from accounts.models import User
from bench import world
from bench.results import Result, against, seconds
from equipment.models import EquipmentType, FundingSource, PriceEntry, StockBatch
from forecast import selectors
from forecast.forms import TryForm
from forecast.models import FollowUpCost
from forecast.scenarios import comparison, ground_of
from forecast.tables import wave_chart, wave_table
from schools.models import School, SchoolAuthority

TYPES, YEARS, TURNS = 25, 10, 15


def _stock() -> tuple[User, SchoolAuthority]:
    """110 schools × 25 types × 10 years of purchase, each with a price and follow-up cost; once."""
    staff, authority = User.objects.get(email=world.STAFF), SchoolAuthority.unscoped.get(number="99101")
    if PriceEntry.unscoped.filter(authority=authority).exists():
        return staff, authority
    chance = random.Random(2)  # noqa: S311 - invented data
    groups, known = EquipmentType.Group.values, EquipmentType.objects.count()
    EquipmentType.objects.bulk_create(
        EquipmentType(code=f"BENCH_{n}", name=f"Gerät {n}", group=groups[n % 12], unit="Stück", order=n)
        for n in range(known, TYPES)
    )
    EquipmentType.objects.update(useful_life=None)
    types = list(EquipmentType.objects.all()[:TYPES])
    for number, type_ in enumerate(types):
        type_.useful_life = 3 + number % 8
    EquipmentType.objects.bulk_update(types, ["useful_life"])
    funds = list(FundingSource.objects.all())
    StockBatch.unscoped.all().delete()
    StockBatch.unscoped.bulk_create(
        (
            StockBatch(
                school=school,
                type=type_,
                quantity=chance.randrange(1, 40),
                room=f"Raum {year}",
                purchase_year=2016 + year,
                funding_source=chance.choice(funds),
            )
            for school in School.unscoped.filter(authority=authority)
            for type_ in types
            for year in range(YEARS)
        ),
        batch_size=2000,
    )
    PriceEntry.unscoped.bulk_create(
        PriceEntry(
            authority=authority,
            type=type_,
            product="Beispiel",
            price=Decimal(100 + 40 * n),
            valid_from=date(2020, 1, 1),
        )
        for n, type_ in enumerate(types)
    )
    FollowUpCost.unscoped.bulk_create(
        FollowUpCost(authority=authority, type=type_, kind=kind, amount=Decimal("9.90"))
        for type_ in types[:8]
        for kind in FollowUpCost.Kind.values[:3]
    )
    return staff, authority


def _wave(staff: User, authority: SchoolAuthority) -> Callable[[], object]:
    """What the page is made of: schools, assumptions, stock, reckoning, table and chart."""

    def work() -> object:
        schools = list(selectors.schools_of(user=staff, authority=authority))
        assumed = selectors.assumptions(user=staff, authority=authority)
        found = selectors.picture(selectors.lines_of(user=staff, schools=schools), assumed)
        return wave_table(found, "euro"), wave_chart(found, "euro")

    return work


def _medians(*works: Callable[[], object]) -> list[float]:
    """Turn by turn one after the other, so that other load meets them all alike; the first turn warms up."""
    turns = [[seconds(work) for work in works] for _turn in range(TURNS + 1)]
    return [statistics.median(column) for column in zip(*turns[1:], strict=True)]


def replacement_wave() -> list[Result]:
    """Page data of the wave against one grouped query over the same rows."""
    staff, authority = _stock()

    def plain() -> object:
        rows = StockBatch.unscoped.filter(
            school__authority=authority, state__in=["in_use", "stored"]
        ).order_by()
        columns = ("school_id", "type_id", "funding_source_id", "purchase_year")
        return list(rows.values_list(*columns).annotate(pieces=Sum("quantity")))

    value, baseline = _medians(_wave(staff, authority), plain)
    return [against("replacement_wave", value * 1000, baseline * 1000, unit="ms", aim=4)]


def scenario() -> list[Result]:
    """A changed life span, from the fields of the page to plan and scenario year by year, against the wave."""
    staff, authority = _stock()
    code = EquipmentType.objects.exclude(useful_life=None)[0].code
    year = date(2027, 1, 1).year

    def work() -> object:
        ground = ground_of(user=staff, authority=authority, first_year=year)
        form = TryForm({"price_index": "0", f"lives-{code}": "9"}, user=staff, ground=ground, changes={})
        if not form.is_valid():
            raise ValueError(form.errors)
        return comparison(ground, {}, form.changes(), names=("Plan", "Länger"))

    value, baseline = _medians(work, _wave(staff, authority))
    return [against("scenario", value * 1000, baseline * 1000, unit="ms", aim=1.5)]
