"""What every write at a table asks first: is it still open?"""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from core.errors import DomainError
from roundtables.models import Meeting, RoundTableSeries
from schools.models import School

UNDER_WAY = {Meeting.State.RUNNING, Meeting.State.DRAFT, Meeting.State.REVIEW}


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
    tell_screens(Meeting.unscoped.filter(series_id=series_id, state__in=UNDER_WAY))


def tell_tables_of(school: School) -> None:
    """The same at each table of a school's municipality, after a write that waits for any of them."""
    meetings = Meeting.unscoped.filter(series__municipality=school.municipality_id, state__in=UNDER_WAY)
    tell_screens(meetings)
