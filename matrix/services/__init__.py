"""What happens in the matrix: load a version, rate, release. Writes only; who may is asked at the edge."""

from matrix.services.catalogue import load_catalogue
from matrix.services.ratings import Answer, Outcome, confirm, rate, rate_table, start_round
from matrix.services.releases import release
from matrix.services.subjects import Subject

__all__ = [
    "Answer",
    "Outcome",
    "Subject",
    "confirm",
    "load_catalogue",
    "rate",
    "rate_table",
    "release",
    "start_round",
]
