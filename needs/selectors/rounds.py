"""A planning round as the Träger sees it: every school's list, what is decided and what is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, Sum

from needs.models import NeedItem, NeedList, PlanningRound
from needs.selectors.lists import Line, line_of
from needs.states import State, tone_of
from schools.models import School, SchoolAuthority

if TYPE_CHECKING:
    from accounts.models import User

WAITING = (State.REPORTED, State.DISCUSSED)  # the Träger has the next word
AMOUNT = Sum(F("price") * F("quantity"))


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school of the round; everything but the school is empty until it has sent its list."""

    school: School
    sent_at: datetime | None = None
    items: int = 0
    waiting: int = 0
    amount: Decimal = Decimal(0)

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None


@dataclass(frozen=True, slots=True)
class StateRow:
    """All items of the round in one state; `amount` in euro net, items without a price count nothing."""

    state: State
    items: int
    amount: Decimal

    @property
    def tone(self) -> str:
        return tone_of(self.state)


@dataclass(frozen=True, slots=True)
class RoundPicture:
    planning: PlanningRound
    rows: list[SchoolRow]
    states: list[StateRow]

    @property
    def sent(self) -> list[SchoolRow]:
        """What waits for a decision stands first."""
        return sorted((row for row in self.rows if row.is_sent), key=lambda row: row.waiting == 0)

    @property
    def unsent(self) -> list[SchoolRow]:
        return [row for row in self.rows if not row.is_sent]

    @property
    def waiting(self) -> int:
        return sum(row.waiting for row in self.rows)

    @property
    def amount(self) -> Decimal:
        return sum((row.amount for row in self.rows), Decimal(0))

    @property
    def items(self) -> int:
        return sum(row.items for row in self.rows)


def sent_items(*, user: User, authority: SchoolAuthority, year: int) -> Any:
    """Items of all sent lists of a Träger's schools; a draft never counts, whoever asks."""
    lists = Q(need_list__school__authority=authority, need_list__year=year, need_list__sent_at__isnull=False)
    return NeedItem.visible_to(user).filter(lists)


def round_picture(*, user: User, authority: SchoolAuthority, year: int) -> RoundPicture:
    """Five queries, for any number of schools and items."""
    planning = PlanningRound.of(authority.pk, year)
    items = sent_items(user=user, authority=authority, year=year).order_by()
    counted = items.values("need_list__school").annotate(
        items=Count("pk"), waiting=Count("pk", filter=Q(state__in=WAITING)), amount=AMOUNT
    )
    sums = {row.pop("need_list__school"): row for row in counted}
    lists = NeedList.visible_to(user).filter(school__authority=authority, year=year, sent_at__isnull=False)
    sent_at = dict(lists.order_by().values_list("school_id", "sent_at"))
    own = School.visible_to(user).filter(authority=authority)
    asked = Q(pk__in=sent_at) | Q(pk__in=own.open().order_by().values("pk"))
    schools = own.filter(asked).order_by("name", "pk").distinct()
    rows = [_row(school, sent_at.get(school.pk), sums.get(school.pk)) for school in schools]
    return RoundPicture(planning, rows, _states(items))


def _row(school: School, sent_at: datetime | None, sums: dict[str, Any] | None) -> SchoolRow:
    told = sums or {"items": 0, "waiting": 0, "amount": None}
    return SchoolRow(school, sent_at, told["items"], told["waiting"], told["amount"] or Decimal(0))


def _states(items: Any) -> list[StateRow]:
    counted = {
        state: (number, amount)
        for state, number, amount in items.values_list("state").annotate(number=Count("pk"), amount=AMOUNT)
    }
    return [
        StateRow(state, counted[state][0], counted[state][1] or Decimal(0))
        for state in State
        if state in counted
    ]


def round_lines(*, user: User, authority: SchoolAuthority, year: int) -> list[Line]:
    """All items of the round by school and priority, for the table that leaves the portal."""
    planning = PlanningRound.of(authority.pk, year)
    related = ("type", "plan", "funding", "need_list__school")
    items = sent_items(user=user, authority=authority, year=year).select_related(*related)
    ordered = items.order_by("need_list__school__name", "need_list__school", "priority", "type__order", "pk")
    return [line_of(item, planning) for item in ordered]
