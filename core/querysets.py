"""Querysets of the ground floor."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

TRIES = 8
GIVEN_UP = Q(sent_at__isnull=True, attempts__gte=TRIES)


class OutboxQuerySet(models.QuerySet):
    def due(self) -> Self:
        """Unsent mails whose next try has come; after eight tries a mail stays and the operator is told."""
        return self.filter(sent_at__isnull=True, attempts__lt=TRIES, next_try_at__lte=timezone.now())

    def failing(self) -> Self:
        """What was tried in vain, whether or not it is tried again by itself."""
        return self.filter(GIVEN_UP | Q(sent_at__isnull=True, error__gt=""))

    def undelivered(self) -> Self:
        """What was tried in vain, and what a server had taken and sent back or still holds."""
        return self.filter(GIVEN_UP | Q(sent_at__isnull=True, error__gt="") | Q(bounce__gt=""))

    def claim(self, pk: int) -> bool:
        """Take one mail for two minutes, so that two senders never send it at once."""
        later = timezone.now() + timedelta(minutes=2)
        return bool(self.due().filter(Q(pk=pk)).update(next_try_at=later, attempts=models.F("attempts") + 1))
