"""Without a standard the four targets count: gap page, proposals, ranking and Jahresgespräch take off the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annualreviews.selectors import sheet_of
from equipment.models import EquipmentType, StockBatch, TargetValues
from needs.models import NeedItem, NeedList
from needs.selectors import proposed_to
from planning.models import Budget
from planning.selectors.values import facts_of, proposals_for
from procurement.models import Order
from schools.models import SchoolYearFigures
from standards.selectors import target_lines
from tests.counting import page_queries
from tests.equipment.conftest import make_figures, make_stock
from tests.needs.conftest import YEAR
from tests.procurement.conftest import budgeted
from tests.procurement.slow_counts import slow_coming, slow_listed
from tests.procurement.test_under_way import DISPLAY, TABLET, TEACHER, granted, needs_of_all_kinds
from tests.world import World

FIGURES = {TABLET: "pupils_per_device", TEACHER: "teacher_devices", DISPLAY: "presentation"}
KEYS = {TABLET: "luecke-geraete", TEACHER: "luecke-dienstgeraete", DISPLAY: "luecke-praesentation"}
NEEDED = {TABLET: 30, TEACHER: 18, DISPLAY: 10}
GAP, GAPS = (
    reverse("standards:gap_school", args=["990012"]),
    reverse("standards:gap_list", args=["99001"]),
)


@pytest.fixture
def targets(world: World) -> World:
    """30 devices for pupils, 18 for teachers, 10 rooms with a display and 9 with WLAN are asked for."""
    make_figures(world.school_a, pupils=90, teachers=18, teaching_rooms=10, presentation_rooms=0)
    TargetValues.unscoped.create(
        authority=world.authority,
        school_type="02",
        pupils_per_device=3,
        teacher_device_share=100,
        presentation_share=100,
        wlan_share=90,
    )
    return world


def lines(world: World, reader: str = "lead_a") -> dict[str, Any]:
    found = target_lines(user=world.user(reader), schools=[world.school_a])[world.school_a.pk]
    return {one.figure.key: one for one in found}


def valued(world: World, code: str, year: int = YEAR) -> tuple[int, str]:
    """What the ranking of this year proposes for a need of this type."""
    facts = facts_of(user=world.user("staff"), authority=world.authority, schools=[world.school_a], year=year)
    probe = NeedItem(
        need_list=NeedList(school=world.school_a, year=year),
        type=EquipmentType.objects.get(code=code),
        quantity=1,
        kind="extension",
    )
    found = proposals_for(probe, facts)["standard"]
    return found.value, found.reason


def test_every_page_says_the_same(targets: World) -> None:
    make_stock(targets.school_a, TABLET, 12)
    tablet = EquipmentType.objects.get(code=TABLET)
    budgeted(targets, type=tablet, quantity=10, kind="extension")
    line = lines(targets)["pupils_per_device"]
    assert (line.missing, line.under_way, line.left) == (18, 10, 8)
    offered = proposed_to(user=targets.user("lead_a"), school=targets.school_a, year=YEAR).offered
    assert {one.key: one.quantity for one in offered}["luecke-geraete"] == 8
    assert valued(targets, TABLET) == (3, "Lernende je Gerät: 12 Geräte für 90 Lernende")
    assert valued(targets, TABLET, YEAR + 1) == (
        2,  # 22 of 30
        (
            "Lernende je Gerät: 12 Geräte für 90 Lernende. Es fehlen 18. "
            "Davon schon unterwegs durch eine andere Liste oder eine Bestellung: 10."
        ),
    )
    gap = sheet_of(user=targets.user("staff"), school=targets.school_a, year=YEAR)["gap"]
    assert gap[0]["text"] == "12 Geräte für 90 Lernende; es fehlen 18, davon 10 unterwegs"
    page = targets.client_for("lead_a").get(GAP).content.decode()
    assert "18 \N{MINUS SIGN} 10 = 8" in page
    assert f"Schon unterwegs: 10 ({YEAR}, im Haushalt)." in page
    desk = targets.client_for("staff").get(GAPS)
    assert desk.content.decode().count("davon 10 unterwegs") == 2  # the school, and together
    assert desk.context["targets"].sums[0] == (18, 10)


def test_what_nobody_has_entered_is_not_missing(targets: World) -> None:
    assert [one.missing for one in lines(targets).values()] == [None, 10, 5, None]
    SchoolYearFigures.unscoped.all().delete()
    assert {one.missing for one in lines(targets).values()} == {None}
    assert targets.client_for("lead_a").get(GAP).status_code == 200


def test_a_foreign_school_tells_nothing(targets: World) -> None:
    make_stock(targets.school_a, TABLET, 12)
    assert {one.missing for one in lines(targets, "staff_c").values()} == {None}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_as_much_for_much_that_comes(targets: World, rows: int) -> None:
    for at in range(rows):
        item = NeedItem.unscoped.create(
            need_list=NeedList.unscoped.create(school=targets.school_a, year=YEAR - at),
            type=EquipmentType.objects.get(code=TABLET),
            quantity=1,
            kind="extension",
            priority="B",
            state="budgeted",
        )
        granted(targets, item, 200)
    counts = [
        page_queries(targets.client_for("lead_a"), GAP),
        page_queries(targets.client_for("staff"), GAPS),
    ]
    assert counts == [14, 13]


def slow_targets(code: str, needs: Sequence[Mapping[str, Any]], have: int) -> tuple[int, int, int]:
    """Missing, on its way, and of that by other years than the ranked one."""
    coming = others = 0
    for told in needs:
        under_way = told["state"] in {"recognised", "budgeted", "ordered"}
        if told["code"] == code and under_way and told["kind"] != "replacement":
            coming += slow_coming(told)
            others += slow_coming(told) if told["year"] != YEAR else 0
    return max(NEEDED[code] - have, 0), coming, others


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    needs=st.lists(needs_of_all_kinds.map(lambda told: told | {"ordered": 0}), max_size=6),
    stock=st.dictionaries(st.sampled_from([TABLET, TEACHER]), st.integers(1, 40), min_size=1),
)
def test_the_four_agree_with_a_slow_count(
    targets: World, needs: list[dict[str, Any]], stock: dict[str, int]
) -> None:
    Order.unscoped.all().delete()
    Budget.unscoped.all().delete()
    NeedList.unscoped.all().delete()
    StockBatch.unscoped.all().delete()
    school = targets.school_a
    years = {year: NeedList.unscoped.create(school=school, year=year) for year in (YEAR - 1, YEAR)}
    NeedList.unscoped.update(sent_at="2026-03-01T12:00Z")
    for told in needs:
        item = NeedItem.unscoped.create(
            need_list=years[told["year"]],
            type=EquipmentType.objects.get(code=told["code"]),
            priority="B",
            **{name: told[name] for name in ("quantity", "state", "kind")},
        )
        if told["approved"] is not None:
            granted(targets, item, told["approved"])
    for code, pieces in stock.items():
        make_stock(school, code, pieces)
    offered = proposed_to(user=targets.user("lead_a"), school=school, year=YEAR).offered
    quantities = {one.key: one.quantity for one in offered}
    talk = {
        row["label"]: row["text"]
        for row in sheet_of(user=targets.user("staff"), school=school, year=YEAR)["gap"]
    }
    for code, key in FIGURES.items():
        missing, coming, others = slow_targets(code, needs, stock.get(code, 0))
        left = max(missing - coming, 0)
        line = lines(targets)[key]
        assert (line.missing, line.left) == (missing, left)
        assert quantities.get(KEYS[code], 0) == max(left - slow_listed(code, needs), 0)
        have = NEEDED[code] - missing + others
        fulfilled, half = have >= NEEDED[code], have * 2 >= NEEDED[code]
        assert valued(targets, code)[0] == (0 if fulfilled else 2 if half else 3)
        told_words = f" {missing}, davon {missing - left} unterwegs"
        assert (told_words in talk[line.figure.label]) == (missing > left)
