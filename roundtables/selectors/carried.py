"""What former meetings of a table left behind for the next one, each with its reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.days import day_in_figures
from roundtables.models import AgendaItem, Agreement, Meeting, ParkedItem
from roundtables.selectors.minutes import RESULTS
from roundtables.selectors.subjects import NOTHING, Subject, subject_of

Origin = AgendaItem.Origin
HELD = (Meeting.State.DRAFT, Meeting.State.REVIEW, Meeting.State.SEALED)
SHORT, LONG = 5, 10  # minutes of the meeting


@dataclass(frozen=True, slots=True)
class Carried:
    """One item to be, with the row it comes from."""

    origin: str
    origin_id: int
    title: str
    reason: str
    kind: str = AgendaItem.Kind.EXCHANGE
    minutes: int = LONG
    lead: str = ""
    notes: str = ""
    subject: Subject = NOTHING

    @property
    def key(self) -> str:
        return f"{self.origin}:{self.origin_id}"


def carried_to(meeting: Meeting, *, routine: Collection[str]) -> list[Carried]:
    """What is not on this agenda yet and was not taken off it: never the same twice.

    Empty while another meeting of the table comes first: it gets all of it.
    `routine` are titles that stand on every agenda: nobody misses them when they fall silent.
    """
    if _another_comes_first(meeting):
        return []
    former = meeting.series.meetings.filter(starts_at__lt=meeting.starts_at, state__in=HELD)
    here = {
        f"{origin}:{pk}"
        for origin, pk in meeting.agenda.exclude(origin="").values_list("origin", "origin_id")
    }
    known = here | set(meeting.left_out)
    found = [
        *_agreements(former, meeting),
        *_postponed(former, meeting),
        *_parked(former),
        *_unfinished(former, routine),
    ]
    return [one for one in found if one.key not in known]


def _another_comes_first(meeting: Meeting) -> bool:
    """One that was forgotten, neither held nor called off, keeps nothing back."""
    earlier = meeting.series.meetings.filter(starts_at__lt=meeting.starts_at)
    ahead = Q(state=Meeting.State.RUNNING) | Q(state=Meeting.State.PLANNED, ends_at__gt=timezone.now())
    return earlier.filter(ahead).exists()


def _agreements(former: QuerySet[Meeting], meeting: Meeting) -> Iterator[Carried]:
    """All that is not done, each time anew."""
    rows = Agreement.unscoped.filter(meeting__in=former, is_done=False).select_related("meeting")
    rows = rows.prefetch_related("aspects")
    for row in rows.exclude(consensus=Agreement.Consensus.POSTPONED):
        words = _when(row.meeting) | {"due": day_in_figures(row.due_on)}
        reason = _("Agreed in meeting %(number)s on %(day)s and not ticked off yet.") % words
        if row.due_on:
            is_past = row.due_on < timezone.localdate(meeting.starts_at)
            told = _("It was to be done by %(due)s.") if is_past else _("It is to be done by %(due)s.")
            reason += " " + told % words
        yield Carried(
            Origin.AGREEMENT,
            row.pk,
            _("Open agreement: %(text)s") % {"text": row.text},
            reason,
            minutes=SHORT,
            lead=row.responsible,
            subject=subject_of(row),
        )


def _postponed(former: QuerySet[Meeting], meeting: Meeting) -> Iterator[Carried]:
    """Until a meeting has had it on its agenda."""
    rows = Agreement.unscoped.filter(meeting__in=former, consensus=Agreement.Consensus.POSTPONED)
    items = AgendaItem.unscoped.filter(meeting__series=meeting.series_id, origin=Origin.POSTPONED)
    had = items.exclude(meeting__state=Meeting.State.CANCELLED).exclude(meeting=meeting)
    rows = rows.exclude(pk__in=had.values("origin_id")).select_related("meeting")
    for row in rows.prefetch_related("aspects"):
        reason = _("Postponed in meeting %(number)s on %(day)s.") % _when(row.meeting)
        title = _("Postponed: %(text)s") % {"text": row.text}
        kind, subject = AgendaItem.Kind.DECISION, subject_of(row)
        yield Carried(Origin.POSTPONED, row.pk, title, reason, kind, lead=row.responsible, subject=subject)


def _parked(former: QuerySet[Meeting]) -> Iterator[Carried]:
    rows = ParkedItem.unscoped.filter(meeting__in=former, taken_at=None).select_related("meeting")
    for row in rows:
        words = _when(row.meeting) | {"reason": row.reason}
        reason = _("Parked in meeting %(number)s on %(day)s: %(reason)s") % words
        yield Carried(Origin.PARKED, row.pk, row.text, reason)


def _unfinished(former: QuerySet[Meeting], routine: Collection[str]) -> Iterator[Carried]:
    """Of the last meeting: put on its agenda by somebody, and left without a word and without a result."""
    last = former.order_by("-starts_at").first()
    if last is None:
        return
    spoken = _with_results(last)
    silent = last.agenda.filter(is_closing=False, notes_version=0).exclude(kind=AgendaItem.Kind.BREAK)
    for item in silent.prefetch_related("aspects"):
        if item.pk in spoken or item.title in routine or item.origin == Origin.AGREEMENT:
            continue
        reason = _("Not dealt with in meeting %(number)s on %(day)s.") % _when(last)
        yield Carried(
            Origin.UNFINISHED,
            item.pk,
            item.title,
            f"{reason} {item.reason}".strip(),
            item.kind,
            item.minutes,
            item.lead,
            item.notes,
            subject_of(item),
        )


def _with_results(meeting: Meeting) -> set[int]:
    found: set[int] = set()
    for _title, model in RESULTS.values():
        rows: Any = model
        found |= set(
            rows.unscoped.filter(meeting=meeting, agenda_item__isnull=False).values_list(
                "agenda_item", flat=True
            )
        )
    return found


def _when(meeting: Meeting | None) -> dict[str, Any]:
    """`meeting` is known of all that was carried over."""
    assert meeting  # noqa: S101 - the rows were asked for by their meeting
    return {"number": meeting.number, "day": day_in_figures(meeting.starts_at)}
