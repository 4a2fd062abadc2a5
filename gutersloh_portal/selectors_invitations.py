"""What a person is asked by the tables they sit at: does the meeting suit, which date does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.addresses import address
from gutersloh_portal.task import Task
from invitations.models import MeetingInvitation
from invitations.selectors import own_invitations, own_votes

if TYPE_CHECKING:
    from accounts.models import User

NEAR = timedelta(days=14)  # from here on an open invitation is shown in colour
MOST = 5
MINUTES = 2


def invitation_tasks(user: User) -> Iterator[Task]:
    """Invitations and date polls that the person has not answered yet."""
    for row in own_invitations(user).filter(answer=MeetingInvitation.Answer.OPEN)[:MOST]:
        meeting = row.participant.meeting
        starts = timezone.localtime(meeting.starts_at)
        yield Task(
            _("Answer the invitation"),
            address("invitations:own_invitation", pk=row.pk),
            _("Meeting on %(day)s") % {"day": date_format(starts, "DATE_FORMAT")},
            "warning" if meeting.starts_at <= timezone.now() + NEAR else "info",
            meeting.series.name,
            starts.date(),
            MINUTES,
        )
    for vote in own_votes(user).filter(answered_at=None)[:MOST]:
        asked = timezone.localtime(vote.poll.created_at)
        yield Task(
            _("Answer the date poll"),
            address("invitations:own_vote", pk=vote.pk),
            _("asked on %(day)s") % {"day": date_format(asked, "DATE_FORMAT")},
            "info",
            vote.poll.series.name,
            minutes=MINUTES,
        )
