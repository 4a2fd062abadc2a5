"""The points of a ranking, and their reasons."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.audit import trail_of
from core.errors import DomainError
from equipment.models import EquipmentType, FundingSource, StockBatch
from needs.models import NeedItem
from planning.criteria import CRITERIA
from planning.models import RankedItem
from planning.selectors.rankings import ranking_picture
from planning.services import rankings
from procurement.models import Grant, Programme
from schools.models import SchoolYearFigures
from standards import services as standards
from tests.equipment.conftest import make_figures, make_stock
from tests.planning.conftest import YEAR, decided, recognised
from tests.planning.ranked import A, B, C, order, picture, rate, value
from tests.standards.conftest import DECISION
from tests.world import World


def test_only_what_is_recognised_or_deferred_is_ranked(world: World) -> None:
    one, two, three, four = recognised(world, A, A, B, C)
    decided(world, two, "deferred")
    decided(world, three, "rejected")
    decided(world, four, "budgeted")
    assert {pk for pk, _position in order(world)} == {one.pk, two.pk, four.pk}


def test_what_waits_for_a_decision_is_counted(world: World) -> None:
    (item,) = recognised(world)
    NeedItem.unscoped.filter(pk=item.pk).update(state="discussed")
    assert (picture(world).lines, picture(world).waiting) == ([], 1)


def test_the_score_is_the_weighted_sum_of_what_is_shown(world: World) -> None:
    (item,) = recognised(world, {"training": "planned", "building": "power"})
    rate(world, item, legal=3, social=2)
    (line,) = picture(world).lines
    assert line.score == sum(one.value * one.weight for one in line.values)
    assert value(line, "readiness") == (
        2,
        "kein aktuelles Konzept, Schulung geplant oder erfolgt, Netz vorhanden",
    )
    assert value(line, "legal") == (3, "Brandschutz")
    assert line.score == 3 * 3 + 2 * 2 + 2 * 1


def test_the_standard_and_the_age_speak_for_themselves(world: World) -> None:
    recognised(world, {"kind": "replacement", "quantity": 10})
    (line,) = picture(world).lines
    assert (value(line, "standard")[0], value(line, "life")[0]) == (0, 0)
    SchoolYearFigures.unscoped.create(
        school=world.school_a,
        school_year=2026,
        reference_date=date(2026, 10, 15),
        pupils=200,
        classes=8,
        teachers=12,
    )
    tablet = EquipmentType.objects.get(code="DEV_TABLET_POOL")
    assert tablet.useful_life
    old = StockBatch.unscoped.create(
        school=world.school_a, type=tablet, quantity=5, purchase_year=YEAR - tablet.useful_life
    )
    (line,) = picture(world).lines
    assert value(line, "life") == (
        2,
        f"Bis {YEAR} erreichen 5 Stück das Ende ihrer Nutzungsdauer, gewünscht sind 10.",
    )
    StockBatch.unscoped.filter(pk=old.pk).update(quantity=10)
    assert value(picture(world).lines[0], "life")[0] == 3
    StockBatch.unscoped.filter(pk=old.pk).update(purchase_year=YEAR)
    assert value(picture(world).lines[0], "life")[0] == 0


def test_the_standard_in_force_counts_by_type(world: World) -> None:
    tablet, display = recognised(world, A, {"type": EquipmentType.objects.get(code="PRES_DISPLAY")})
    version = standards.begin_draft(world.authority, actor=world.user("staff"))
    version.rules.all().delete()
    version.rules.create(type=display.type, quantity=1, every=1, per="room")
    standards.adopt(version, **DECISION, actor=world.user("staff"))
    make_figures(world.school_a, teaching_rooms=35)
    stock = make_stock(world.school_a, "PRES_DISPLAY", 20, purchase_year=timezone.localdate().year)

    def said() -> dict[int, tuple[int, str]]:
        return {line.item.type_id: value(line, "standard") for line in picture(world).lines}

    assert said()[display.type_id] == (2, f"Nach dem Standard fehlen 15 von 35 im Jahr {YEAR}.")
    assert said()[tablet.type_id] == (0, "Der Standard sagt zu dieser Art nichts.")
    StockBatch.unscoped.filter(pk=stock.pk).update(quantity=17)
    assert said()[display.type_id] == (3, f"Nach dem Standard fehlen 18 von 35 im Jahr {YEAR}.")
    StockBatch.unscoped.filter(pk=stock.pk).update(quantity=36)
    assert said()[display.type_id] == (0, f"Nach dem Standard fehlen 0 von 35 im Jahr {YEAR}.")
    StockBatch.unscoped.filter(pk=stock.pk).update(purchase_year=YEAR - display.type.useful_life)
    assert said()[display.type_id] == (
        3,
        f"Nach dem Standard fehlen 35 von 35 im Jahr {YEAR}.",
    )  # usable until then
    SchoolYearFigures.unscoped.all().delete()
    assert said()[display.type_id][0] == 0
    assert "Zahlen der Schule fehlen" in said()[display.type_id][1]


@pytest.mark.parametrize(
    ("state", "days", "expected"),
    [
        ("granted", {"execute_by": 90, "prove_by": 10}, 3),
        ("granted", {"execute_by": 91}, 2),
        ("granted", {"execute_by": 181}, 1),
        ("granted", {"execute_by": 366}, 0),
        ("granted", {"execute_by": -1, "prove_by": 60}, 0),
        ("granted", {"prove_by": 60}, 3),
        ("planned", {"apply_by": 30, "execute_by": 900}, 3),
        ("applied", {"apply_by": 30}, 0),
    ],
)
def test_the_deadline_follows_the_days_of_the_grants(
    world: World, state: str, days: dict[str, int], expected: int
) -> None:
    source, today = FundingSource.objects.get(code="DP2"), timezone.localdate()
    recognised(world, {"funding": source})
    assert value(picture(world).lines[0], "deadline") == (
        0,
        "Zur Förderung vorgeschlagen: Digitalpakt 2.0. Dazu ist kein Termin einer Bewilligung eingetragen.",
    )
    told = {name: today + timedelta(days=number) for name, number in days.items()}
    programme = Programme.objects.create(code="DP2", name="Digitalpakt 2.0")
    Grant.unscoped.create(authority=world.authority, programme=programme, state=state, **told)
    Grant.unscoped.create(authority=world.authority_c, programme=programme, state="granted", execute_by=today)
    found, reason = value(picture(world).lines[0], "deadline")
    assert found == expected
    if expected:
        name = next(one for one in ("apply_by", "execute_by", "prove_by") if one in told)
        assert f"{told[name]:%d.%m.%Y}, in {days[name]} Tagen." in reason


def test_of_several_grants_the_next_day_counts(world: World) -> None:
    recognised(world, {"funding": FundingSource.objects.get(code="DP2")})
    programme, today = Programme.objects.create(code="DP2", name="Digitalpakt 2.0"), timezone.localdate()
    for number, left in enumerate((-5, 200, 120, -90)):
        Grant.unscoped.create(
            authority=world.authority,
            programme=programme,
            file_number=str(number),
            state="granted",
            execute_by=today + timedelta(days=left),
        )
    assert value(picture(world).lines[0], "deadline")[0] == 2
    Grant.unscoped.filter(execute_by__gte=today).delete()
    found, reason = value(picture(world).lines[0], "deadline")
    assert found == 0
    assert f"{today - timedelta(days=5):%d.%m.%Y}, dieser Tag ist vorbei." in reason


def test_a_value_by_hand_needs_a_reason_and_can_count_for_the_school(world: World) -> None:
    one, two = recognised(world, A, B)
    with pytest.raises(DomainError, match="Begründen Sie"):
        rate(world, one, note=" ", legal=1)
    rate(world, one, note="Stadtteil mit Förderbedarf", for_school=True, social=3)
    assert [value(line, "social") for line in picture(world).lines] == [(3, "Stadtteil mit Förderbedarf")] * 2
    assert RankedItem.unscoped.get(item=two).by_hand == {"social": 3}


def test_a_value_for_the_whole_school_is_told_at_each_need(world: World) -> None:
    one, two = recognised(world, A, B)
    rate(world, one, for_school=True, social=3)
    rate(world, one, for_school=True, social=3)
    twin = RankedItem.unscoped.get(item=two)
    assert [entry.changes for entry in trail_of(twin)] == [{"social": [None, 3]}]


def test_weights_count_at_once_and_begin_as_last_year(world: World) -> None:
    (item,) = recognised(world)
    rate(world, item, legal=2)
    before = picture(world).lines[0].score
    weights = {one.key: one.weight for one in CRITERIA} | {"legal": 9}
    rankings.save_weights(world.authority, year=YEAR, weights=weights, actor=world.user("head"))
    assert picture(world).lines[0].score == before + 2 * 6
    later = ranking_picture(user=world.user("staff"), authority=world.authority, year=YEAR + 1)
    assert later.ranking.weights["legal"] == 9
