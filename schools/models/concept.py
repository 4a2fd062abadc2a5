"""The Medienkonzept: short sections, the MKR grid, and the versions that a school adopted."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from schools.framework import SECTION_COUNT
from schools.models.register import School
from schools.querysets import OwnedQuerySet, ReleasedQuerySet


class MediaConcept(ScopedModel):
    """The school's working copy. Others read only adopted versions and released pictures."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        CONSULTATION = "consultation", _("in consultation with the staff")
        DISCUSSED = "discussed", _("discussed by the teacher conference")
        ADOPTED = "adopted", _("adopted by the school conference")
        SUBMITTED = "submitted", _("submitted to the school authority")
        REVISION = "revision", _("under revision")

    TRANSITIONS: ClassVar[dict[str, tuple[str, ...]]] = {
        State.DRAFT: (State.CONSULTATION,),
        State.CONSULTATION: (State.DISCUSSED,),
        State.DISCUSSED: (State.ADOPTED, State.CONSULTATION),  # or the conference sends it back
        State.ADOPTED: (State.SUBMITTED, State.REVISION),
        State.SUBMITTED: (State.REVISION,),
        State.REVISION: (State.CONSULTATION,),
    }

    school = models.OneToOneField(School, models.CASCADE, related_name="concept", verbose_name=_("school"))
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT)
    discussed_on = models.DateField(_("discussed by the teacher conference on"), null=True, blank=True)
    adopted_on = models.DateField(_("adopted by the school conference on"), null=True, blank=True)
    next_review_on = models.DateField(_("next review on"), null=True, blank=True)
    file = models.FileField(_("concept as PDF"), upload_to="concepts", blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    page_tags = models.JSONField(
        default=dict, blank=True
    )  # section -> first and last page of the PDF: {"3": [4, 6]}

    unscoped = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Medienkonzept")
        constraints = [
            models.CheckConstraint(
                name="concept_adopted_has_date",
                condition=~Q(state__in=["adopted", "submitted"]) | Q(adopted_on__isnull=False),
                violation_error_message=_("An adopted concept needs the date of the school conference."),
            ),
        ]

    def __str__(self) -> str:
        return f"Medienkonzept {self.school}"

    @property
    def is_open(self) -> bool:
        """The working copy may change; what was adopted changes only after a revision was begun."""
        return self.state not in {self.State.ADOPTED, self.State.SUBMITTED}

    @property
    def next_states(self) -> tuple[str, ...]:
        return self.TRANSITIONS[self.state]


class ConceptSection(ScopedModel):
    """One section of the concept, Markdown; `version` guards against overwriting.

    `state` speaks of a text that is there: without one the section is empty, whatever stands here.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        CHECKED = "checked", _("checked by the media adviser")
        ADOPTED = "adopted", _("adopted")
        OUTDATED = "outdated", _("outdated")

    concept = models.ForeignKey(MediaConcept, models.CASCADE, related_name="sections")
    school = models.ForeignKey(School, models.CASCADE, related_name="concept_sections")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"), blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)

    unscoped = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("section")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["concept", "number"], name="section_once"),
            models.CheckConstraint(
                name="section_of_twelve", condition=Q(number__gte=1, number__lte=SECTION_COUNT)
            ),
            models.CheckConstraint(
                name="section_checked_has_day", condition=~Q(state="checked") | Q(checked_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class ConceptCheck(ScopedModel):
    """Somebody of the school looked at the adopted concept in this school year: it still fits."""

    school = models.ForeignKey(School, models.CASCADE, related_name="concept_checks")
    school_year = models.PositiveSmallIntegerField()  # first calendar year: 2026 means 2026/27
    note = models.CharField(_("note"), max_length=300, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    checked_at = models.DateTimeField(default=timezone.now)

    unscoped = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("light check")
        ordering = ["-school_year"]
        constraints = [
            models.UniqueConstraint(fields=["school", "school_year"], name="concept_checked_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.school_year}"


class CompetenceUse(ScopedModel):
    """One cell of the MKR grid: a competence in a subject and year group, with its Vorhaben."""

    school = models.ForeignKey(School, models.CASCADE, related_name="competence_uses")
    competence = models.CharField(_("competence"), max_length=4)  # number of the MKR NRW: "2.3"
    subject = models.CharField(_("subject"), max_length=60)
    year_group = models.PositiveSmallIntegerField(_("year group"))
    plan = models.CharField(_("Vorhaben"), max_length=300)

    unscoped = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of a competence")
        ordering = ["competence", "year_group", "subject"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "competence", "subject", "year_group"], name="competence_use_once"
            ),
            models.CheckConstraint(
                name="year_group_1_to_13", condition=Q(year_group__gte=1, year_group__lte=13)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competence} {self.subject} {self.year_group}"


class ConceptVersion(ScopedModel):
    """What the Schulkonferenz adopted: texts, grid and tables as they were on that day.

    Never changed: a trigger of the database refuses every update (migration 0002). The file may be the one that
    the working copy still shows; the working copy replaces its file, never its contents.
    """

    school = models.ForeignKey(School, models.CASCADE, related_name="concept_versions")
    number = models.PositiveSmallIntegerField(_("version"))
    adopted_on = models.DateField(_("adopted on"))
    discussed_on = models.DateField(_("discussed on"), null=True, blank=True)
    next_review_on = models.DateField(_("next review on"))
    content = models.JSONField(
        default=dict
    )  # {"sections": {"1": markdown, ...}, "competences": [{...}], "tables": [{...}], "pages": page_tags,
    # "frame": {...}}; what a version of an earlier day lacks, its readers replace
    file = models.FileField(upload_to="concepts", blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    unscoped = ReleasedQuerySet.as_manager()

    class Meta:
        verbose_name = _("adopted version")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="concept_version_once")]

    def __str__(self) -> str:
        return f"{self.school} {self.number}"
