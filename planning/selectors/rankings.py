"""The ranking as page and table show it: live until it is locked, then as it was frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from needs.models import NeedItem
from needs.selectors import WAITING, sent_items
from needs.states import State
from planning.criteria import CRITERIA, KEYS, Criterion, score
from planning.models import RankedItem, Ranking
from planning.preorder import Groups, by_score, of_places, positions
from planning.selectors.values import Proposal, facts_of, proposals_for

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import SchoolAuthority

# Recognised in principle; what was budgeted from there keeps its place. Anything else waits for a decision, or is out.
RANKED = (
    State.RECOGNISED,
    State.DEFERRED,
    State.BUDGETED,
    State.ORDERED,
    State.DELIVERED,
    State.IN_OPERATION,
)


@dataclass(frozen=True, slots=True)
class Value:
    """The value of one criterion: by hand or proposed, and why."""

    criterion: Criterion
    weight: int
    value: int
    reason: str
    proposed: int
    is_by_hand: bool = False

    @property
    def points(self) -> int:
        return self.value * self.weight


@dataclass(slots=True)
class Line:
    """One need in the ranking. `running` is the sum down to here in euro net, needs without a price left out."""

    item: NeedItem
    values: list[Value]
    score: int
    note: str
    position: int = 0
    is_shared: bool = False
    running: Decimal = Decimal(0)

    @property
    def pk(self) -> int:
        return self.item.pk


@dataclass(frozen=True, slots=True)
class RankingPicture:
    ranking: Ranking
    lines: list[Line]
    groups: Groups  # keys of needs; empty while it is locked, for then nothing moves
    waiting: int  # needs without a decision yet
    later: int = 0  # needs recognised since it was locked

    @property
    def unpriced(self) -> int:
        return sum(line.item.total is None for line in self.lines)

    @property
    def total(self) -> Decimal:
        return self.lines[-1].running if self.lines else Decimal(0)

    @property
    def weights(self) -> list[tuple[Criterion, int]]:
        return [(one, self.ranking.weights[one.key]) for one in CRITERIA]


@dataclass(slots=True)
class Sheet:
    """What is needed to make lines: read once, four queries without the facts."""

    ranking: Ranking
    items: list[NeedItem]
    rows: dict[int, RankedItem] = field(default_factory=dict)
    waiting: int = 0


def ranking_of(*, user: User, authority: SchoolAuthority, year: int) -> Ranking:
    """The ranking, or an unsaved one with the weights of the year before."""
    known = Ranking.visible_to(user).filter(authority=authority, year__lte=year).order_by("-year").first()
    if known and known.year == year:
        return known
    weights = {f"weight_{key}": value for key, value in known.weights.items()} if known else {}
    return Ranking(authority=authority, year=year, **weights)


def ranking_picture(*, user: User, authority: SchoolAuthority, year: int) -> RankingPicture:
    """Nineteen queries at most, for any number of schools and needs."""
    sheet = _sheet(user, authority, year)
    if sheet.ranking.is_locked:
        return _frozen(sheet)
    lines = _lines(user, authority, sheet)
    order = [line.pk for line in lines]
    if sheet.ranking.is_by_hand:
        groups = of_places({pk: row.place for pk, row in sheet.rows.items()}, order)
    else:
        groups = by_score({line.pk: line.score for line in lines}, order)
    return RankingPicture(sheet.ranking, _arranged(lines, groups), groups, sheet.waiting)


def _sheet(user: User, authority: SchoolAuthority, year: int) -> Sheet:
    sent = sent_items(user=user, authority=authority, year=year)
    related = ("type", "funding", "need_list__school")
    order = ("need_list__school__name", "need_list__school", "priority", "type__order", "pk")
    found = sent.filter(state__in=(*RANKED, *WAITING)).select_related(*related).order_by(*order)
    items = list(found)
    ranking = ranking_of(user=user, authority=authority, year=year)
    rows = RankedItem.visible_to(user).filter(ranking=ranking.pk) if ranking.pk else []
    return Sheet(
        ranking,
        [item for item in items if item.state in RANKED],
        {row.item_id: row for row in rows},
        sum(item.state in WAITING for item in items),
    )


def _lines(user: User, authority: SchoolAuthority, sheet: Sheet) -> list[Line]:
    schools = [item.need_list.school for item in sheet.items]
    facts = facts_of(user=user, authority=authority, schools=schools, year=sheet.ranking.year)
    return [
        _line(item, proposals_for(item, facts), sheet.rows.get(item.pk), sheet.ranking.weights)
        for item in sheet.items
    ]


def _line(
    item: NeedItem, proposals: Mapping[str, Proposal], row: RankedItem | None, weights: Mapping[str, int]
) -> Line:
    chosen = row.by_hand if row else {}
    note = row.value_note if row else ""
    values = []
    for one in CRITERIA:
        proposal, is_by_hand = proposals[one.key], one.key in chosen
        value = chosen.get(one.key, proposal.value)
        reason = note if is_by_hand else proposal.reason
        values.append(Value(one, weights[one.key], value, reason, proposal.value, is_by_hand))
    total = score({value.criterion.key: value.value for value in values}, weights)
    return Line(item, values, total, row.note if row else "")


def _arranged(lines: Iterable[Line], groups: Groups) -> list[Line]:
    """The lines in the order of the groups, with position and running sum."""
    by_pk = {line.pk: line for line in lines}
    at, running, found = positions(groups), Decimal(0), []
    for group in groups:
        for pk in group:
            line = by_pk[pk]
            running += line.item.total or Decimal(0)
            line.position, line.is_shared, line.running = at[pk], len(group) > 1, running
            found.append(line)
    return found


def frozen_content(picture: RankingPicture) -> dict[int, dict[str, Any]]:
    """Need -> its line as JSON, as it is kept when the ranking is locked."""
    return {
        line.pk: {
            "position": line.position,
            "is_shared": line.is_shared,
            "of": len(picture.lines),
            "score": line.score,
            "values": {
                one.criterion.key: [one.value, one.reason, one.weight, one.proposed, one.is_by_hand]
                for one in line.values
            },
        }
        for line in picture.lines
    }


def _frozen(sheet: Sheet) -> RankingPicture:
    """As it was locked; what has been refused since is still there, with its state of today."""
    kept = {pk: row for pk, row in sheet.rows.items() if row.frozen}
    lines = [_thawed(item, kept[item.pk]) for item in sheet.items if item.pk in kept]
    lines.sort(key=lambda line: line.position)
    running = Decimal(0)
    for line in lines:
        running += line.item.total or Decimal(0)
        line.running = running
    return RankingPicture(sheet.ranking, lines, (), sheet.waiting, len(sheet.items) - len(lines))


def _thawed(item: NeedItem, row: RankedItem) -> Line:
    told = row.frozen or {}
    by_key = {one.key: one for one in CRITERIA}
    values = [
        Value(by_key[key], weight, value, reason, proposed, is_by_hand)
        for key in KEYS
        for value, reason, weight, proposed, is_by_hand in [told["values"][key]]
    ]
    return Line(item, values, told["score"], row.note, told["position"], told["is_shared"])
