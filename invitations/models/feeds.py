"""The calendar that a person's own program fetches again and again."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from invitations.querysets import FeedQuerySet
from schools.reviews import years_after

REMINDED = timedelta(days=14)


def in_a_year() -> date:
    """The last day of an address that is made or prolonged today (trust A19)."""
    return years_after(timezone.localdate(), 1)


class CalendarFeed(ScopedModel):
    """A secret address of one person; only its hash is kept. Switched off, the row is gone and nothing opens.

    After `until` nothing opens either, but the row stays: prolonged, the address in the calendar program works again.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    until = models.DateField(default=in_a_year)

    unscoped = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar by address")

    def __str__(self) -> str:
        return str(self.user)

    @property
    def has_ended(self) -> bool:
        return self.until < timezone.localdate()

    @property
    def ends_soon(self) -> bool:
        """In its last days the person is reminded."""
        return not self.has_ended and self.until - timezone.localdate() < REMINDED
