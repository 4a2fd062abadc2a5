"""The data of the invitations."""

from invitations.models.feeds import CalendarFeed
from invitations.models.invitations import MeetingInvitation, MeetingMail
from invitations.models.minutes import MinutesMail
from invitations.models.polls import DatePoll, PollAnswer, PollDate, PollVoter
from invitations.models.reminders import MilestoneMail

__all__ = [
    "CalendarFeed",
    "DatePoll",
    "MeetingInvitation",
    "MeetingMail",
    "MilestoneMail",
    "MinutesMail",
    "PollAnswer",
    "PollDate",
    "PollVoter",
]
