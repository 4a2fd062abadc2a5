"""The read doors of the invitations."""

from invitations.selectors.answers import Answers, answers_at
from invitations.selectors.feeds import feed_of, meetings_for
from invitations.selectors.minutes import MinutesRound, Trouble, minutes_round, tasks_of, troubles_at
from invitations.selectors.reminders import Reminder, due_reminders, step_of
from invitations.selectors.sending import Round, Seat, round_of

__all__ = [
    "Answers",
    "MinutesRound",
    "Reminder",
    "Round",
    "Seat",
    "Trouble",
    "answers_at",
    "due_reminders",
    "feed_of",
    "meetings_for",
    "minutes_round",
    "round_of",
    "step_of",
    "tasks_of",
    "troubles_at",
]
