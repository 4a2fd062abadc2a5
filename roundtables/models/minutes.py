"""What attendees want to see different in the minutes, and the answer to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.marks import submission_field
from core.scoping import ScopedModel
from roundtables.models.tables import AgendaItem, Meeting
from roundtables.querysets import OnMeetingQuerySet


class Amendment(ScopedModel):
    """Änderungswunsch: proposed while the window is open, answered once. The minutes change by hand."""

    class State(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="amendments")
    agenda_item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("agenda item")
    )
    text = models.TextField(_("text"), max_length=2000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField(_("answer"), max_length=600, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    submission_id = submission_field()

    unscoped = OnMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed amendment")
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="amendment_declined_has_reason",
                condition=~Q(state="declined") | ~Q(answer=""),
                violation_error_message=_("Say in one line why."),
            ),
            models.CheckConstraint(
                name="amendment_answered_has_day",
                condition=Q(state="open", answered_at=None)
                | (~Q(state="open") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
