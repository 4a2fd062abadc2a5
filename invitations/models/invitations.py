"""One person invited to one meeting: what they answered, and which mails went out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import OutboxMail
from core.scoping import ScopedModel
from invitations.models.returns import ReturnableMail
from invitations.querysets import MeetingInvitationQuerySet, MeetingMailQuerySet
from roundtables.models import Participant


class MeetingInvitation(ScopedModel):
    """The answer of one participant, changeable until the meeting begins."""

    class Answer(models.TextChoices):
        OPEN = "open", _("no answer yet")
        ACCEPTED = "accepted", _("takes part")
        DECLINED = "declined", _("does not take part")
        DEPUTY = "deputy", _("sends a deputy")

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="invitation")
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices, default=Answer.OPEN)
    deputy_name = models.CharField(_("name of the deputy"), max_length=120, blank=True)
    deputy_email = models.EmailField(_("e-mail of the deputy"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)  # grows with each answer: two at once are told

    unscoped = MeetingInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to a meeting")
        constraints = [
            models.CheckConstraint(
                name="invitation_deputy_is_named",
                condition=Q(answer="deputy") & ~Q(deputy_name="")
                | ~Q(answer="deputy") & Q(deputy_name="", deputy_email=""),
            ),
            models.CheckConstraint(
                name="invitation_answered_once_said",
                condition=Q(answer="open", answered_at=None)
                | ~Q(answer="open") & Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.participant)


class MeetingMail(ReturnableMail):
    """One mail about a meeting: the ledger that nobody is told the same twice, long after the outbox forgot it.

    `token_hash` is the key of the link in it. Links of earlier mails stay good: people answer from any of them.
    """

    class Kind(models.TextChoices):
        CALENDAR = "calendar", _("date")
        REMINDER = "reminder", _("reminder")

    invitation = models.ForeignKey(MeetingInvitation, models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.CALENDAR)
    sequence = models.PositiveIntegerField()  # of the meeting, as the mail told it
    starts_at = models.DateTimeField()  # likewise
    recipient = models.EmailField()
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)  # none for deputies
    mail = models.ForeignKey(OutboxMail, models.SET_NULL, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    unscoped = MeetingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail about a meeting")
        ordering = ["pk"]
        constraints = [
            *ReturnableMail.Meta.constraints,
            models.UniqueConstraint(
                fields=["invitation", "sequence", "recipient"],
                condition=Q(kind="calendar"),
                name="invitation_told_once",
            ),
            models.UniqueConstraint(
                fields=["invitation", "starts_at"],
                condition=Q(kind="reminder"),
                name="invitation_reminded_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitation_id}/{self.kind}/{self.sequence}"
