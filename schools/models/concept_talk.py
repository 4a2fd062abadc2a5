"""Talking about a concept that is not adopted yet: what the school shows of it, and what is said about it."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from schools.framework import SECTION_COUNT
from schools.models.register import School
from schools.querysets import SectionCommentQuerySet, ShownSectionQuerySet


class ShownSection(ScopedModel):
    """A copy of one section as the school showed it: the draft itself stays the school's alone.

    Showing it again replaces the copy. The adviser's sign-off belongs to exactly this text.
    """

    school = models.ForeignKey(School, models.CASCADE, related_name="shown_sections")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"))
    version = models.PositiveIntegerField()  # of the ConceptSection it was copied from
    with_authority = models.BooleanField(_("also to the school authority"), default=False)
    shown_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    shown_at = models.DateTimeField(default=timezone.now)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)

    unscoped = ShownSectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("shown section")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="section_shown_once"),
            models.CheckConstraint(
                name="shown_section_of_twelve", condition=Q(number__gte=1, number__lte=SECTION_COUNT)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class SectionComment(ScopedModel):
    """One remark about one section; `audience` says who reads it and never changes. Done ones are kept."""

    class Audience(models.TextChoices):
        INTERNAL = "internal", _("Internal: only our school reads this")
        ADVISERS = "advisers", _("Shared: school and media adviser read this")
        EVERYONE = "everyone", _("Shared: school, media adviser and school authority read this")

    class Side(models.TextChoices):
        SCHOOL = "school", _("School")
        ADVISER = "adviser", _("Media adviser")
        AUTHORITY = "authority", _("School authority")

    school = models.ForeignKey(School, models.CASCADE, related_name="section_comments")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("comment"), max_length=2000)
    audience = models.CharField(_("Who reads it"), max_length=10, choices=Audience.choices)
    side = models.CharField(max_length=10, choices=Side.choices)  # for whom the author spoke
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    submission_id = models.UUIDField(default=uuid4, unique=True, editable=False)

    unscoped = SectionCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_of_twelve", condition=Q(number__gte=1, number__lte=SECTION_COUNT)
            ),
            models.CheckConstraint(
                name="internal_comment_by_school", condition=~Q(audience="internal") | Q(side="school")
            ),
            models.CheckConstraint(
                name="authority_comment_is_shared", condition=~Q(side="authority") | Q(audience="everyone")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_side_display()}"
