"""The matrix as the file that `importers.read_matrix` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.exports import csv_bytes
from matrix.models import Side

if TYPE_CHECKING:
    from matrix.selectors import Matrix

HEAD = ("seite", "feld_code", "feld", "aspekt_code", "aspekt", "leitfrage")
WORDS = {Side.SCHOOL: "Schule", Side.AUTHORITY: "Träger"}  # of the column `seite`


def matrix_csv(matrix: Matrix) -> bytes:
    """One row per aspect in the order of the matrix; read again, it is the same matrix."""
    stages = [f"stufe_{number}" for number in range(1, matrix.highest + 1)]
    topics = {topic.code: topic.name for topic in matrix.topics}
    rows = [
        [
            WORDS[Side(field.side)],
            field.code,
            field.name,
            aspect.code,
            aspect.name,
            aspect.question,
            *(stage.text for stage in aspect.stages),
            aspect.topic_code,
            topics.get(aspect.topic_code, ""),
        ]
        for field in matrix.fields
        for aspect in field.aspects
    ]
    return csv_bytes([*HEAD, *stages, "thema_code", "thema"], rows)
