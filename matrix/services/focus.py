"""Set and end a school's focus: at most three at a time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError
from matrix import selectors
from matrix.models import MOST_FOCUSES, SchoolFocus, Side
from matrix.services.subjects import lock
from matrix.succession import Plan

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School


@transaction.atomic
def set_focus(school: School, code: str, *, actor: User) -> SchoolFocus:
    """Work on this aspect from now on. A double click makes one; DomainError where three run already."""
    lock(school)
    running = {focus.place: focus for focus in school.focuses.filter(ended_at=None)}
    known = next((focus for focus in running.values() if focus.code == code), None)
    if known:
        return known
    catalogue = selectors.working_catalogue(school)
    aspects = selectors.matrix_of(catalogue).aspects_of(Side.SCHOOL) if catalogue else ()
    if code not in {aspect.code for aspect in aspects}:
        raise DomainError(_("The matrix has no such aspect."))
    free = [place for place in range(1, MOST_FOCUSES + 1) if place not in running]
    if not free:
        raise DomainError(
            _("Your school already has three focus topics. End one of them before you choose another.")
        )
    focus = SchoolFocus.unscoped.create(school=school, code=code, place=free[0], set_by=actor)
    audit.record(actor, "matrix.focus_set", focus, {"code": ["", code]})
    return focus


def carry_focuses(plan: Plan, *, at: datetime) -> None:
    """After a change of the matrix: a focus goes on under its successor's code, or ends where there is none.

    Of a divided aspect the first successor is the focus. Needs `lock_everybody` in the same transaction.
    """
    running = list(SchoolFocus.unscoped.filter(ended_at=None).order_by("school_id", "place"))
    kept = {
        (focus.school_id, focus.code)
        for focus in running
        if focus.code in plan.successors.get(focus.code, ())
    }
    moved = [focus for focus in running if (focus.school_id, focus.code) not in kept]
    SchoolFocus.unscoped.filter(pk__in=[focus.pk for focus in moved]).update(ended_at=at)
    fresh = []
    for focus in moved:
        code = next(iter(plan.successors.get(focus.code, ())), "")
        if code and (focus.school_id, code) not in kept:
            kept.add((focus.school_id, code))
            same = {"school_id": focus.school_id, "place": focus.place, "set_by_id": focus.set_by_id}
            fresh.append(SchoolFocus(**same, code=code, set_at=focus.set_at))
    SchoolFocus.unscoped.bulk_create(fresh)


@transaction.atomic
def end_focus(school: School, code: str, *, actor: User) -> None:
    """No longer a focus; that it was one stays on record. Nothing happens where it is none."""
    lock(school)
    focus = school.focuses.filter(ended_at=None, code=code).first()
    if focus:
        focus.ended_at = timezone.now()
        focus.save(update_fields=["ended_at"])
        audit.record(actor, "matrix.focus_ended", focus, {"code": [code, ""]})
