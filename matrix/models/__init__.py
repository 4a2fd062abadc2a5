"""The two-sided matrix: catalogue as data, append-only ratings, released pictures."""

from matrix.models.catalogue import Aspect, Catalogue, Field, JoinedTopic, Side, Stage
from matrix.models.ratings import AGED_AFTER, FALL_NEEDS_REASON, AssessmentRound, Rating
from matrix.models.releases import Snapshot

__all__ = [
    "AGED_AFTER",
    "FALL_NEEDS_REASON",
    "Aspect",
    "AssessmentRound",
    "Catalogue",
    "Field",
    "JoinedTopic",
    "Rating",
    "Side",
    "Snapshot",
    "Stage",
]
