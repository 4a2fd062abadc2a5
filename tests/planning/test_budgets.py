"""The budget table: amounts that add up, states until the council's decision, and what becomes of the needs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Conflict, DomainError
from equipment.models import EquipmentType, PriceEntry
from needs.models import NeedItem
from planning.models import Budget, BudgetLine
from planning.outside import Spending
from planning.selectors.budgets import BudgetPicture, Row, Sums, budget_picture, candidates
from planning.services import budgets
from planning.views.budgets import down_to
from tests.days import spoken
from tests.planning.conftest import YEAR, decided, recognised
from tests.procurement.conftest import ordered, price
from tests.world import World

FISCAL = YEAR + 1
DAY = date(2026, 5, 12)


def who(world: World, actor: str = "staff") -> dict[str, Any]:
    return {"year": FISCAL, "actor": world.user(actor)}


def picture(world: World) -> BudgetPicture:
    return budget_picture(user=world.user("staff"), authority=world.authority, year=FISCAL)


def add(world: World, *items: NeedItem) -> list[BudgetLine]:
    return budgets.add_needs(world.authority, items=[item.pk for item in items], **who(world))


def free(world: World, **extra: Any) -> BudgetLine:
    values = {
        "text": "Wartung der Server",
        "accounting": "consumptive",
        "account": "03.01 / 5255",
        "net": Decimal("1000.00"),
        "vat_rate": Decimal("19.0"),
    }
    return budgets.add_line(world.authority, values=values | extra, submission_id=uuid4(), **who(world))


def version(world: World) -> int:
    return Budget.unscoped.get(authority=world.authority, year=FISCAL).version


def request(world: World) -> Budget:
    return budgets.request_budget(
        world.authority, requested_on=date(2026, 3, 1), version=version(world), **who(world)
    )


def decide(world: World, **extra: Any) -> Budget:
    told = {"decided_on": DAY, "paper": "V/123", "version": version(world)} | extra
    return budgets.decide_budget(world.authority, **told, **who(world))


def offered(world: World) -> list[int]:
    return [
        one.item.pk for one in candidates(user=world.user("staff"), authority=world.authority, year=FISCAL)
    ]


def state(item: NeedItem) -> tuple[str, str]:
    stored = NeedItem.unscoped.get(pk=item.pk)
    return stored.state, stored.decision


def test_only_recognised_needs_that_stand_in_no_open_table_are_offered(world: World) -> None:
    one, two, three = recognised(world, {"priority": "A"}, {"priority": "B"}, {"priority": "C"})
    decided(world, three, "deferred")
    assert offered(world) == [one.pk, two.pk]
    add(world, one)
    assert offered(world) == [two.pk]
    with pytest.raises(Conflict):
        add(world, one)
    with pytest.raises(DomainError, match="mindestens eine"):
        add(world)
    assert BudgetLine.unscoped.count() == 1


def test_amounts_follow_from_price_quantity_and_tax(world: World) -> None:
    (item,) = recognised(world, {"quantity": 3, "price": Decimal("333.33")})
    (line,) = add(world, item)
    assert (line.net, line.vat, line.gross) == (Decimal("999.99"), Decimal("190.00"), Decimal("1189.99"))
    assert (line.accounting, line.text) == ("consumptive", f"{item}, Grundschule Am Anger")


def test_a_missing_price_comes_from_the_price_list_or_is_said(world: World) -> None:
    (item,) = recognised(world, {"price": None, "quantity": 2})
    with pytest.raises(DomainError, match="Es fehlt ein Preis"):
        add(world, item)
    PriceEntry.unscoped.create(
        authority=world.authority,
        type=EquipmentType.objects.get(pk=item.type_id),
        product="Tablet",
        price=Decimal("900.00"),
        vat_rate=Decimal("7.0"),
        valid_from=date(2020, 1, 1),
    )
    (one,) = candidates(user=world.user("staff"), authority=world.authority, year=FISCAL)
    assert (one.from_list, one.net, one.gross) == (True, Decimal("1800.00"), Decimal("1926.00"))
    (line,) = add(world, item)
    assert line.accounting == "investive"


def test_ticks_go_from_the_top_down_to_a_sum(world: World) -> None:
    told = [{"price": Decimal(100 * n), "quantity": 1, "priority": "A"} for n in (1, 2, 3)]
    recognised(world, *told)
    found = candidates(user=world.user("staff"), authority=world.authority, year=FISCAL)
    assert [one.running for one in found] == [Decimal("119.00"), Decimal("357.00"), Decimal("714.00")]
    assert [len(down_to(found, Decimal(limit))) for limit in ("118.99", "119", "713.99", "714")] == [
        0,
        1,
        2,
        3,
    ]
    assert down_to(found, None) == []


def test_a_table_that_was_handed_in_is_fixed(world: World) -> None:
    (item,) = recognised(world)
    budgets.delete_line(free(world), actor=world.user("staff"))
    with pytest.raises(DomainError, match="leer"):
        request(world)
    line = free(world)
    request(world)
    values = {name: getattr(line, name) for name in budgets.WORDS}
    for act in (
        lambda: add(world, item),
        lambda: free(world),
        lambda: budgets.update_line(line, values=values, actor=world.user("staff")),
        lambda: budgets.delete_line(line, actor=world.user("staff")),
    ):
        with pytest.raises(DomainError, match="stehen fest"):
            act()
    budgets.withdraw_budget(world.authority, **who(world))
    add(world, item)
    assert len(picture(world).rows) == 2


def test_the_same_form_sent_twice_adds_one_line(world: World) -> None:
    mark = uuid4()
    values = {
        "text": "Lizenzen", "accounting": "consumptive", "account": "", "net": Decimal("0.01"), "vat_rate": Decimal(0),
    }  # fmt: skip
    told = {"values": values, "submission_id": mark} | who(world)
    first, second = (budgets.add_line(world.authority, **told) for _ in range(2))
    assert first.pk == second.pk
    assert (second.net, second.vat, second.gross) == (Decimal("0.01"), Decimal("0.00"), Decimal("0.01"))


def test_the_decision_moves_each_need_with_its_reason(world: World) -> None:
    full, less, none = recognised(world, {"priority": "A"}, {"priority": "B"}, {"priority": "C"})
    by_item = {line.item_id: line for line in add(world, full, less, none)}
    free(world)
    request(world)
    staff = world.user("head")
    budgets.approve_line(
        by_item[less.pk], approved=Decimal("5000.00"), reason="Erst zwölf Geräte", actor=staff
    )
    budgets.approve_line(by_item[none.pk], approved=Decimal(0), reason="Im nächsten Jahr", actor=staff)
    decide(world)
    assert state(full) == (
        "budgeted",
        f"Im Haushalt {FISCAL}, Beschluss vom {spoken(DAY)} (V/123): 7.497,00\xa0€ brutto.",
    )
    assert state(less) == (
        "budgeted",
        (
            f"Im Haushalt {FISCAL}, Beschluss vom {spoken(DAY)} (V/123): 5.000,00 von 7.497,00\xa0€ brutto. "
            "Erst zwölf Geräte"
        ),
    )
    assert state(none) == (
        "deferred",
        f"Im Haushalt {FISCAL} nicht bewilligt, Beschluss vom {spoken(DAY)} (V/123). Im nächsten Jahr",
    )
    sums = picture(world).sums
    assert (sums.lines, sums.gross, sums.approved) == (4, Decimal("23681.00"), Decimal("13687.00"))
    decided(world, none, "recognised")
    later = candidates(user=staff, authority=world.authority, year=FISCAL)
    assert [one.item.pk for one in later] == [none.pk]


def test_a_rejected_table_defers_all_of_it(world: World) -> None:
    (item,) = recognised(world)
    add(world, item)
    request(world)
    with pytest.raises(DomainError, match="warum"):
        decide(world, is_rejected=True, reason=" ")
    decide(world, is_rejected=True, reason="Haushaltssperre")
    assert state(item)[0] == "deferred"
    assert "Haushaltssperre" in state(item)[1]
    with pytest.raises(DomainError):
        decide(world)
    with pytest.raises(DomainError, match="entschieden"):
        budgets.withdraw_budget(world.authority, **who(world))


def test_a_need_that_is_no_longer_recognised_stops_the_decision(world: World) -> None:
    one, two = recognised(world, {"priority": "A"}, {"priority": "B"})
    lines = {line.item_id: line for line in add(world, one, two)}
    request(world)
    decided(world, two, "rejected")
    with pytest.raises(DomainError, match="Nicht mehr anerkannt"):
        decide(world)
    assert (state(one)[0], picture(world).budget.state) == ("recognised", "requested")
    budgets.approve_line(lines[two.pk], approved=Decimal(0), reason="Entfällt", actor=world.user("staff"))
    decide(world)
    assert (state(one)[0], state(two)[0]) == ("budgeted", "rejected")


def test_a_cut_needs_a_reason_and_stays_within(world: World) -> None:
    line = free(world)
    staff = world.user("staff")
    with pytest.raises(DomainError, match="nicht bei der Kämmerei"):
        budgets.approve_line(line, approved=Decimal(1), reason="x", actor=staff)
    request(world)
    for amount, reason in (("1190.01", "zu viel"), ("-0.01", "zu wenig"), ("1189.99", " ")):
        with pytest.raises(DomainError):
            budgets.approve_line(line, approved=Decimal(amount), reason=reason, actor=staff)
    assert budgets.approve_line(line, approved=Decimal("1190.00"), reason="", actor=staff).cut == 0


def test_who_decides_on_what_they_have_not_seen_is_told(world: World) -> None:
    free(world)
    seen = version(world)
    free(world, text="Noch eine")
    with pytest.raises(Conflict):
        budgets.request_budget(world.authority, requested_on=DAY, version=seen, **who(world))
    request(world)
    with pytest.raises(Conflict):
        decide(world, version=seen)


def test_a_line_that_somebody_deleted_is_told(world: World) -> None:
    line, staff = free(world), world.user("staff")
    BudgetLine.unscoped.filter(pk=line.pk).delete()
    values = {name: getattr(line, name) for name in budgets.WORDS}
    with pytest.raises(Conflict, match="gelöscht"):
        budgets.update_line(line, values=values, actor=staff)
    with pytest.raises(Conflict, match="gelöscht"):
        budgets.delete_line(line, actor=staff)


def test_ordered_and_spent_come_from_the_orders(world: World) -> None:
    (item,) = recognised(world, {"quantity": 2})
    add(world, item)
    request(world)
    decide(world)
    assert picture(world).sums.ordered == 0
    price(world)
    order = ordered(world, NeedItem.unscoped.get(pk=item.pk))
    total = order.lines.get().gross
    assert total > 0
    assert picture(world).rows[0].spending == Spending(total, Decimal(0))
    assert picture(world).sums.ordered == total


@settings(max_examples=40, deadline=None)
@given(
    lines=st.lists(
        st.tuples(
            st.decimals("0.01", "99999.99", places=2),
            st.sampled_from([Decimal(0), Decimal("7.0"), Decimal("19.0"), Decimal("5.5")]),
            st.sampled_from(["consumptive", "investive"]),
            st.sampled_from([0, 1, 2]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_schools_and_sides_add_up_to_the_whole(lines: list[tuple[Decimal, Decimal, str, int]]) -> None:
    """Sum of the schools = sum of the Träger = sum of what is shown, to the cent."""
    rows = [Shown(budgets._filled(BudgetLine(), told(*line[:3])), Spending(), line[3]) for line in lines]
    whole = BudgetPicture(Budget(year=FISCAL), list(rows))
    for parts in (whole.schools, whole.blocks):
        for name in ("net", "vat", "gross"):
            assert sum(getattr(part.sums, name) for part in parts) == getattr(whole.sums, name)
        assert sum(part.sums.lines for part in parts) == len(rows)
    assert whole.sums.gross == whole.sums.net + whole.sums.vat == sum(row.line.gross for row in rows)
    assert all(row.line.gross.as_tuple().exponent == -2 for row in rows)
    assert Sums.of([]) == Sums()


def told(net: Decimal, rate: Decimal, accounting: str) -> dict[str, Any]:
    return {"text": "x", "accounting": accounting, "account": "", "net": net, "vat_rate": rate}


class Shown(Row):
    """A row whose school is told."""

    def __init__(self, line: BudgetLine, spending: Spending, school: int) -> None:
        super().__init__(line, spending)
        object.__setattr__(self, "number", school)

    @property
    def school(self) -> str:
        number = self.number  # type: ignore[attr-defined]
        return f"Schule {number}" if number else ""
