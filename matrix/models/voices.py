"""Other views of a released picture: the adviser's, the other side's (Fremdsicht), the round table's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from matrix.models.catalogue import Aspect
from matrix.models.ratings import Rating
from matrix.models.releases import Snapshot
from matrix.querysets import VoiceQuerySet
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


class Voice(ScopedModel):
    """What somebody else says to one aspect of a release; append-only, the newest of each speaker counts.

    It never touches the rating of the school or Träger: both stand side by side.
    """

    class Kind(models.TextChoices):
        ADVISER = "adviser", _("media adviser")
        PEER = "peer", _("other side")
        TABLE = "table", _("round table")

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="voices")
    aspect = models.ForeignKey(Aspect, models.PROTECT, related_name="voices")
    kind = models.CharField(_("view"), max_length=8, choices=Kind.choices)
    by_school = models.ForeignKey(  # a school about its Träger; a Träger about its school needs no name
        School, models.CASCADE, null=True, blank=True, related_name="voices"
    )
    state = models.CharField(_("answer"), max_length=16, choices=Rating.State.choices)
    stage = models.PositiveSmallIntegerField(_("stage today"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=1000)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    meeting = models.PositiveBigIntegerField(null=True, blank=True)  # key of the meeting that said it
    meeting_title = models.CharField(max_length=200, blank=True)

    unscoped = VoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("other view")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="voice_stage_iff_rated",
                condition=Q(state="rated", stage__isnull=False, stage__gte=1)
                | (~Q(state="rated") & Q(stage__isnull=True)),
            ),
            models.CheckConstraint(name="voice_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="voice_of_a_school_is_the_other_side",
                condition=Q(by_school__isnull=True) | Q(kind="peer"),
            ),
            models.CheckConstraint(
                name="voice_of_a_meeting_is_the_tables",
                condition=Q(kind="table", meeting__isnull=False) | ~Q(kind="table") & Q(meeting__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aspect_id}: {self.kind} {self.stage or self.state}"

    @classmethod
    def stages_for(cls, user: User) -> Any:
        """The newest of each speaker, as values without their reason (`VoiceQuerySet.stages_for`)."""
        return cls.unscoped.stages_for(user)

    @property
    def speaker(self) -> str:
        """Whose view it is, as the page says it."""
        if self.kind == self.Kind.TABLE:
            return self.meeting_title or str(self.get_kind_display())
        if self.kind == self.Kind.ADVISER:
            return str(_("Media adviser"))
        return str(self.by_school or _("Träger"))
