"""Mails that come back after a server had taken them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel


class ReturnableMail(ScopedModel):
    """A line of a ledger whose mail may come back. `message_id` outlives the outbox: reports may be slow."""

    class Bounce(models.TextChoices):
        FAILED = "failed", _("came back")
        DELAYED = "delayed", _("is held up on its way")

    message_id = models.CharField(max_length=300, blank=True, db_index=True)
    bounce = models.CharField(max_length=7, choices=Bounce.choices, blank=True)
    bounce_status = models.CharField(max_length=9, blank=True)  # RFC 3463, such as "5.1.1"
    bounced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_bounce_is_whole",
                condition=Q(bounce="", bounce_status="", bounced_at=None)
                | Q(bounce__in=["failed", "delayed"], bounced_at__isnull=False) & ~Q(bounce_status=""),
            )
        ]
