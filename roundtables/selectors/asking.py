"""Why the ten-minute update of the matrix asks an aspect first: an open milestone depends on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from core.days import day_in_words
from matrix.selectors import Matrix, codes_in, forebears_of, side_of
from roundtables.models import Milestone
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import SchoolAuthority

SHOWN = 5  # milestones beside one rating


def open_milestone_reasons(
    subject: School | SchoolAuthority, *, matrix: Matrix, user: User
) -> dict[str, str]:
    """Aspect code -> the open milestone on it that is due next, which this school or Träger carries; one query.

    A milestone that was set in an older version of the matrix stands at what became of its aspect.
    """
    rows = Milestone.visible_to(user).open()
    rows = rows.filter(_carried_by(subject), aspects__field__side=side_of(subject))
    found: dict[str, str] = {}
    told = rows.order_by("due_on", "pk")
    version = "aspects__field__catalogue_id"
    for code, since, text, due_on in told.values_list("aspects__code", version, "text", "due_on"):
        words = {"text": text[:80], "day": day_in_words(due_on)}
        for here in codes_in(matrix, code, since=since):
            found.setdefault(here, _("open milestone “%(text)s”, due on %(day)s") % words)
    return found


def milestones_on(subject: School | SchoolAuthority, aspect: int, *, user: User) -> list[Milestone]:
    """Those on this aspect, in whichever version of the matrix, that the subject carries: what changed last first."""
    rows = Milestone.visible_to(user).filter(_carried_by(subject), aspects__in=forebears_of([aspect])[aspect])
    found = rows.exclude(state=Milestone.State.DROPPED).order_by("-changed_at", "-pk").distinct()
    return list(found.select_related("series")[:SHOWN])


def _carried_by(subject: School | SchoolAuthority) -> Q:
    if isinstance(subject, School):
        shared = Q(school=None, owner__in=["school", "both"], series__municipality=subject.municipality_id)
        return Q(school=subject) | shared
    places = subject.schools.values("municipality_id")
    return Q(owner__in=["authority", "both"], series__municipality__in=places)
