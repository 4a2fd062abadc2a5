"""Which minutes went to whom."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import OutboxMail
from invitations.models.returns import ReturnableMail
from invitations.querysets import MinutesMailQuerySet
from roundtables.models import Meeting


class MinutesMail(ReturnableMail):
    """The ledger of sent minutes: each person once, long after the outbox forgot it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="minutes_mails")
    name = models.CharField(_("name"), max_length=120)
    body = models.CharField(_("body or office"), max_length=160)
    recipient = models.EmailField()
    mail = models.ForeignKey(OutboxMail, models.SET_NULL, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    unscoped = MinutesMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail with minutes")
        ordering = ["pk"]
        constraints = [
            *ReturnableMail.Meta.constraints,
            models.UniqueConstraint(fields=["meeting", "name", "body"], name="minutes_sent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.name}"
