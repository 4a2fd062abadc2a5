"""Different views of aspects at the table: what a meeting may talk about, and what stands on an agenda already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from django.urls import reverse
from django.utils.translation import gettext as _

from matrix.models import Snapshot
from matrix.selectors import Difference, Place, differences, forebears_of, matrix_of
from roundtables.models import AgendaItem, Meeting
from roundtables.querysets import municipalities_of
from schools.models import Municipality

if TYPE_CHECKING:
    from accounts.models import User
    from roundtables.selectors.minutes import AgendaLine


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One difference, and its item where it stands on the agenda of this meeting."""

    difference: Difference
    item: AgendaItem | None


@dataclass(frozen=True, slots=True)
class TopicDifferences:
    """The differences of one joined topic, school by school."""

    title: str
    lines: tuple[DifferenceLine, ...]


def mark_of(meeting: int, release: Snapshot, aspect: int) -> UUID:
    """The one-time mark of the item that this difference becomes on the agenda of this meeting.

    Whichever release of the school or Träger is the newest: a new one does not offer the difference again.
    """
    subject = f"{release.side}:{release.school_id or release.authority_id}"
    return uuid5(NAMESPACE_URL, f"difference:{meeting}:{subject}:{aspect}")


def marks_of(meetings: Iterable[int], release: Snapshot, aspects: Iterable[int]) -> dict[UUID, int]:
    """Every mark under which one of these aspects may stand on an agenda, with its key; one query.

    It may have been put there when the aspect had another row, in an older version of the matrix.
    """
    places, older = list(meetings), forebears_of(aspects)
    return {
        mark_of(meeting, release, one): aspect
        for meeting in places
        for aspect, known in older.items()
        for one in known
    }


def reads_differences(meeting: Meeting, user: User) -> bool:
    """Whoever prepares the meeting, until it is over."""
    return meeting.is_open and user.has_perm("roundtables.read_differences", meeting)


def differences_at(
    meeting: Meeting, agenda: Iterable[AgendaLine], releases: Iterable[Snapshot], *, user: User
) -> tuple[TopicDifferences, ...]:
    """By topic, in these releases, read with their names and catalogues. Constant in the number of schools."""
    items = {line.item.submission_id: line.item for line in agenda if line.item.submission_id}
    groups: dict[tuple[str, str], list[DifferenceLine]] = {}
    found = differences(releases, user=user)
    older = forebears_of(one.answer.aspect.pk for one in found)
    for one in found:
        marks = (mark_of(meeting.pk, one.release, aspect) for aspect in older[one.answer.aspect.pk])
        item = next((items[mark] for mark in marks if mark in items), None)
        groups.setdefault(_topic(one), []).append(DifferenceLine(one, item))
    ordered = sorted(groups.items(), key=lambda group: (not group[0][0], group[0]))
    return tuple(TopicDifferences(f"{code} {name}".strip(), tuple(lines)) for (code, name), lines in ordered)


def _topic(one: Difference) -> tuple[str, str]:
    topic = matrix_of(one.release.catalogue).topic(one.answer.aspect.topic_code)
    return (topic.code, topic.name) if topic else ("", _("Without a joined topic"))


def difference_of(release: Snapshot, code: str, *, user: User) -> Difference | None:
    """That of one aspect; None where nobody whom the person may hear says otherwise."""
    return next((one for one in differences([release], user=user) if one.code == code), None)


def agenda_places(release: Snapshot, codes: list[str], *, user: User) -> dict[str, Place]:
    """Aspect code -> the item of a meeting since the release, where the person sees the table; three queries."""
    places = Municipality.objects.filter(municipalities_of(release.subject))
    meetings = Meeting.visible_to(user).filter(series__municipality__in=places, ends_at__gte=release.taken_at)
    pks = meetings.exclude(state=Meeting.State.CANCELLED).values_list("pk", flat=True)
    aspects = {
        one.pk: one.code for one in matrix_of(release.catalogue).aspects_of(release.side) if one.code in codes
    }
    marks = {mark: aspects[pk] for mark, pk in marks_of(pks, release, aspects).items()}
    items = AgendaItem.visible_to(user).filter(submission_id__in=marks)
    return {
        marks[mark]: Place(title, f"{reverse('roundtables:meeting_detail', args=[meeting])}#item-{pk}")
        for pk, title, meeting, mark in items.values_list("pk", "title", "meeting", "submission_id")
    }
