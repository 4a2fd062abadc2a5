"""The calendar that a person's own program fetches again and again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from invitations.querysets import OwnQuerySet


class CalendarFeed(ScopedModel):
    """A secret address of one person; only its hash is kept. Switched off, the row is gone and nothing opens."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    unscoped = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar by address")

    def __str__(self) -> str:
        return str(self.user)
