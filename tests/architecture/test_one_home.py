"""What may change one day stands in one place: the sections, the framework of competences, the school year."""

from __future__ import annotations

import re

import pytest

from schools.models.register import school_year_begin, school_year_end, school_year_of
from tests.architecture.places import APPS, ROOT

SOURCES = [
    path
    for folder in (*APPS, "templates")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts
]
HOMES = {
    "the number of sections": (
        r"\blte=12\b|\bof 12\b|_COUNT = 12\b|number in range\(1, 13\)",
        "schools/framework.py",
    ),
    "which section something belongs to": (r"^\w*SECTION\w* = \(?\d+\b", "schools/framework.py"),
    "the number of competences": (r"\bof 24\b|\bthe 24\b", ""),
    "the name of the framework": (r"Medienkompetenzrahmens? NRW", "schools/framework.py"),
    "the first day of a school year": (
        r", 8, 1\)|, 7, 31\)|month >= 8|1 August",
        "schools/models/register.py",
    ),
    "how a table leaves the portal": (  # text stays text there, trust A07
        r"csv\.(?:writer|DictWriter)|\.writerows?\(|openpyxl\.Workbook\(",
        "core/exports.py",
    ),
    "how long somebody counts as present": (
        r"\bPRESENT\b.* = timedelta",
        "schools/models/concept_history.py",
    ),
}


@pytest.mark.parametrize("what", HOMES)
def test_it_has_one_home(what: str) -> None:
    pattern, home = HOMES[what]
    found = {
        str(path.relative_to(ROOT)) for path in SOURCES if re.search(pattern, path.read_text(), re.MULTILINE)
    }
    assert found == ({home} - {""})


@pytest.mark.parametrize("year", [2023, 2024, 2026])
def test_school_years_follow_each_other(year: int) -> None:
    begin, end = school_year_begin(year), school_year_end(year)
    assert (school_year_of(begin), school_year_of(end)) == (year, year)
    assert school_year_begin(year + 1).toordinal() - end.toordinal() == 1
