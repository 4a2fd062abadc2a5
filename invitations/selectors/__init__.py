"""The read doors of the invitations."""

from invitations.selectors.answers import AnswerGroup, Answers, answer_groups, answers_at, standings_at
from invitations.selectors.feeds import feed_of, meetings_for
from invitations.selectors.links import find_invitation, find_minutes, find_reader, find_voter
from invitations.selectors.minutes import (
    MinutesRound,
    Trouble,
    minutes_round,
    reader_at,
    tasks_of,
    troubles_at,
)
from invitations.selectors.own import own_invitation, own_invitations, own_votes, own_votes_at
from invitations.selectors.polls import PollPage, open_polls, poll_page
from invitations.selectors.reminders import Reminder, due_reminders, step_of
from invitations.selectors.sending import Round, Seat, is_standing, member_of, round_of

__all__ = [
    "AnswerGroup",
    "Answers",
    "MinutesRound",
    "PollPage",
    "Reminder",
    "Round",
    "Seat",
    "Trouble",
    "answer_groups",
    "answers_at",
    "due_reminders",
    "feed_of",
    "find_invitation",
    "find_minutes",
    "find_reader",
    "find_voter",
    "is_standing",
    "meetings_for",
    "member_of",
    "minutes_round",
    "open_polls",
    "own_invitation",
    "own_invitations",
    "own_votes",
    "own_votes_at",
    "poll_page",
    "reader_at",
    "round_of",
    "standings_at",
    "step_of",
    "tasks_of",
    "troubles_at",
]
