"""The two-sided matrix: catalogue as data, append-only ratings, released pictures."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from matrix.querysets import CatalogueQuerySet, DraftQuerySet, RatingQuerySet, SnapshotQuerySet
from schools.models import School, SchoolAuthority
from schools.models.register import school_year_label


class Side(models.TextChoices):
    SCHOOL = "school", _("school")
    AUTHORITY = "authority", _("school authority")


class Catalogue(models.Model):
    """One version of the matrix. Loaded by `load_matrix`; nothing in code knows an aspect."""

    version = models.CharField(_("version"), max_length=40, unique=True)
    content_hash = models.CharField(max_length=64, unique=True)
    is_current = models.BooleanField(default=False)
    loaded_at = models.DateTimeField(default=timezone.now)
    stage_names = models.JSONField(default=list)  # ["Beginnend", …], index 0 is stage 1

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = _("matrix")
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="one_current_catalogue"
            )
        ]

    def __str__(self) -> str:
        return self.version


class JoinedTopic(models.Model):
    """Gemeinsames Thema: joins aspects of both sides; what a Runder Tisch talks about."""

    catalogue = models.ForeignKey(Catalogue, models.CASCADE, related_name="topics")
    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager()

    class Meta:
        verbose_name = _("joined topic")
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["catalogue", "code"], name="topic_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Field(models.Model):
    """Feld: groups the aspects that one side fills in alone."""

    catalogue = models.ForeignKey(Catalogue, models.CASCADE, related_name="fields")
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager()

    class Meta:
        verbose_name = _("field")
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["catalogue", "code"], name="field_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Aspect(models.Model):
    """One row of the matrix: a question with its stages."""

    field = models.ForeignKey(Field, models.CASCADE, related_name="aspects")
    topic = models.ForeignKey(JoinedTopic, models.SET_NULL, null=True, blank=True, related_name="aspects")
    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("name"), max_length=120)
    question = models.CharField(_("question"), max_length=300)
    order = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager()

    class Meta:
        verbose_name = _("aspect")
        ordering = ["field__order", "order"]
        constraints = [models.UniqueConstraint(fields=["field", "code"], name="aspect_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Stage(models.Model):
    """Stufe: 1 is the lowest; any number of stages, higher is further."""

    aspect = models.ForeignKey(Aspect, models.CASCADE, related_name="stages")
    number = models.PositiveSmallIntegerField(_("stage"))
    text = models.CharField(_("description"), max_length=600)

    objects = models.Manager()

    class Meta:
        verbose_name = _("stage")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["aspect", "number"], name="stage_once")]

    def __str__(self) -> str:
        return f"{self.number}"


def _one_subject(prefix: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"{prefix}_one_subject",
        condition=Q(school__isnull=False, authority__isnull=True)
        | Q(school__isnull=True, authority__isnull=False),
    )


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
            _one_subject("round"),
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

    No row means not rated; `state` tells rated, do not know and does not apply apart.
    """

    class State(models.TextChoices):
        RATED = "rated", _("rated")
        UNKNOWN = "unknown", _("do not know")
        NOT_APPLICABLE = "not_applicable", _("does not apply")

    class Priority(models.TextChoices):
        HIGH = "high", _("high")
        MEDIUM = "medium", _("medium")
        LOW = "low", _("low")

    round = models.ForeignKey(AssessmentRound, models.CASCADE, related_name="ratings")
    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="ratings")
    authority = models.ForeignKey(
        SchoolAuthority, models.CASCADE, null=True, blank=True, related_name="ratings"
    )
    aspect = models.ForeignKey(Aspect, models.PROTECT, related_name="ratings")
    state = models.CharField(_("answer"), max_length=16, choices=State.choices)
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

    unscoped = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["school", "aspect", "-id"], name="rating_school_latest"),
            models.Index(fields=["authority", "aspect", "-id"], name="rating_authority_latest"),
        ]
        constraints = [
            _one_subject("rating"),
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
        ]

    def __str__(self) -> str:
        return f"{self.aspect_id}: {self.state} {self.stage or ''}".strip()

    @property
    def subject(self) -> School | SchoolAuthority:
        return self.school or self.authority  # type: ignore[return-value]  # constraint rating_one_subject


class Snapshot(ScopedModel):
    """Freigabe: the dated picture that Träger, adviser, supervision and Runder Tisch read. Never changed.

    `data` holds {"ratings": {aspect code: {"state", "stage", "target_stage", "target_year", "priority",
    "reason"}}} and, for schools, "figures", "coverage", "stock" and "concept" as plain values.
    """

    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="snapshots")
    authority = models.ForeignKey(
        SchoolAuthority, models.CASCADE, null=True, blank=True, related_name="snapshots"
    )
    catalogue = models.ForeignKey(Catalogue, models.PROTECT, related_name="snapshots")
    number = models.PositiveIntegerField(_("number"))
    school_year = models.PositiveSmallIntegerField(_("school year"))
    taken_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    data = models.JSONField()

    unscoped = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        ordering = ["-taken_at"]
        constraints = [
            _one_subject("snapshot"),
            models.UniqueConstraint(
                fields=["school", "authority", "number"], nulls_distinct=False, name="snapshot_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school or self.authority} {self.number}"

    @property
    def subject(self) -> School | SchoolAuthority:
        return self.school or self.authority  # type: ignore[return-value]  # constraint snapshot_one_subject

    @property
    def school_year_label(self) -> str:
        return school_year_label(self.school_year)

    def get_absolute_url(self) -> str:
        return reverse("matrix:snapshot_detail", args=[self.pk])

    @property
    def side(self) -> str:
        return Side.SCHOOL if self.school_id else Side.AUTHORITY
