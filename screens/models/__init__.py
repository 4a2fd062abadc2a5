"""The screens of a meeting: the wall, and the questions that telephones answer."""

from screens.models.voices import FEEDBACK, SHOWN_FROM, Ballot, Entrance, Question
from screens.models.wall import SENTENCE_LIMIT, Wall

__all__ = ["FEEDBACK", "SENTENCE_LIMIT", "SHOWN_FROM", "Ballot", "Entrance", "Question", "Wall"]
