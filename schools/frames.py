"""What gives a concept its shape: headings, competences and columns of the grid, as they are or as they were.

The framework may change with the portal. An adopted version keeps the shape it was decided in, beside its texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any, Self

from schools import framework


@dataclass(frozen=True, slots=True)
class Frame:
    """Sections by number, competences in their order; `bands` are the columns of the grid for one school type."""

    headings: dict[int, str]
    competences: tuple[framework.Competence, ...]
    bands: tuple[tuple[int, ...], ...]

    @classmethod
    def today(cls, school_type: str) -> Self:
        return cls(
            {plan.number: plan.heading for plan in framework.sections()},
            framework.competences(),
            framework.year_bands(school_type),
        )

    @classmethod
    def of_version(cls, content: Mapping[str, Any], school_type: str) -> Self:
        """Of an adopted version's `content`; versions that kept no frame are shown in today's."""
        kept = content.get("frame")
        if kept is None:
            return cls.today(school_type)
        return cls(
            {int(number): heading for number, heading in kept["headings"].items()},
            tuple(framework.Competence(*row) for row in kept["competences"]),
            tuple(tuple(band) for band in kept["bands"]),
        )

    def plain(self) -> dict[str, Any]:
        """For JSON, whose keys are texts and which may forget their order."""
        return {
            "headings": {str(number): heading for number, heading in self.headings.items()},
            "competences": [list(astuple(one)) for one in self.competences],
            "bands": [list(band) for band in self.bands],
        }

    def title(self, number: int) -> str:
        """ "5 Bestand"; a section that this frame does not know is its number alone."""
        return f"{number} {self.headings.get(number, '')}".rstrip()

    def competence(self, number: str) -> str:
        return next((str(one) for one in self.competences if one.number == number), number)
