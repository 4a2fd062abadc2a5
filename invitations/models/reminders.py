"""Which reminder of which milestone went to whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from invitations.querysets import OwnQuerySet
from roundtables.models import Milestone


class MilestoneMail(ScopedModel):
    """One step of one due date, told to one person: the ledger that nobody is reminded twice of the same.

    A milestone that gets another date starts anew, for the date is part of the key.
    """

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="mails")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    due_on = models.DateField()  # of the milestone, as the mail told it
    step = models.SmallIntegerField()  # days after that date: -14, -3, 0, 7, 14 and so on
    written_on = models.DateField()  # in Berlin; one mail a day and person

    unscoped = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail about a milestone")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "user", "due_on", "step"], name="milestone_reminded_once"
            )
        ]
        indexes = [models.Index(fields=["user", "written_on"], name="milestone_mail_of_a_day")]

    def __str__(self) -> str:
        return f"{self.milestone_id}/{self.due_on}/{self.step}"
