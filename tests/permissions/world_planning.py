"""The planning year, the ranking and the budget in the persona world."""

from __future__ import annotations

from datetime import date

from planning.services.years import save_phase
from tests.permissions.marks import FullWorld, mark

OFFICE = {"A": "staff", "B": "staff", "C": "staff_c"}


def set_up_year(full: FullWorld, letter: str) -> None:
    """A phase in the Träger's own words, in each of the years that people look at."""
    things, owner = full.places[letter], f"S{letter}"
    if letter == "B":
        return  # under the same Träger as A
    for year in (things.sent_year, things.year):
        save_phase(
            things.school.authority,
            year=year,
            number=6,
            values={
                "title": mark(owner, "year", "title"),
                "begins_on": date(year, 5, 1),
                "ends_on": date(year, 6, 30),
                "school_text": mark(owner, "year", "school"),
                "authority_text": mark(owner, "office", "authority"),
                "is_active": True,
            },
            actor=full.user(OFFICE[letter]),
        )
