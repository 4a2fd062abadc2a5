"""Which minutes went to whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import OutboxMail
from invitations.models.returns import ReturnableMail
from invitations.querysets import MinutesMailQuerySet
from roundtables.models import Meeting


class MinutesMail(ReturnableMail):
    """The ledger of sent minutes: each person once, long after the outbox forgot it.

    `token_hash` is the key of a link for somebody without an account; a link that was withdrawn has none.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="minutes_mails")
    name = models.CharField(_("name"), max_length=120)
    body = models.CharField(_("body or office"), max_length=160)
    recipient = models.EmailField()
    mail = models.ForeignKey(OutboxMail, models.SET_NULL, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    link_until = models.DateTimeField(null=True, blank=True)

    unscoped = MinutesMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail with minutes")
        ordering = ["pk"]
        constraints = [
            *ReturnableMail.Meta.constraints,
            models.UniqueConstraint(fields=["meeting", "name", "body"], name="minutes_sent_once"),
            models.CheckConstraint(
                name="minutes_link_ends", condition=Q(token_hash=None) | Q(link_until__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.name}"
