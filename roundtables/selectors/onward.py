"""From the story of a cell and from a milestone to the next step: agenda, milestone, new rating."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from matrix.models import Aspect, Side
from matrix.selectors import codes_of, current_catalogue, matrix_of
from roundtables.models import Meeting, Milestone
from roundtables.selectors.story import Story, story_key, story_page
from roundtables.selectors.subjects import Subject
from schools.access import memberships_of
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User
    from roundtables.models import RoundTableSeries
    from schools.models import SchoolAuthority


@dataclass(frozen=True, slots=True)
class Onward:
    """Where this person can take a cell from here; "" where they cannot."""

    agenda: str = ""
    milestone: str = ""
    rate: str = ""

    @property
    def is_open(self) -> bool:
        return bool(self.agenda or self.milestone or self.rate)


@dataclass(frozen=True, slots=True)
class RateLink:
    """`name` is whose rating, for somebody who has more than one."""

    code: str
    url: str
    name: str


def rated_by(user: User) -> list[School | SchoolAuthority]:
    """Schools and Träger for which this person rates; no query beside the memberships."""
    held = (place for row in memberships_of(user) for place in (row.school, row.authority) if place)
    return [place for place in dict.fromkeys(held) if user.has_perm("matrix.rate", place)]


def _rate_url(subject: School | SchoolAuthority, code: str) -> str:
    if isinstance(subject, School):
        return reverse("matrix:school_aspect", args=[subject.school_number, code])
    return reverse("matrix:authority_aspect", args=[subject.number, code])


def onward_of(series: RoundTableSeries, story: Story, *, user: User) -> Onward:
    """The next meeting of this table takes both; one query."""
    mine = (one for one in rated_by(user) if story_key(one) == story.who.key)
    rate = next((_rate_url(one, story.aspect.code) for one in mine), "")
    ahead, any_open = _meetings(series, user)
    cell = {"aspekt": story.aspect.code, "wer": story.who.key}
    agenda = f"{reverse('roundtables:agendaitem_create', args=[ahead])}?{urlencode(cell)}" if ahead else ""
    about = {"aspekt": story.aspect.code, "thema": story.aspect.topic_code}
    if story.who.side == Side.SCHOOL:
        about["schule"] = story.who.key[1:]
    if any_open is None:
        return Onward(rate=rate)
    form = reverse("roundtables:result_create", args=[any_open, "meilenstein"])
    return Onward(agenda, f"{form}?{urlencode(about)}#result-form", rate)


def _meetings(series: RoundTableSeries, user: User) -> tuple[int | None, int | None]:
    """The one whose agenda takes an item, and the one that takes a milestone: running, next, else the last draft."""
    states = Meeting.State
    ahead = Q(state=states.RUNNING) | Q(state=states.PLANNED, starts_at__gte=timezone.now())
    rows = Meeting.visible_to(user).run_by(user).filter(series=series)
    told = list(rows.filter(ahead | Q(state=states.DRAFT)).order_by("starts_at").values_list("state", "pk"))
    of = {state: [pk for found, pk in told if found == state] for state in states.values}
    coming = next(iter([*of[states.RUNNING], *of[states.PLANNED]]), None)
    return coming, coming or next(iter(reversed(of[states.DRAFT])), None)


def rate_links(milestone: Milestone, aspects: tuple[Aspect, ...], *, user: User) -> list[RateLink]:
    """To rate the aspects of a milestone anew, for those who do so; aspects are read with their field."""
    subjects, catalogue = rated_by(user) if aspects else [], current_catalogue()
    if not subjects or catalogue is None:
        return []
    matrix = matrix_of(catalogue)
    return [
        RateLink(code, _rate_url(subject, code), str(subject))
        for subject in subjects
        for aspect in aspects
        if _concerns(milestone, aspect, subject)
        for code in codes_of(matrix, [aspect])
    ]


def _concerns(milestone: Milestone, aspect: Aspect, subject: School | SchoolAuthority) -> bool:
    if isinstance(subject, School):
        ours = milestone.school_id == subject.pk or (
            milestone.school_id is None and milestone.series.municipality_id == subject.municipality_id
        )
        return ours and aspect.field.side == Side.SCHOOL
    of_it = milestone.school is None or milestone.school.authority_id == subject.pk
    return of_it and aspect.field.side == Side.AUTHORITY


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the matrix as an item to be; `reason` is the stage it stands at."""

    title: str
    reason: str
    subject: Subject


def cell_at(meeting: Meeting, query: Mapping[str, str], *, user: User) -> Cell | None:
    """`query` holds aspekt and wer, as the story does. None without an aspect, or where the two do not fit."""
    if not query.get("aspekt"):
        return None
    asked = {"tisch": meeting.series_id, "wer": query.get("wer", ""), "aspekt": query["aspekt"]}
    story = story_page(asked, user=user).story
    if story is None:
        return None
    school = story.who.pk if story.who.side == Side.SCHOOL else None
    title = f"{story.aspect.code} {story.aspect.name}: {story.who.name}"[:200]
    return Cell(title, story.today, Subject(school=school, aspects=(story.aspect.pk,)))


def school_key_at(meeting: Meeting, number: str) -> int | None:
    """The school of this table with this number, out of an address."""
    if not number.isalnum():
        return None
    return meeting.series.schools().filter(school_number=number).values_list("pk", flat=True).first()
