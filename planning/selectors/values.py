"""What the portal proposes as value of each criterion, with the reason, out of what the Träger may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.days import day_in_figures
from equipment.coverage import FULFILLED, OPEN, PARTLY, UNKNOWN, verdict_of
from equipment.lifecycle import replacement_year
from equipment.models import EquipmentType, StockBatch, UsefulLife
from needs.models import NeedItem
from planning.criteria import HIGHEST
from planning.outside import Deadline, deadlines_of
from schools.models import ConceptVersion, School, SchoolAuthority
from schools.reviews import review_of
from standards.selectors import GapLine, TargetLine, gap_in_force, target_lines

if TYPE_CHECKING:
    from accounts.models import User

Group = EquipmentType.Group
FIGURES = {  # group of a type -> the figure that is compared with the standard
    Group.PUPIL_DEVICE: "pupils_per_device",
    Group.TEACHER_DEVICE: "teacher_devices",
    Group.PRESENTATION: "presentation",
    Group.NETWORK: "wlan",
}
OF_VERDICT = {OPEN: 3, PARTLY: 2, FULFILLED: 0, UNKNOWN: 0}
HAS_NETWORK = {NeedItem.Building.NONE, NeedItem.Building.POWER}
IS_TRAINED = {NeedItem.Training.PLANNED, NeedItem.Training.DONE}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value from 0 to 3 and why."""

    value: int
    reason: str


@dataclass(slots=True)
class Facts:
    """What is known about the schools of the ranking, read once for all needs.

    `gaps` are those of the standard in force; None where none is, then the four `targets` count.
    """

    year: int
    today: date
    gaps: dict[tuple[int, int], GapLine] | None = None  # (school, type)
    usable_in: int = 0  # the year whose usable stock the gaps count, as the proposals of the planning year do
    targets: dict[int, list[TargetLine]] = field(default_factory=dict)
    due: dict[tuple[int, int], int] = field(
        default_factory=lambda: defaultdict(int)
    )  # (school, type) -> pieces
    current_concepts: set[int] = field(default_factory=set)
    deadlines: dict[str, Deadline] = field(default_factory=dict)  # code of a funding source


def facts_of(*, user: User, authority: SchoolAuthority, schools: Iterable[School], year: int) -> Facts:
    """Twenty queries at most and those of the deadlines, for any number of schools."""
    schools = list({school.pk: school for school in schools}.values())
    today = timezone.localdate()
    facts = Facts(year, today, deadlines=deadlines_of(user=user, authority=authority))
    facts.usable_in = max(year, today.year)
    places = [school.pk for school in schools]
    table = gap_in_force(user=user, authority=authority, schools=places, year=year)
    if table.version:
        facts.gaps = {(line.school.pk, line.type.pk): line for line in table.lines}
    else:
        facts.targets = target_lines(user=user, schools=schools)
    lives = dict(UsefulLife.visible_to(user).filter(authority=authority).values_list("type_id", "years"))
    stock = StockBatch.visible_to(user).in_use().filter(school__in=schools).order_by()
    rows = stock.values_list("school_id", "type_id", "type__useful_life", "purchase_year")
    for school, kind, life, bought, pieces in rows.annotate(pieces=Sum("quantity")):
        end = replacement_year(bought, lives.get(kind, life))
        if end is not None and end <= year:
            facts.due[school, kind] += pieces
    versions = ConceptVersion.visible_to(user).filter(school__in=schools).defer("content")
    for version in versions.order_by("school_id", "-number").distinct("school_id"):
        told = {"adopted_on": version.adopted_on, "due_on": version.next_review_on}
        review = review_of(**told, warning_years=authority.warning_years, today=today)
        if not review.status:
            facts.current_concepts.add(version.school_id)
    return facts


def proposals_for(item: NeedItem, facts: Facts) -> dict[str, Proposal]:
    """Criterion -> value with its reason; what nobody can know from data is 0 and says so."""
    by_hand = Proposal(0, _("Only people know this; set it where it applies."))
    return {
        "legal": by_hand,
        "social": Proposal(0, _("The Sozialindex is not recorded here; set it by hand.")),
        "transition": by_hand,
        **{key: make(item, facts) for key, make in MAKERS.items()},
    }


def _standard(item: NeedItem, facts: Facts) -> Proposal:
    if facts.gaps is not None:
        return _decided(
            facts.gaps.get((item.need_list.school_id, item.type_id)), facts.usable_in, ranked=facts.year
        )
    key = FIGURES.get(Group(item.type.group))
    lines = facts.targets.get(item.need_list.school_id, [])
    line = next((one for one in lines if one.figure.key == key), None)
    if line is None:
        return Proposal(0, _("The standard says nothing about this type."))
    words = {"label": line.figure.label, "text": line.figure.text}
    said = _("%(label)s: %(text)s") % words
    if under_way := line.under_way_besides(facts.year):
        counted = {"missing": line.missing, "under_way": under_way}
        short = ngettext("%(missing)s is missing.", "%(missing)s are missing.", line.missing or 0)
        said += ". " + short % counted
        said += " " + _("Of these, %(under_way)s are under way by another list or an order.") % counted
    return Proposal(OF_VERDICT.get(line.verdict_besides(facts.year), 0), said)


def _decided(line: GapLine | None, year: int, *, ranked: int) -> Proposal:
    """By the standard in force, with the same verdicts as by the four targets.

    What is on its way counts as there, but for the needs of the ranked year: they are what is being weighed.
    """
    if line is None:
        return Proposal(0, _("The standard says nothing about this type."))
    if line.target is None:
        return Proposal(0, _("The standard asks for this type, but figures of the school are missing."))
    coming = sum(one.pieces for one in line.coming if one.year != ranked)
    verdict = verdict_of(have=Decimal(line.usable + coming), needed=Decimal(line.target))
    under_way = min(coming, line.missing or 0)
    words = {"missing": line.missing, "target": line.target, "year": year, "under_way": under_way}
    said = _("%(missing)s of %(target)s missing by the standard in %(year)s.")
    if under_way:
        said += " " + _("Of these, %(under_way)s are under way by another list or an order.")
    return Proposal(OF_VERDICT[verdict], said % words)


def _life(item: NeedItem, facts: Facts) -> Proposal:
    if item.kind != NeedItem.Kind.REPLACEMENT:
        return Proposal(0, _("Not a replacement."))
    due = facts.due[item.need_list.school_id, item.type_id]
    words = {"due": due, "wanted": item.quantity, "year": facts.year}
    reason = (
        _("%(due)s pieces reach the end of their useful life by %(year)s, asked for are %(wanted)s.") % words
    )
    if due >= item.quantity:
        return Proposal(HIGHEST, reason)
    return Proposal(2 if due * 2 >= item.quantity else int(due > 0), reason)


def _readiness(item: NeedItem, facts: Facts) -> Proposal:
    """One point each: the concept is current, there is training, the network is there."""
    parts = (
        (item.need_list.school_id in facts.current_concepts, _("concept current"), _("no current concept")),
        (item.training in IS_TRAINED, _("training planned or done"), _("no training")),
        (item.building in HAS_NETWORK, _("network there"), _("network missing or not answered")),
    )
    return Proposal(
        sum(met for met, _yes, _no in parts), ", ".join(yes if met else no for met, yes, no in parts)
    )


def _deadline(item: NeedItem, facts: Facts) -> Proposal:
    if item.funding is None:
        return Proposal(0, _("No funding proposed."))
    deadline = facts.deadlines.get(item.funding.code)
    if deadline is None:
        text = _("Proposed for funding: %(name)s. No day of a grant is recorded for it.")
        return Proposal(0, text % {"name": item.funding})
    left = (deadline.day - facts.today).days
    words = {"name": item.funding, "what": deadline.label, "day": day_in_figures(deadline.day)}
    if left < 0:
        return Proposal(0, _("%(name)s: %(what)s %(day)s, this day has passed.") % words)
    text = ngettext(
        "%(name)s: %(what)s %(day)s, in %(days)s day.", "%(name)s: %(what)s %(day)s, in %(days)s days.", left
    )
    return Proposal(deadline.value(facts.today), text % (words | {"days": left}))


MAKERS: dict[str, Callable[[NeedItem, Facts], Proposal]] = {
    "standard": _standard,
    "life": _life,
    "readiness": _readiness,
    "deadline": _deadline,
}
