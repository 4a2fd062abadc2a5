"""Until when what a need asks for must be applied for or bought, so that a grant bears it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planning.outside import DEADLINES, Deadline
from procurement.models import Grant
from procurement.selectors import open_days

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import SchoolAuthority

LABELS = {"apply_by": _("apply by"), "execute_by": _("carry out by"), "prove_by": _("proof of use by")}


def deadlines(user: User, authority: SchoolAuthority) -> dict[str, Deadline]:
    """Of several grants of one programme the day that comes next; one query.

    The day of the proof counts only where no day for carrying it out is known: after that nothing more is bought.
    """
    today = timezone.localdate()
    found: dict[str, Deadline] = {}
    for grant in Grant.visible_to(user).filter(authority=authority).select_related("programme"):
        days = dict(open_days(grant))
        name = next((one for one in LABELS if one in days), "")
        if not name:
            continue
        code, day = grant.programme.code, days[name]
        if code not in found or _order(day, today) < _order(found[code].day, today):
            found[code] = Deadline(str(LABELS[name]), day)
    return found


def _order(day: date, today: date) -> tuple[bool, int]:
    """Days to come first, the nearest of them; then the past ones, the latest of them."""
    return day < today, abs((day - today).days)


def lend() -> None:
    DEADLINES.fill(deadlines)
