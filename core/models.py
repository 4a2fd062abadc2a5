"""What every floor needs and no school owns: the audit trail, the mail outbox, the operator's pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import validate_email
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.querysets import TRIES, OutboxQuerySet


class AuditEntry(models.Model):
    """Who did what to which row. Written and read through `core.audit`, never changed."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(max_length=60)  # "equipment.stock_saved"
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_text = models.CharField(max_length=200)
    changes = models.JSONField(default=dict)  # {"field": [old, new]}
    school_id = models.BigIntegerField(null=True)  # that the row belongs to: told when the row is long gone

    objects = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="audit_subject"),
            models.Index(
                fields=["school_id", "at"], name="audit_school", condition=Q(school_id__isnull=False)
            ),
        ]
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_text}"


class OutboxMail(models.Model):
    """A mail that must go out once: written with the business change, sent later (trust rule R6)."""

    class Bounce(models.TextChoices):
        FAILED = "failed", _("came back")
        DELAYED = "delayed", _("is held up on its way")

    event = models.CharField(max_length=120)
    recipient = models.CharField(max_length=254, validators=[validate_email])
    subject = models.CharField(max_length=200)
    body = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)
    message_id = models.CharField(
        max_length=300, blank=True
    )  # drawn once: each try bears it, nobody can guess it
    bounce = models.CharField(max_length=7, choices=Bounce.choices, blank=True)
    bounce_status = models.CharField(max_length=9, blank=True)  # RFC 3463, such as "5.1.1"
    bounced_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = OutboxQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "recipient"], name="outbox_once_per_event"),
            models.UniqueConstraint(
                fields=["message_id"], name="outbox_one_message_id", condition=~Q(message_id="")
            ),
            models.CheckConstraint(
                name="outbox_bounce_is_whole",
                condition=Q(bounce="", bounce_status="", bounced_at=None)
                | Q(bounce__in=["failed", "delayed"], bounced_at__isnull=False) & ~Q(bounce_status=""),
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.subject}"

    @property
    def is_given_up(self) -> bool:
        return self.sent_at is None and self.attempts >= TRIES


class OutboxPart(models.Model):
    """What hangs on a mail, such as its calendar entry. Goes with the text of the mail once that is sent."""

    LIMIT = 1024 * 1024

    mail = models.ForeignKey(OutboxMail, models.CASCADE, related_name="parts")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)  # with its parameters, as RFC 2045 writes them
    content = models.BinaryField(max_length=LIMIT)

    objects = models.Manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class SitePage(models.Model):
    """Text that the operator answers for (Markdown): the pages the law asks for, and what the city adds."""

    class Slug(models.TextChoices):
        IMPRINT = "impressum", _("Legal notice")
        PRIVACY = "datenschutz", _("Privacy")
        ACCESSIBILITY = "barrierefreiheit", _("Accessibility")
        WELCOME = "start", _("Welcome on the start page")
        EASY = "leichte-sprache", _("Easy language")
        SIGN = "gebaerdensprache", _("Sign language")

    slug = models.CharField(max_length=20, choices=Slug.choices, unique=True)
    body = models.TextField(_("text"))
    changed_at = models.DateTimeField(default=timezone.now)

    objects = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="site_page_known",
                condition=models.Q(
                    slug__in=[
                        "impressum",
                        "datenschutz",
                        "barrierefreiheit",
                        "start",
                        "leichte-sprache",
                        "gebaerdensprache",
                    ]
                ),
            )
        ]

    def __str__(self) -> str:
        return self.get_slug_display()
