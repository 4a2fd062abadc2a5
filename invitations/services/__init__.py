"""The write doors of the invitations, one per use case."""

from invitations.services.answering import NOT_ASKED, InvitationOver, answer, require_open
from invitations.services.bounces import take_bounce
from invitations.services.feeds import prolong, switch_off, switch_on
from invitations.services.forgetting import forget_deputies
from invitations.services.meeting_reminders import remind_of_meetings
from invitations.services.minutes import OwnList, forget_ended, send_minutes, withdraw_links
from invitations.services.polls import (
    PollOver,
    answer_poll,
    end_poll,
    forget_polls,
    open_poll,
    require_open_poll,
    take_date,
)
from invitations.services.reminders import remind_of_milestones, take_reminders
from invitations.services.sending import send_round
from invitations.services.succession import follow_deputy, hand_over

__all__ = [
    "NOT_ASKED",
    "InvitationOver",
    "OwnList",
    "PollOver",
    "answer",
    "answer_poll",
    "end_poll",
    "follow_deputy",
    "forget_deputies",
    "forget_ended",
    "forget_polls",
    "hand_over",
    "open_poll",
    "prolong",
    "remind_of_meetings",
    "remind_of_milestones",
    "require_open",
    "require_open_poll",
    "send_minutes",
    "send_round",
    "switch_off",
    "switch_on",
    "take_bounce",
    "take_date",
    "take_reminders",
    "withdraw_links",
]
