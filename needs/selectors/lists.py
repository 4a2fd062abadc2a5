"""A school's list of needs as page, check and report show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from needs.checks import Gap, gaps_of, state_of, suggested_accounting
from needs.models import NeedItem, NeedList, PlanningRound
from needs.outside import Word, words_about
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Line:
    """One item with what follows from the rules of its round. `accounting` is chosen or suggested."""

    item: NeedItem
    gaps: tuple[Gap, ...]
    accounting: str
    is_suggested: bool
    words: tuple[Word, ...] = ()  # of other apps

    @property
    def words_text(self) -> str:
        return " · ".join(word.text for word in self.words)

    @property
    def blocking(self) -> tuple[Gap, ...]:
        return tuple(gap for gap in self.gaps if gap.blocks)

    @property
    def accounting_name(self) -> str:
        return str(NeedItem.Accounting(self.accounting).label) if self.accounting else ""


@dataclass(frozen=True, slots=True)
class Money:
    """Sums in euro net; items without a price are only counted."""

    total: Decimal = Decimal(0)
    consumptive: Decimal = Decimal(0)
    investive: Decimal = Decimal(0)
    unpriced: int = 0

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Money:
        sums = {"consumptive": Decimal(0), "investive": Decimal(0)}
        unpriced = 0
        for line in lines:
            if line.item.total is None:
                unpriced += 1
            else:
                sums[line.accounting] += line.item.total
        return cls(sum(sums.values(), Decimal(0)), sums["consumptive"], sums["investive"], unpriced)


@dataclass(frozen=True, slots=True)
class ListPicture:
    """A school's list of one year; `need_list` is None where nobody has begun it or the reader may not see it."""

    school: School
    planning: PlanningRound
    need_list: NeedList | None
    lines: list[Line]

    @property
    def is_sent(self) -> bool:
        return bool(self.need_list and self.need_list.is_sent)

    @property
    def money(self) -> Money:
        return Money.of(self.lines)

    @property
    def blocked(self) -> list[Line]:
        return [line for line in self.lines if line.blocking]

    @property
    def seen(self) -> str:
        return state_of(line.item for line in self.lines)


def list_picture(*, user: User, school: School, year: int) -> ListPicture:
    """Three queries, and what other apps ask about a list that was sent, whatever the number of items."""
    planning = PlanningRound.of(school.authority_id, year)
    lists = NeedList.visible_to(user).filter(school=school, year=year).select_related("sent_by")
    items = (
        NeedItem.visible_to(user)
        .filter(need_list__school=school, need_list__year=year)
        .select_related("type", "plan", "funding")
    )
    need_list = lists.first()
    words = words_about(list(items), user=user) if need_list and need_list.is_sent else {}
    lines = [line_of(item, planning, tuple(words.get(item.pk, ()))) for item in items]
    return ListPicture(school, planning, need_list, lines)


def line_of(item: NeedItem, planning: PlanningRound, words: tuple[Word, ...] = ()) -> Line:
    suggested = suggested_accounting(item.price, planning.price_limit)
    return Line(
        item,
        gaps_of(item, is_strict=planning.is_strict),
        item.accounting or suggested,
        is_suggested=not item.accounting and bool(suggested),
        words=words,
    )


def planning_years(*, user: User, school: School, year: int) -> list[int]:
    """The years this school can look into, newest first: those with a list or a round, and `year` itself."""
    lists = NeedList.visible_to(user).filter(school=school).values_list("year", flat=True)
    rounds = (
        PlanningRound.visible_to(user).filter(authority=school.authority_id).values_list("year", flat=True)
    )
    return sorted({year, *lists, *rounds}, reverse=True)
