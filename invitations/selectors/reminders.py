"""Which milestones are near or late today, and who holds the offices that carry them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.addresses import address
from core.parsing import one_line
from roundtables.models import Milestone, SeriesMember
from schools.access import OFFICES, Role
from schools.models import Membership, School

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BEFORE = (14, 3, 0)  # days before the date
WEEK = 7  # and then weekly
Owner = Milestone.Owner


@dataclass(frozen=True, slots=True)
class Reminder:
    """A milestone whose step has come; `days` after its date, below zero while it is still to come."""

    milestone: Milestone
    step: int
    days: int

    @property
    def key(self) -> tuple[int, date, int]:
        return self.milestone.pk, self.milestone.due_on, self.step

    @property
    def title(self) -> str:
        return one_line(self.milestone.text)

    @property
    def url(self) -> str:
        return address("roundtables:milestone_detail", pk=self.milestone.pk)

    @property
    def words(self) -> str:
        """How near or late it is, with the day itself."""
        day = date_format(self.milestone.due_on, "l, j. F Y")
        if self.days == 0:
            return _("due today, %(day)s") % {"day": day}
        if self.days < 0:
            words = ngettext("due in %(n)s day, on %(day)s", "due in %(n)s days, on %(day)s", -self.days)
            return words % {"n": -self.days, "day": day}
        words = ngettext(
            "late by %(n)s day, due since %(day)s", "late by %(n)s days, due since %(day)s", self.days
        )
        return words % {"n": self.days, "day": day}


def step_of(days: int) -> int | None:
    """The newest step that has come, as days after the date; None while the date is far off.

    Steps that nobody could be told, because beat was down, are not told later: only the newest is.
    """
    if days >= 0:
        return days - days % WEEK
    return next((-before for before in reversed(BEFORE) if -before <= days), None)


def due_reminders(today: date) -> dict[int, list[Reminder]]:
    """By user: everything whose step has come, told or not, earliest date first. Four queries for all tables."""
    rows = Milestone.unscoped.open().filter(due_on__lte=today + timedelta(days=max(BEFORE)))
    milestones = list(rows.select_related("series").order_by("due_on", "pk"))
    offices = _offices(milestones)
    found: dict[int, list[Reminder]] = defaultdict(list)
    for milestone in milestones:
        days = (today - milestone.due_on).days
        step = step_of(days)
        if step is None or not _is_news(milestone, step):
            continue
        for user_id in offices.holders(milestone):
            found[user_id].append(Reminder(milestone, step, days))
    return found


def _is_news(milestone: Milestone, step: int) -> bool:
    """A step whose day lies before the day the date was agreed on tells nobody anything."""
    agreed = max(filter(None, (milestone.created_at, milestone.moved_at)))
    return milestone.due_on + timedelta(days=step) > timezone.localdate(agreed)


@dataclass(slots=True)
class Offices:
    """Who holds what today, by school, by Träger, and by name at a table."""

    heads: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    media: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    authorities: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    schools: dict[int, list[School]] = field(default_factory=lambda: defaultdict(list))  # by municipality
    named: dict[tuple[int, str], set[int]] = field(default_factory=lambda: defaultdict(set))

    def holders(self, milestone: Milestone) -> list[int]:
        """The side that owns it, and members of the table whose body is named as responsible.

        Of a school that is its head, or its media officers as long as it has none; of a closed one its successor's.
        """
        here = self.schools.get(milestone.series.municipality_id, [])
        its = milestone.school_id
        schools = [school for school in here if its in {None, school.pk, *school.former_ids}]
        found = set(self.named.get((milestone.series_id, _plain(milestone.responsible)), ()))
        for school in schools:
            if milestone.owner in {Owner.SCHOOL, Owner.BOTH}:
                found |= self.heads.get(school.pk) or self.media.get(school.pk, set())
            if milestone.owner in {Owner.AUTHORITY, Owner.BOTH} and school.authority_id:
                found |= self.authorities.get(school.authority_id, set())
        return sorted(found)


def _plain(body: str) -> str:
    return " ".join(body.split()).casefold()


def _offices(milestones: Iterable[Milestone]) -> Offices:
    series = {row.series_id: row.series.municipality_id for row in milestones}
    found = Offices()
    for school in School.unscoped.open().filter(municipality__in=set(series.values())):
        found.schools[school.municipality_id].append(school)
    at_work = set()
    held = Membership.unscoped.in_force().filter(user__is_active=True).order_by()
    for row in held.only("user_id", "role", "school_id", "authority_id"):
        at_work.add(row.user_id)
        for place, key in _places(found, row):
            place[key].add(row.user_id)
    named = SeriesMember.unscoped.filter(series__in=series, user__in=at_work)
    for member in named.only("series_id", "body", "user_id"):
        found.named[member.series_id, _plain(member.body)].add(member.user_id or 0)
    return found


def _places(found: Offices, row: Membership) -> Iterator[tuple[dict[int, set[int]], int]]:
    if row.school_id and row.role == Role.SCHOOL_LEAD:
        yield found.heads, row.school_id
    if row.school_id and row.role == Role.SCHOOL_MEMBER:
        yield found.media, row.school_id
    if row.authority_id and row.role in OFFICES:
        yield found.authorities, row.authority_id
