"""The two-sided matrix: catalogue as data, append-only ratings, released pictures."""

from matrix.models.catalogue import Aspect, Catalogue, Field, JoinedTopic, Side, Stage
from matrix.models.focus import MOST_FOCUSES, SchoolFocus
from matrix.models.hints import HintRule
from matrix.models.joint import (
    KEPT_DAYS,
    KEPT_DAYS_AT_MOST,
    SHOWN_FROM,
    JointAnswer,
    JointInvitation,
    JointRound,
)
from matrix.models.ratings import AGED_AFTER, FALL_NEEDS_REASON, AssessmentRound, Rating
from matrix.models.releases import Snapshot, SnapshotMark
from matrix.models.successions import AspectSuccession, Succession
from matrix.models.uploads import CatalogueUpload
from matrix.models.voices import Voice

__all__ = [
    "AGED_AFTER",
    "FALL_NEEDS_REASON",
    "KEPT_DAYS",
    "KEPT_DAYS_AT_MOST",
    "MOST_FOCUSES",
    "SHOWN_FROM",
    "Aspect",
    "AspectSuccession",
    "AssessmentRound",
    "Catalogue",
    "CatalogueUpload",
    "Field",
    "HintRule",
    "JoinedTopic",
    "JointAnswer",
    "JointInvitation",
    "JointRound",
    "Rating",
    "SchoolFocus",
    "Side",
    "Snapshot",
    "SnapshotMark",
    "Stage",
    "Succession",
    "Voice",
]
