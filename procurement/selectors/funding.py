"""Grants and their ledger, as page and proof of use read them: one truth for both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum

from core.money import PERCENT, cents
from procurement.models import Allocation, Delivery, FundCall, Grant, GrantCategory
from procurement.models.funding import Programme

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School, SchoolAuthority

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Money:
    """Sums of a grant in euro: `amount` gross of what was charged, `funded` and `own` its two parts."""

    granted: Decimal | None = None
    called: Decimal = ZERO
    amount: Decimal = ZERO
    funded: Decimal = ZERO
    own: Decimal = ZERO

    @property
    def rest(self) -> Decimal | None:
        """What of the grant is not spent."""
        return None if self.granted is None else self.granted - self.funded

    @property
    def uncalled(self) -> Decimal | None:
        return None if self.granted is None else self.granted - self.called

    @property
    def is_over(self) -> bool:
        return self.rest is not None and self.rest < 0


@dataclass(frozen=True, slots=True)
class GrantRow:
    grant: Grant
    money: Money

    @property
    def next_day(self) -> tuple[str, date] | None:
        return next_deadline(self.grant)


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """`cap` is the share of the grant in euro; `schools` what was funded at each school."""

    category: GrantCategory
    funded: Decimal
    cap: Decimal | None
    schools: list[tuple[School, Decimal]]

    @property
    def over(self) -> list[tuple[School, Decimal]]:
        cap = self.category.school_cap
        return [pair for pair in self.schools if cap is not None and pair[1] > cap]


@dataclass(frozen=True, slots=True)
class Ledger:
    grant: Grant
    money: Money
    lines: list[Allocation]
    categories: list[CategoryRow]
    calls: list[FundCall]
    open: list[Delivery]  # confirmed, invoiced and charged to no grant


def next_deadline(grant: Grant) -> tuple[str, date] | None:
    """What comes next, as the name of its column, and when; None where nothing waits."""
    if grant.state == Grant.State.PLANNED:
        return ("apply_by", grant.apply_by) if grant.apply_by else None
    if grant.state != Grant.State.GRANTED:
        return None
    days = [(name, getattr(grant, name)) for name in ("execute_by", "prove_by") if getattr(grant, name)]
    return min(days, key=lambda pair: pair[1], default=None)


def grant_rows(*, user: User, authority: SchoolAuthority) -> list[GrantRow]:
    """Three queries, for any number of grants."""
    grants = Grant.visible_to(user).filter(authority=authority).select_related("programme")
    charged = Allocation.visible_to(user).filter(grant__authority=authority).order_by()
    sums = {
        pk: (amount, funded, own)
        for pk, amount, funded, own in charged.values_list("grant").annotate(
            Sum("amount"), Sum("funded"), Sum("own")
        )
    }
    calls = FundCall.visible_to(user).filter(grant__authority=authority).order_by()
    called = dict(calls.values_list("grant").annotate(Sum("amount")))
    return [
        GrantRow(one, Money(one.amount, called.get(one.pk, ZERO), *sums.get(one.pk, (ZERO, ZERO, ZERO))))
        for one in grants
    ]


def ledger_lines(*, user: User, grant: Grant) -> list[Allocation]:
    """By category, school and invoice, with all that page and proof of use say; one query."""
    related = (
        "category",
        "delivery__invoice",
        "delivery__line__order",
        "delivery__line__type",
        "delivery__line__item__plan",
        "delivery__school",
    )
    return list(Allocation.visible_to(user).filter(grant=grant).select_related(*related))


def money_of(grant: Grant, lines: list[Allocation], calls: list[FundCall]) -> Money:
    return Money(
        grant.amount,
        sum((one.amount for one in calls), ZERO),
        sum((one.amount for one in lines), ZERO),
        sum((one.funded for one in lines), ZERO),
        sum((one.own for one in lines), ZERO),
    )


def ledger(*, user: User, grant: Grant) -> Ledger:
    """Four queries, whatever was charged."""
    lines = ledger_lines(user=user, grant=grant)
    calls = list(FundCall.visible_to(user).filter(grant=grant))
    categories = GrantCategory.visible_to(user).filter(grant=grant)
    return Ledger(
        grant=grant,
        money=money_of(grant, lines, calls),
        lines=lines,
        categories=[_category_row(grant, one, lines) for one in categories],
        calls=calls,
        open=chargeable(user=user, grant=grant),
    )


def _category_row(grant: Grant, category: GrantCategory, lines: list[Allocation]) -> CategoryRow:
    own = [one for one in lines if one.category_id == category.pk]
    schools: dict[int, tuple[School, Decimal]] = {}
    for one in own:
        school = one.delivery.school
        schools[school.pk] = (school, schools.get(school.pk, (school, ZERO))[1] + one.funded)
    cap = None
    if grant.amount is not None and category.share_cap is not None:
        cap = cents(grant.amount * category.share_cap / PERCENT)
    return CategoryRow(category, sum((one.funded for one in own), ZERO), cap, list(schools.values()))


def chargeable(*, user: User, grant: Grant) -> list[Delivery]:
    """Deliveries of the Träger with an invoice that stand in no ledger; those paid from the programme first."""
    rows = Delivery.visible_to(user).filter(
        line__order__authority=grant.authority_id,
        confirmed_at__isnull=False,
        invoice__isnull=False,
        allocation__isnull=True,
    )
    related = rows.select_related("invoice", "school", "line__order__fund", "line__type")
    found = [one for one in related.order_by("delivered_on", "pk") if one.kept]
    return sorted(found, key=lambda one: one.line.order.fund.code != grant.programme.code)


def programmes() -> list[Programme]:
    """The catalogue with its categories; two queries."""
    return list(Programme.objects.prefetch_related("categories"))
