"""The read doors of the invitations."""

from invitations.selectors.answers import Answers, answers_at
from invitations.selectors.feeds import feed_of, meetings_for
from invitations.selectors.sending import Round, Seat, round_of

__all__ = ["Answers", "Round", "Seat", "answers_at", "feed_of", "meetings_for", "round_of"]
