"""Grants and their ledger, as page and proof of use read them: one truth for both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.ui import Tone
from procurement.checks import Breach, exempt_types_of, share_in_euro, standing_breaches
from procurement.models import Allocation, Delivery, FundCall, Grant, GrantCategory, Invoice
from procurement.models.funding import Programme
from procurement.selectors.limits import breaches_of, charge_of
from schools.keys import SCHOOL_TYPES

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


NEAR = timedelta(days=60)  # from here on a day that is still to come is shown in colour


class OpenDay(NamedTuple):
    """A day that still binds: the name of its column, and the day."""

    name: str
    day: date

    @property
    def left(self) -> int:
        return (self.day - timezone.localdate()).days

    @property
    def is_near(self) -> bool:
        """Or past."""
        return self.day - timezone.localdate() <= NEAR

    @property
    def tone(self) -> Tone:
        return "danger" if self.left < 0 else "warning"

    @property
    def words(self) -> str:
        days = abs(self.left)
        if not days:
            return _("today")
        if self.left < 0:
            return ngettext("past since %(days)s day", "past since %(days)s days", days) % {"days": days}
        return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


@dataclass(frozen=True, slots=True)
class GrantRow:
    grant: Grant
    money: Money
    breaches: list[Breach]

    @property
    def days(self) -> list[OpenDay]:
        return open_days(self.grant)


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """`cap` is the share of the grant in euro, `counted` what it limits; `schools` what was funded at each school."""

    category: GrantCategory
    funded: Decimal
    cap: Decimal | None
    counted: Decimal  # without exempt school types
    schools: list[tuple[School, Decimal]]

    @property
    def over(self) -> list[tuple[School, Decimal]]:
        cap = self.category.school_cap
        return [pair for pair in self.schools if cap is not None and pair[1] > cap]

    @property
    def is_over_share(self) -> bool:
        return self.cap is not None and self.counted > self.cap

    @property
    def exempt(self) -> str:
        """The school types that the share does not count, in words."""
        return ", ".join(str(SCHOOL_TYPES.get(key, key)) for key in sorted(exempt_types_of(self.category)))


@dataclass(frozen=True, slots=True)
class Ledger:
    grant: Grant
    money: Money
    lines: list[Allocation]
    categories: list[CategoryRow]
    calls: list[FundCall]
    open: list[Delivery]  # confirmed, invoiced and charged to no grant
    breaches: list[Breach]

    @property
    def without_file(self) -> list[Invoice]:
        """Charged invoices that would be missing in the proof of use, each once."""
        charged = {one.delivery.invoice_id: one.delivery.invoice for one in self.lines}
        return [one for one in charged.values() if one and not one.file]

    @property
    def near(self) -> list[OpenDay]:
        return [one for one in open_days(self.grant) if one.is_near]

    @property
    def unexplained(self) -> set[int | None]:
        """The charges beyond a limit that carry no reason."""
        return {one.pk for breach in self.breaches for one in breach.unexplained}

    @property
    def beyond(self) -> set[int | None]:
        """The charges beyond a limit, whether or not they carry a reason."""
        return {one.pk for breach in self.breaches for one in breach.charges}


OPEN_DAYS: dict[str, tuple[str, ...]] = {
    Grant.State.PLANNED: ("apply_by",),
    Grant.State.GRANTED: ("execute_by", "prove_by"),
}


def open_days(grant: Grant) -> list[OpenDay]:
    """Every day that still binds, the earliest first.

    A past day stays among them and hides none: the proof is due whether or not the measure ended in time.
    """
    names = (name for name in OPEN_DAYS.get(grant.state, ()) if getattr(grant, name))
    return sorted((OpenDay(name, getattr(grant, name)) for name in names), key=lambda one: one.day)


def grant_rows(*, user: User, authority: SchoolAuthority) -> list[GrantRow]:
    """Five queries, for any number of grants."""
    grants = list(Grant.visible_to(user).filter(authority=authority).select_related("programme"))
    charged = Allocation.visible_to(user).filter(grant__authority=authority).order_by()
    sums = {
        pk: (amount, funded, own)
        for pk, amount, funded, own in charged.values_list("grant").annotate(
            Sum("amount"), Sum("funded"), Sum("own")
        )
    }
    calls = FundCall.visible_to(user).filter(grant__authority=authority).order_by()
    called = dict(calls.values_list("grant").annotate(Sum("amount")))
    passed = breaches_of(grants, user=user)
    return [
        GrantRow(
            one,
            Money(one.amount, called.get(one.pk, ZERO), *sums.get(one.pk, (ZERO, ZERO, ZERO))),
            passed[one.pk],
        )
        for one in grants
    ]


def ledger_lines(*, user: User, grant: Grant) -> list[Allocation]:
    """By category, school and invoice, with all that page and proof of use say; one query."""
    related = (
        "category",
        "delivery__invoice",
        "delivery__line__order__fund",
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
    categories = list(GrantCategory.visible_to(user).filter(grant=grant))
    charges = [charge_of(row) for row in sorted(lines, key=lambda row: row.pk)]
    return Ledger(
        grant=grant,
        money=money_of(grant, lines, calls),
        lines=lines,
        categories=[_category_row(grant, one, lines) for one in categories],
        calls=calls,
        open=chargeable(user=user, grant=grant),
        breaches=standing_breaches(grant, categories, charges),
    )


def _category_row(grant: Grant, category: GrantCategory, lines: list[Allocation]) -> CategoryRow:
    own, exempt = [one for one in lines if one.category_id == category.pk], exempt_types_of(category)
    schools: dict[int, tuple[School, Decimal]] = {}
    for one in own:
        school = one.delivery.school
        schools[school.pk] = (school, schools.get(school.pk, (school, ZERO))[1] + one.funded)
    counted = sum((sum_ for school, sum_ in schools.values() if school.school_type not in exempt), ZERO)
    funded = sum((one.funded for one in own), ZERO)
    return CategoryRow(category, funded, share_in_euro(grant, category), counted, list(schools.values()))


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
