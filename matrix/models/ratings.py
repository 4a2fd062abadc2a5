"""Sittings and their append-only answers."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from matrix.models.catalogue import Aspect, Catalogue
from matrix.models.subjects import one_subject
from matrix.querysets import DraftQuerySet, RatingQuerySet
from schools.models import School, SchoolAuthority


class AssessmentRound(ScopedModel):
    """One sitting of a school or Träger: opened by the first answer, closed by the release."""

    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="rounds")
    authority = models.ForeignKey(
        SchoolAuthority, models.CASCADE, null=True, blank=True, related_name="rounds"
    )
    catalogue = models.ForeignKey(Catalogue, models.PROTECT, related_name="rounds")
    school_year = models.PositiveSmallIntegerField(_("school year"))
    started_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True, blank=True)

    unscoped = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment round")
        ordering = ["-started_at"]
        constraints = [
            one_subject("round"),
            models.UniqueConstraint(
                fields=["school", "authority"],
                condition=Q(released_at__isnull=True),
                nulls_distinct=False,
                name="one_open_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school or self.authority} {self.school_year}"


FALL_NEEDS_REASON = _("The stage is lower than before. Please say in one line why.")


AGED_AFTER = timedelta(days=365)  # an older answer is asked again first, whenever the last release was


class Rating(ScopedModel):
    """One answer, append-only (a trigger refuses changes): the newest per subject and aspect counts.

    No row means not rated, and so does a newest row that took the answer back (WITHDRAWN).
    `state` tells rated, do not know and does not apply apart.
    """

    class State(models.TextChoices):
        RATED = "rated", _("rated")
        UNKNOWN = "unknown", _("do not know")
        NOT_APPLICABLE = "not_applicable", _("does not apply")

    class Priority(models.TextChoices):
        HIGH = "high", _("high")
        MEDIUM = "medium", _("medium")
        LOW = "low", _("low")

    class Source(models.TextChoices):
        SAID = "said", _("answered")
        CARRIED = (
            "carried",
            _("carried over"),
        )  # from the version of the matrix before, by `services.load_catalogue`

    round = models.ForeignKey(AssessmentRound, models.CASCADE, related_name="ratings")
    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="ratings")
    authority = models.ForeignKey(
        SchoolAuthority, models.CASCADE, null=True, blank=True, related_name="ratings"
    )
    aspect = models.ForeignKey(Aspect, models.PROTECT, related_name="ratings")
    WITHDRAWN = "withdrawn"  # no answer that anybody can give: it says that the one before no longer counts

    state = models.CharField(
        _("answer"), max_length=16, choices=[*State.choices, (WITHDRAWN, _("taken back"))]
    )
    stage = models.PositiveSmallIntegerField(_("stage today"), null=True, blank=True)
    target_stage = models.PositiveSmallIntegerField(_("target stage"), null=True, blank=True)
    target_year = models.PositiveSmallIntegerField(_("until school year"), null=True, blank=True)
    priority = models.CharField(_("priority"), max_length=8, choices=Priority.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True, max_length=2000)
    evidence_url = models.URLField(_("link to evidence"), blank=True)
    evidence_file = models.FileField(_("evidence as file"), upload_to="evidence", blank=True)
    evidence_name = models.CharField(max_length=200, blank=True)
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    rated_at = models.DateTimeField(default=timezone.now)
    joint_round = models.ForeignKey(  # the source: agreed upon after everybody had answered alone
        "matrix.JointRound", models.PROTECT, null=True, blank=True, related_name="consensus"
    )
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.SAID)
    needs_recheck = models.BooleanField(default=False)  # carried over to other words; the next row answers it

    unscoped = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["school", "aspect", "-id"], name="rating_school_latest"),
            models.Index(fields=["authority", "aspect", "-id"], name="rating_authority_latest"),
        ]
        constraints = [
            one_subject("rating"),
            models.CheckConstraint(
                name="rating_stage_iff_rated",
                condition=Q(state="rated", stage__isnull=False, stage__gte=1)
                | (~Q(state="rated") & Q(stage__isnull=True)),
                violation_error_message=_(
                    "Choose a stage, or say that you do not know or that it does not apply."
                ),
            ),
            models.CheckConstraint(
                name="rating_target_not_below_stage",
                condition=Q(target_stage__isnull=True)
                | Q(stage__isnull=True, target_stage__gte=1)
                | Q(target_stage__gte=F("stage")),
                violation_error_message=_("The target lies below the stage of today."),
            ),
            models.CheckConstraint(
                name="rating_year_needs_target",
                condition=Q(target_year__isnull=True) | Q(target_stage__isnull=False),
                violation_error_message=_("Choose the target stage that belongs to the school year."),
            ),
            models.CheckConstraint(
                name="rating_recheck_only_carried",
                condition=Q(needs_recheck=False) | Q(source="carried"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aspect_id}: {self.state} {self.stage or ''}".strip()

    @property
    def subject(self) -> School | SchoolAuthority:
        return self.school or self.authority  # type: ignore[return-value]  # constraint rating_one_subject
