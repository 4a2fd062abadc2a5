"""One milestone: what it hangs on in both directions, and its history in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.audit import trail_of
from core.days import told_day
from core.models import AuditEntry
from matrix.models import Aspect, Snapshot
from roundtables.models import Milestone, MilestonePartner

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a milestone's history in sentences."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class MilestonePage:
    """All parts as finished values."""

    milestone: Milestone
    waits_for: tuple[Milestone, ...]
    awaited_by: tuple[Milestone, ...]
    partners: tuple[MilestonePartner, ...]
    aspects: tuple[Aspect, ...]
    release: Snapshot | None  # the newest of its school that the reader may open
    history: tuple[Step, ...]

    @property
    def waiting(self) -> tuple[Milestone, ...]:
        """What it still waits for."""
        return tuple(row for row in self.waits_for if row.is_open)


def milestones_to_read(rows: QuerySet[Milestone]) -> QuerySet[Any]:
    """`rows`, already cut to the user, with what every page of one asks for.

    Where it comes from is read apart (`milestone_page`): to plan a join of nine tables takes the database longer than
    all else on the page, and of these most are empty.
    """
    return rows.select_related("series__municipality", "meeting").defer("meeting__sealed_content")


def milestone_page(milestone: Milestone, *, user: User) -> MilestonePage:
    """The caller may read the milestone; it and what it waits for belong to one table."""
    for name in ("school", "topic", "agenda_item", "agreement"):
        getattr(milestone, name)  # one short query for each that there is
    releases: Any = Snapshot.visible_to(user).defer("data")
    release = releases.filter(school=milestone.school).newest().first() if milestone.school else None
    return MilestonePage(
        milestone,
        waits_for=tuple(milestone.waits_for.select_related("school")),
        awaited_by=tuple(milestone.awaited_by.select_related("school")),
        partners=tuple(milestone.partners.select_related("place")),
        aspects=tuple(milestone.aspects.select_related("topic", "field")),
        release=release,
        history=tuple(milestone_history(milestone)),
    )


def milestone_history(milestone: Milestone) -> list[Step]:
    """How the milestone came to be as it is, newest first. The caller may read it."""
    return [
        Step(entry.at, entry.actor.name if entry.actor else "", _step_text(entry))
        for entry in trail_of(milestone)
    ]


def _step_text(entry: AuditEntry) -> str:
    if entry.verb.endswith("_recorded"):
        return _("Agreed and recorded.")
    sentences = [*_moves(entry.changes), *_ties(entry.changes)]
    return " ".join(sentences) or _("Corrected.")


def _moves(changes: dict[str, Any]) -> list[str]:
    states = dict(Milestone.State.choices)
    found = []
    if "state" in changes:
        old, new = (str(states.get(value, value)) for value in changes["state"])
        found.append(_("From “%(old)s” to “%(new)s”.") % {"old": old, "new": new})
    if "due_on" in changes:
        old, new = (told_day(value) for value in changes["due_on"])
        found.append(_("The date moved from %(old)s to %(new)s.") % {"old": old, "new": new})
    if day := changes.get("done_on", ["", ""])[1]:
        found.append(_("Done on %(day)s.") % {"day": told_day(day)})
    if reason := changes.get("state_reason", ["", ""])[1]:
        found.append(_("Reason: %(reason)s") % {"reason": _full_stop(reason)})
    if evidence := changes.get("evidence", ["", ""])[1]:
        found.append(_("Evidence: %(evidence)s") % {"evidence": _full_stop(evidence)})
    return found


def _ties(changes: dict[str, Any]) -> list[str]:
    found = []
    if "waits_for" in changes:
        others = changes["waits_for"][1]
        told = _("Waits for: %(others)s") % {"others": _full_stop(others)}
        found.append(told if others else _("Waits for nothing any more."))
    if "partners" in changes:
        bodies = changes["partners"][1]
        told = _("Also taking part: %(bodies)s") % {"bodies": _full_stop(bodies)}
        found.append(told if bodies else _("Nobody else takes part any more."))
    if "agreement" in changes:
        text = changes["agreement"][1]
        told = _("A step of the agreement “%(text)s”.") % {"text": text}
        found.append(told if text else _("No step of an agreement any more."))
    return found


def _full_stop(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
