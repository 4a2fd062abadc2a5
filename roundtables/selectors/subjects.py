"""What an item of the agenda stands for: aspects, school and joined topic, and the way back to where it comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from matrix.models import JoinedTopic, Snapshot
from matrix.selectors import codes_in, current_catalogue, matrix_of, version_at
from roundtables.models import AgendaItem, AgendaProposal, Agreement, Meeting, Milestone, ParkedItem
from roundtables.selectors.picture import CODE
from roundtables.selectors.today import aspects_of, topic_key

if TYPE_CHECKING:
    from accounts.models import User
    from roundtables.models import Result

Origin = AgendaItem.Origin


@dataclass(frozen=True, slots=True)
class Subject:
    """Keys, as an item keeps them."""

    topic: int | None = None
    school: int | None = None
    aspects: tuple[int, ...] = ()


NOTHING = Subject()


def subject_of(row: Result | AgendaItem) -> Subject:
    """What an item that comes out of this row stands for; its aspects are read beforehand."""
    aspects = tuple(aspect.pk for aspect in row.aspects.all())
    return Subject(row.topic_id, getattr(row, "school_id", None), aspects)


def wished_aspects(proposal: AgendaProposal) -> tuple[int, ...]:
    """What the aspect of the wish, kept by its code, is in the matrix in force."""
    catalogue = current_catalogue()
    if catalogue is None or not proposal.code:
        return ()
    matrix, since = matrix_of(catalogue), version_at(proposal.proposed_at) or catalogue.pk
    codes = codes_in(matrix, proposal.code, since=since)
    return tuple(one.pk for field in matrix.fields for one in field.aspects if one.code in codes)


def result_begins_with(item: AgendaItem) -> dict[str, Any]:
    """The first values of the form of a result under this item.

    The topic is named, even as None, wherever the item says of itself what it is about: that of the meeting is then
    not meant. Of an item that was typed by hand the codes in its title count.
    """
    codes = aspects_of(item)[0] or _codes_in_title(item)
    if not (codes or item.topic_id or item.school_id):
        return {}
    topic = topic_key(item.topic) or (_topic_of(codes[0]) if codes else None)
    return {"aspects": ", ".join(codes), "topic": topic, "school": item.school_id}


def step_begins_with(meeting: Meeting, agreement: int) -> dict[str, Any]:
    """The same for a milestone that is a step of an agreement of this table: of its item, and of its own matrix."""
    row = meeting.series.agreements.select_related("agenda_item", "topic").filter(pk=agreement).first()
    if row is None:
        return {}
    begun = result_begins_with(row.agenda_item) if row.agenda_item else {}
    codes = aspects_of(row)[0]
    if codes or row.topic:
        begun |= {"aspects": ", ".join(codes), "topic": topic_key(row.topic)}
    if row.agenda_item and row.agenda_item.meeting_id == meeting.pk:
        begun |= {"agenda_item": row.agenda_item_id}
    return begun | {"agreement": row.pk}


def _codes_in_title(item: AgendaItem) -> list[str]:
    catalogue, found = current_catalogue(), dict.fromkeys(CODE.findall(item.title))
    fields = matrix_of(catalogue).fields if catalogue and found else ()
    known = {one.code for field in fields for one in field.aspects}
    return [code for code in found if code in known]


def _topic_of(code: str) -> int | None:
    rows = JoinedTopic.objects.filter(catalogue__is_current=True, aspects__code=code)
    return rows.values_list("pk", flat=True).first()


@dataclass(frozen=True, slots=True)
class Source:
    """A link from an item back to its cell, topic, milestone, release or meeting."""

    url: str
    text: str


def sources_of(meeting: Meeting, items: Iterable[AgendaItem], *, user: User) -> dict[int, tuple[Source, ...]]:
    """Item -> where it comes from, as far as this person may go there. As many queries for ten items as for one."""
    rows = list(items)
    prefetch_related_objects(rows, "topic", "school", "aspects")
    origins = _origins(rows, user)
    return {
        row.pk: (*_matrix_sources(meeting, row), *filter(None, [origins.get((row.origin, row.origin_id))]))
        for row in rows
    }


def _matrix_sources(meeting: Meeting, item: AgendaItem) -> Iterator[Source]:
    for aspect in item.aspects.all():
        query = {"tisch": meeting.series_id, "aspekt": aspect.code}
        if item.school:
            query["wer"] = f"s{item.school.school_number}"
        words = {"code": aspect.code}
        yield Source(f"{reverse('roundtables:story')}?{urlencode(query)}", _("Story of %(code)s") % words)
    if item.topic:
        url = f"{meeting.get_absolute_url()}?{urlencode({'thema': item.topic.code})}#topic"
        yield Source(url, _("Topic %(topic)s") % {"topic": item.topic})


def _origins(items: Iterable[AgendaItem], user: User) -> dict[tuple[str, int | None], Source]:
    """(origin, its key) -> the way there; one query for each kind that is found."""
    keys: defaultdict[str, list[int | None]] = defaultdict(list)
    for item in items:
        keys[item.origin].append(item.origin_id)
    return {
        (origin, pk): source
        for origin, wanted in keys.items()
        if origin in WAYS
        for pk, source in WAYS[origin](user, wanted)
    }


Found = Iterator[tuple[int, Source]]


def _milestones(user: User, keys: list[int | None]) -> Found:
    for pk in Milestone.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True):
        yield pk, Source(reverse("roundtables:milestone_detail", args=[pk]), _("To the milestone"))


def _releases(user: User, keys: list[int | None]) -> Found:
    for pk in Snapshot.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True):
        yield pk, Source(reverse("matrix:snapshot_detail", args=[pk]), _("To the release"))


def _agreements(user: User, keys: list[int | None]) -> Found:
    rows = Agreement.visible_to(user).filter(pk__in=keys, meeting__isnull=False)
    return _at_meetings(rows, "agreements-{}", _("To the agreement"))


def _parked(user: User, keys: list[int | None]) -> Found:
    return _at_meetings(ParkedItem.visible_to(user).filter(pk__in=keys), "parked", "")


def _former(user: User, keys: list[int | None]) -> Found:
    return _at_meetings(AgendaItem.visible_to(user).filter(pk__in=keys), "item-{}", "")


def _at_meetings(rows: Any, anchor: str, text: str) -> Found:
    for pk, meeting, number in rows.values_list("pk", "meeting", "meeting__number"):
        url = f"{reverse('roundtables:meeting_detail', args=[meeting])}#{anchor.format(pk)}"
        yield pk, Source(url, text or _("To meeting %(number)s") % {"number": number})


WAYS: dict[str, Callable[[User, list[int | None]], Found]] = {
    Origin.MILESTONE: _milestones,
    Origin.AGED: _releases,
    Origin.AGREEMENT: _agreements,
    Origin.POSTPONED: _agreements,
    Origin.PARKED: _parked,
    Origin.UNFINISHED: _former,
}
