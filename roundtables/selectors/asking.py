"""Why the ten-minute update of the matrix asks an aspect first: an open milestone depends on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from matrix.selectors import Matrix, codes_in, side_of
from roundtables.models import Milestone
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import SchoolAuthority


def open_milestone_reasons(
    subject: School | SchoolAuthority, *, matrix: Matrix, user: User
) -> dict[str, str]:
    """Aspect code -> the open milestone on it that is due next, which this school or Träger carries; one query.

    A milestone that was set in an older version of the matrix stands at what became of its aspect.
    """
    carried = (
        Q(school=subject)
        | Q(school=None, owner__in=["school", "both"], series__municipality=subject.municipality_id)
        if isinstance(subject, School)
        else Q(
            owner__in=["authority", "both"],
            series__municipality__in=subject.schools.values("municipality_id"),
        )
    )
    rows = Milestone.visible_to(user).open().filter(carried, aspects__field__side=side_of(subject))
    found: dict[str, str] = {}
    told = rows.order_by("due_on", "pk")
    version = "aspects__field__catalogue_id"
    for code, since, text, due_on in told.values_list("aspects__code", version, "text", "due_on"):
        words = {"text": text[:80], "day": date_format(due_on, "j. F Y")}
        for here in codes_in(matrix, code, since=since):
            found.setdefault(here, _("open milestone “%(text)s”, due on %(day)s") % words)
    return found
