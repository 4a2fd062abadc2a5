"""What every row of a school or Träger has in common."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


def one_subject(prefix: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"{prefix}_one_subject",
        condition=Q(school__isnull=False, authority__isnull=True)
        | Q(school__isnull=True, authority__isnull=False),
    )
