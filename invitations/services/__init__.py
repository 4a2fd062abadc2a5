"""The write doors of the invitations, one per use case."""

from invitations.services.answering import InvitationOver, answer, find_invitation, require_open
from invitations.services.feeds import find_reader, switch_off, switch_on
from invitations.services.forgetting import forget_deputies
from invitations.services.meeting_reminders import remind_of_meetings
from invitations.services.minutes import send_minutes
from invitations.services.reminders import remind_of_milestones, take_reminders
from invitations.services.sending import send_round

__all__ = [
    "InvitationOver",
    "answer",
    "find_invitation",
    "find_reader",
    "forget_deputies",
    "remind_of_meetings",
    "remind_of_milestones",
    "require_open",
    "send_minutes",
    "send_round",
    "switch_off",
    "switch_on",
    "take_reminders",
]
