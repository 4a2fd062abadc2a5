"""What a table may aim at: a stage that the matrix has, a year that is not over and still in sight."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError
from matrix.models import Aspect, Catalogue

YEARS_AHEAD = 20
MOST_STAGES = 20  # before a matrix is loaded


def check_stage(stage: int | None, aspects: Iterable[Aspect]) -> None:
    """One of the stages of the matrix that the aspects stand in; without aspects of the one in force."""
    if stage is None:
        return
    versions = Catalogue.objects.filter(fields__aspects__in=[aspect.pk for aspect in aspects]).distinct()
    highest = max((len(one.stage_names) for one in versions or Catalogue.objects.current()), default=None)
    if 1 <= stage <= (highest or MOST_STAGES):
        return
    told = _("The matrix has the stages 1 to %(highest)s. Choose a target stage among them.")
    if highest is None:
        told = _("Choose a target stage between 1 and %(highest)s.")
    raise DomainError(told % {"highest": highest or MOST_STAGES}, field="target_stage")


def check_horizon(year: int) -> None:
    """A goal lies ahead, and near enough for those who agree on it."""
    first = timezone.localdate().year
    if not first <= year <= first + YEARS_AHEAD:
        words = {"first": first, "last": first + YEARS_AHEAD}
        raise DomainError(
            _("The target year lies between %(first)s and %(last)s.") % words, field="horizon_year"
        )
