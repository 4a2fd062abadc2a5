"""The yearly talk between a school and its Träger, and what the two agreed."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annualreviews.querysets import PointQuerySet, ReviewQuerySet
from core.marks import submission_field
from core.scoping import ScopedModel
from needs.models import FIRST_YEAR, LAST_YEAR, NeedItem
from schools.models import School


class AnnualReview(ScopedModel):
    """Jahresgespräch of one school in one planning year. Closed: `sheet` is frozen and nothing changes any more."""

    school = models.ForeignKey(School, models.CASCADE, related_name="annual_reviews")
    year = models.PositiveSmallIntegerField(
        _("planning year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    starts_at = models.DateTimeField(_("day and time"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    participants = models.TextField(_("who takes part"), max_length=600, blank=True)
    note = models.TextField(_("what was said"), max_length=4000, blank=True)
    sheet = models.JSONField(null=True, blank=True)  # `selectors.sheet_of` as it was when the talk was closed
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    unscoped = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("annual review")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["school", "year"], name="annual_review_once"),
            models.CheckConstraint(
                name="annual_review_year_sane", condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR)
            ),
            models.CheckConstraint(
                name="annual_review_closed_is_frozen",
                condition=Q(closed_at__isnull=True, sheet__isnull=True)
                | Q(closed_at__isnull=False, sheet__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.year}"

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class AgreementPoint(ScopedModel):
    """One thing that was agreed: who does what until when, and a year later what became of it."""

    class Side(models.TextChoices):
        SCHOOL = "school", _("school")
        AUTHORITY = "authority", _("school authority")
        BOTH = "both", _("both sides")

    class Outcome(models.TextChoices):
        OPEN = "open", _("still open")
        KEPT = "kept", _("kept")
        PARTLY = "partly", _("kept in part")
        DROPPED = "dropped", _("no longer needed")

    review = models.ForeignKey(AnnualReview, models.CASCADE, related_name="points")
    text = models.CharField(_("what was agreed"), max_length=500)
    side = models.CharField(_("who does it"), max_length=10, choices=Side.choices)
    due_on = models.DateField(_("until"), null=True, blank=True)
    item = models.ForeignKey(
        NeedItem,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("need that it is about"),
    )
    outcome = models.CharField(
        _("what became of it"), max_length=10, choices=Outcome.choices, default=Outcome.OPEN
    )
    outcome_note = models.CharField(_("note"), max_length=300, blank=True)
    submission_id = submission_field()
    added_at = models.DateTimeField(default=timezone.now)

    unscoped = PointQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement of an annual review")
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def school(self) -> School:
        return self.review.school

    @property
    def is_late(self) -> bool:
        day = self.due_on
        return self.outcome == self.Outcome.OPEN and day is not None and day < timezone.localdate()
