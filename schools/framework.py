"""What stands still while schools write: the MKR NRW, the sections, the year groups of a school type.

Numbers and names only of the Medienkompetenzrahmen NRW (medienkompetenzrahmen.nrw); its full sentences belong
to their publisher. Headings of the sections follow the usual structure of a Medienkonzept in NRW; guiding
questions and examples are our own. Read from `data/` once per process.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext

from core.delimited import named_rows

DATA = Path(__file__).parent / "data"
SECTION_COUNT = 12
NAME, SITE = "Medienkompetenzrahmen NRW", "medienkompetenzrahmen.nrw"

PRIMARY = ((1, 2), (3, 4))
LOWER_SECONDARY = ((5, 6), (7, 8), (9, 10))
UPPER_SECONDARY = ((11, 12, 13),)
ALL_YEARS = PRIMARY + LOWER_SECONDARY + UPPER_SECONDARY
YEAR_BANDS = {
    "02": PRIMARY,
    "04": LOWER_SECONDARY,
    "10": LOWER_SECONDARY,
    "13": PRIMARY + LOWER_SECONDARY,
    "14": LOWER_SECONDARY,
    "15": LOWER_SECONDARY + UPPER_SECONDARY,
    "20": LOWER_SECONDARY + UPPER_SECONDARY,
    "30": UPPER_SECONDARY,
}  # school types not named here may teach every year


@dataclass(frozen=True, slots=True)
class Competence:
    """One Teilkompetenz, "2.3" in area 2."""

    number: str
    name: str
    area_number: str
    area: str

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """What a section is about; `link` names the data of the portal that belong to it.

    `words` are beginnings and parts of words by which a heading of another document is known to belong here; where
    they speak for several sections, the lowest `rank` is meant: “Fortbildungsbedarf” is about training.
    """

    number: int
    heading: str
    question: str
    example: str
    link: str
    words: tuple[str, ...]
    rank: int


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One of the seven steps towards a Medienkonzept, with the numbers of the sections written in it."""

    number: int
    name: str
    hint: str
    sections: tuple[int, ...]


@lru_cache(maxsize=1)
def competences() -> tuple[Competence, ...]:
    """All Teilkompetenzen in the order of the framework."""
    return tuple(
        Competence(row["kompetenz_nr"], row["kompetenz"], row["bereich_nr"], row["bereich"])
        for row in named_rows(DATA / "mkr_nrw.csv")
    )


@lru_cache(maxsize=1)
def competences_by_number() -> dict[str, Competence]:
    return {competence.number: competence for competence in competences()}


def unknown_competence() -> str:
    return gettext("This competence does not exist in the %(framework)s.") % {"framework": NAME}


@lru_cache(maxsize=1)
def sections() -> tuple[SectionPlan, ...]:
    """All sections in order."""
    return tuple(
        SectionPlan(
            int(row["number"]),
            row["heading"],
            row["question"],
            row["example"],
            row["link"],
            tuple(row["words"].split(",")),
            int(row["rank"]),
        )
        for row in named_rows(DATA / "concept_sections.csv")
    )


@lru_cache(maxsize=1)
def steps() -> tuple[StepPlan, ...]:
    """The seven steps in order; together they name each section once."""
    return tuple(
        StepPlan(int(row["number"]), row["name"], row["hint"], tuple(map(int, row["sections"].split(","))))
        for row in named_rows(DATA / "concept_steps.csv")
    )


def section(number: int) -> SectionPlan:
    """Raises LookupError outside of 1 to SECTION_COUNT."""
    if not 1 <= number <= SECTION_COUNT:
        raise LookupError(number)
    return sections()[number - 1]


@lru_cache(maxsize=16)
def section_for(link: str) -> int:
    """The number of the section that these data of the portal belong to. Raises LookupError for others."""
    found = [plan.number for plan in sections() if plan.link == link]
    if not link or len(found) != 1:
        raise LookupError(link)
    return found[0]


def year_bands(school_type: str) -> tuple[tuple[int, ...], ...]:
    """Columns of the grid: year groups that a school of this type usually plans together."""
    return YEAR_BANDS.get(school_type, ALL_YEARS)


def possible_years(school_type: str) -> tuple[int, ...]:
    """What may be entered: all years where the type settles none, more than the school teaches. See `fixed_span`."""
    return tuple(year for band in year_bands(school_type) for year in band)


def fixed_span(school_type: str) -> tuple[int, int] | None:
    """First and last year group where the type settles them, to reckon with; None where only the school knows."""
    bands = YEAR_BANDS.get(school_type)
    return (bands[0][0], bands[-1][-1]) if bands else None


def word_count(text: str) -> int:
    """Words as a reader counts them: Markdown signs are none."""
    return len(re.findall(r"\w+(?:[-’'.:/]\w+)*", text))
