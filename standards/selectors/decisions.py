"""What was put right in a recorded decision, as sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.audit import trail_of
from core.days import told_day

if TYPE_CHECKING:
    from standards.models import StandardVersion


@dataclass(frozen=True, slots=True)
class Correction:
    """`by` is empty for a former person."""

    at: datetime
    by: str
    text: str


def corrections_of(version: StandardVersion) -> list[Correction]:
    """Newest first; one query. The caller may read the version."""
    entries = trail_of(version).filter(verb="standards.decision_corrected")
    return [
        Correction(one.at, one.actor.name if one.actor else "", " ".join(_said(one.changes)))
        for one in entries
    ]


def _said(changes: dict[str, Any]) -> list[str]:
    sentences = {
        "body": _("Decided by: “%(new)s” instead of “%(old)s”."),
        "decided_on": _("Decided on %(new)s instead of %(old)s."),
        "paper": _("Number of the paper: “%(new)s” instead of “%(old)s”."),
    }
    return [
        told % {"old": _plain(name, changes[name][0]), "new": _plain(name, changes[name][1])}
        for name, told in sentences.items()
        if name in changes
    ]


def _plain(name: str, value: Any) -> str:
    if name == "decided_on" and value:
        return told_day(value)
    return str(value or "–")
