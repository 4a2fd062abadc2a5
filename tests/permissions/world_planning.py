"""The planning year, the ranking and the budget in the persona world."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

from needs.models import NeedItem
from planning.criteria import KEYS
from planning.services import budgets, rankings
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


def set_up_ranking(full: FullWorld, letter: str) -> None:
    """The sent need of A in an open ranking, that of C in a settled one; B has sent nothing."""
    if letter == "B":
        return
    things, owner, actor = full.places[letter], f"S{letter}", full.user(OFFICE[letter])
    authority, year = things.school.authority, things.sent_year
    rankings.save_values(
        NeedItem.unscoped.get(pk=things.need),
        values=dict.fromkeys(KEYS) | {"legal": 2},
        note=mark(letter, "fact", "valuenote") if letter == "C" else mark(owner, "office", "valuenote"),
        for_school=False,
        actor=actor,
    )
    note = mark(letter, "fact", "placenote") if letter == "C" else mark(owner, "office", "placenote")
    told = {"year": year, "actor": actor}
    rankings.move(authority, item=things.need, position=1, version=0, note=note, **told)
    if letter == "C":
        rankings.lock(authority, note=mark(owner, "year", "locknote"), version=1, **told)


def set_up_budget(full: FullWorld, letter: str) -> None:
    """A draft with one free line, which only the offices read."""
    if letter == "B":
        return
    things, owner = full.places[letter], f"S{letter}"
    line = budgets.add_line(
        things.school.authority,
        year=things.year,
        values={
            "text": mark(owner, "office", "budgetline"),
            "accounting": "consumptive",
            "account": mark(owner, "office", "account"),
            "net": Decimal("100.00"),
            "vat_rate": Decimal("19.0"),
        },
        submission_id=uuid4(),
        actor=full.user(OFFICE[letter]),
    )
    things.values |= {"budget_line": line.pk}
