"""What tables ask a person who sits at them: does the meeting suit, which date does, shall the calendar go on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from core.addresses import address
from core.days import day_in_words
from gutersloh_portal.task import Task
from invitations.models import MeetingInvitation
from invitations.selectors import feed_of, own_invitations, own_votes
from roundtables.querysets import tables_of

if TYPE_CHECKING:
    from accounts.models import User

NEAR = timedelta(days=14)  # from here on an open invitation is shown in colour
MOST = 5
MINUTES = 2


def invitation_tasks(user: User) -> Iterator[Task]:
    """Invitations and date polls that the person has not answered yet, and a calendar address that ends soon."""
    for row in own_invitations(user).filter(answer=MeetingInvitation.Answer.OPEN)[:MOST]:
        meeting = row.participant.meeting
        starts = timezone.localtime(meeting.starts_at)
        yield Task(
            _("Answer the invitation"),
            address("invitations:own_invitation", pk=row.pk),
            _("Meeting on %(day)s") % {"day": day_in_words(starts)},
            "warning" if meeting.starts_at <= timezone.now() + NEAR else "info",
            meeting.series.name,
            starts.date(),
            MINUTES,
        )
    for vote in own_votes(user).filter(answered_at=None)[:MOST]:
        yield Task(
            _("Answer the date poll"),
            address("invitations:own_vote", pk=vote.pk),
            _("asked on %(day)s") % {"day": day_in_words(vote.poll.created_at)},
            "info",
            vote.poll.series.name,
            minutes=MINUTES,
        )
    if tables_of(user).read and (feed := feed_of(user)) and feed.ends_soon:
        url = address("invitations:feed")
        status = _("ends on %(day)s") % {"day": day_in_words(feed.until)}
        yield Task(_("Prolong the address of your calendar"), url, status, "warning", "", feed.until, 1)
