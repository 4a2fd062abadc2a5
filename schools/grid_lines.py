"""Which line of a file is which entry of the MKR grid. Pure: lines in, a plan out.

An entry is known by competence, subject and year group; a file adds entries and changes their Vorhaben, it never
removes one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from core.fingerprint import fingerprint_of

CREATE, UPDATE, UNCHANGED = "create", "update", "unchanged"
COLUMNS = {
    "competence": "Kompetenz",
    "name": "Bezeichnung",  # for the eye alone, never read
    "subject": "Fach",
    "year_group": "Jahrgang",
    "plan": "Vorhaben",
}

Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One checked line of the file."""

    line: int
    competence: str
    subject: str
    year_group: int
    plan: str

    @property
    def key(self) -> Key:
        return entry_key(self.competence, self.subject, self.year_group)


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry of the grid as it is now."""

    pk: int
    subject: str
    plan: str


@dataclass(frozen=True, slots=True)
class Step:
    """What one line would do; `before` is the entry that it meets."""

    action: str
    entry: Entry
    before: Stored | None = None


def entry_key(competence: str, subject: str, year_group: int) -> Key:
    """Two entries with the same key are one entry: subjects differ by more than capitals."""
    return competence, subject.lower(), year_group


def plan_entries(entries: Iterable[Entry], stored: dict[Key, Stored]) -> list[Step]:
    """One step a line, in the order of the file."""
    steps = []
    for entry in entries:
        before = stored.get(entry.key)
        if before is None:
            steps.append(Step(CREATE, entry))
        else:
            same = (before.subject, before.plan) == (entry.subject, entry.plan)
            steps.append(Step(UNCHANGED if same else UPDATE, entry, before))
    return steps


def fingerprint(steps: Iterable[Step]) -> str:
    """Changes whenever the plan would do something else: guards the commit of an outdated preview."""
    told = [[step.action, asdict(step.entry), step.before and asdict(step.before)] for step in steps]
    return fingerprint_of(told)


def counts(steps: Iterable[Step]) -> dict[str, int]:
    found = dict.fromkeys((CREATE, UPDATE, UNCHANGED), 0)
    for step in steps:
        found[step.action] += 1
    return found
