"""The read doors of the screens."""

from screens.selectors.desk import DeskPage, desk_page
from screens.selectors.voices import (
    Asked,
    current_question,
    entrance_by,
    entrance_key,
    entrance_of,
    entrance_revision,
    has_voice,
    left_to_answer,
    questions_of,
)
from screens.selectors.wall import WallPage, live_key, revision_by, wall_of, wall_page

__all__ = [
    "Asked",
    "DeskPage",
    "WallPage",
    "current_question",
    "desk_page",
    "entrance_by",
    "entrance_key",
    "entrance_of",
    "entrance_revision",
    "has_voice",
    "left_to_answer",
    "live_key",
    "questions_of",
    "revision_by",
    "wall_of",
    "wall_page",
]
