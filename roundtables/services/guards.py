"""What every write at a table asks first: is it still open, and was it written already?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from core.errors import DomainError
from roundtables.models import Meeting, RoundTableSeries

if TYPE_CHECKING:
    from core.scoping import ScopedModel

    Row = TypeVar("Row", bound=ScopedModel)


def locked_series(series: RoundTableSeries) -> RoundTableSeries:
    """The row, locked until the transaction ends: numbers within a series are given out one by one."""
    return RoundTableSeries.unscoped.select_for_update().get(pk=series.pk)


def locked_meeting(meeting: Meeting) -> Meeting:
    """The row, locked until the transaction ends, so that nothing slips in while the minutes are sealed."""
    return Meeting.unscoped.select_for_update(of=("self",)).select_related("series").get(pk=meeting.pk)


def open_meeting(meeting: Meeting) -> Meeting:
    """Like `locked_meeting`; DomainError when the meeting takes no more entries."""
    found = locked_meeting(meeting)
    if found.state == Meeting.State.SEALED:
        raise DomainError(_("The minutes are final. Add an addendum instead."))
    if found.state == Meeting.State.CANCELLED:
        raise DomainError(_("This meeting was cancelled; nothing can be entered any more."))
    tell_screens(Meeting.unscoped.filter(pk=found.pk))
    return found


def tell_screens(meetings: QuerySet[Meeting]) -> None:
    """Whoever looks at one of these meetings shall look again (docs/adr/0020). Undone with the write that failed."""
    meetings.update(revision=F("revision") + 1)


def tell_tables(series_id: int) -> None:
    """The same for what is under way at a table, after a write that belongs to the table and not to one meeting."""
    running = {Meeting.State.RUNNING, Meeting.State.DRAFT, Meeting.State.REVIEW}
    tell_screens(Meeting.unscoped.filter(series_id=series_id, state__in=running))


def written_before(model: type[Row], submission: UUID | None, **place: Any) -> Row | None:
    """The row that this very form wrote already. `place` ties it to the series or meeting at hand.

    Ask only while the series or meeting is locked.
    """
    if submission is None:
        return None
    rows: Any = model
    known: Row | None = rows.unscoped.filter(submission=submission).first()
    if known and any(getattr(known, name) != value for name, value in place.items()):
        raise DomainError(_("This form belongs to another meeting. Please open it again."))
    return known
