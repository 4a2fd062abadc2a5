"""A Träger's standard in versions. What was adopted is never changed: the next decision makes a new version."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.marks import submission_field
from core.scoping import ScopedModel
from equipment.models import EquipmentType
from schools.keys import ROOM_TYPES, SCHOOL_TYPES
from schools.models import School, SchoolAuthority
from standards.querysets import PartQuerySet, VersionQuerySet
from standards.wording import rule_sentence

FIRST_YEAR_GROUP, LAST_YEAR_GROUP = 1, 13
MOST = 1000  # pieces of one rule
LONGEST_AGE = 50  # years


class StandardVersion(ScopedModel):
    """One decision about the Ausstattungsstandard. `adopted_at` empty: the draft, of which there is at most one.

    Which of the adopted ones counts on a day follows from `valid_from`: `selectors.standing_of`.
    """

    authority = models.ForeignKey(SchoolAuthority, models.CASCADE, related_name="standard_versions")
    number = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=120)
    body = models.CharField(_("decided by"), max_length=120, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    paper = models.CharField(_("number of the paper"), max_length=40, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    unscoped = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a standard")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "number"], name="standard_version_once"),
            models.UniqueConstraint(
                fields=["authority"], condition=Q(adopted_at__isnull=True), name="standard_one_draft"
            ),
            models.CheckConstraint(
                name="standard_adopted_by_decision",
                condition=Q(adopted_at__isnull=True)
                | Q(adopted_at__isnull=False, decided_on__isnull=False, valid_from__isnull=False)
                & ~Q(body=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def is_draft(self) -> bool:
        return self.adopted_at is None


class StandardRule(ScopedModel):
    """ "15 Tablets je 2 Klassen in den Jahrgängen 1 bis 6": data, and the sentence that says them.

    Reckoned as `reckoning.target_of` says: whole sets, rounded up. Rules for the same type add up.
    """

    class Per(models.TextChoices):
        PUPIL = "pupil", _("pupil")
        CLASS = "class", _("class")
        TEACHER = "teacher", _("teacher")
        ROOM = "room", _("teaching room")
        SCHOOL = "school", _("school")

    version = models.ForeignKey(StandardVersion, models.CASCADE, related_name="rules")
    type = models.ForeignKey(
        EquipmentType, models.PROTECT, related_name="standard_rules", verbose_name=_("equipment type")
    )
    quantity = models.PositiveSmallIntegerField(
        _("pieces"), validators=[MinValueValidator(1), MaxValueValidator(MOST)]
    )
    every = models.PositiveSmallIntegerField(
        _("per how many"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST)]
    )
    per = models.CharField(_("of what"), max_length=8, choices=Per.choices)
    room_type = models.CharField(
        _("type of room"),
        max_length=10,
        blank=True,
        choices=[(key, one) for key, (one, _n) in ROOM_TYPES.items()],
    )  # empty: teaching rooms
    school_types = models.JSONField(_("school types"), default=list, blank=True)  # two-digit keys; empty: all
    year_from = models.PositiveSmallIntegerField(_("from year group"), null=True, blank=True)
    year_to = models.PositiveSmallIntegerField(_("to year group"), null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(
        _("counts up to which age in years"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_AGE)],
    )  # empty: the Träger's useful life of the type
    submission_id = submission_field()

    unscoped = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of a standard")
        ordering = ["type__order", "type__name", "year_from", "pk"]
        constraints = [
            models.CheckConstraint(
                name="standard_rule_counts", condition=Q(quantity__gte=1, quantity__lte=MOST, every__gte=1)
            ),
            models.CheckConstraint(
                name="standard_rule_rooms",
                condition=Q(room_type="") | Q(per="room"),
                violation_error_message=_("A type of room is possible for rooms alone."),
            ),
            models.CheckConstraint(
                name="standard_rule_years",
                condition=Q(year_from__isnull=True, year_to__isnull=True)
                | Q(
                    per__in=["pupil", "class"],
                    year_from__gte=FIRST_YEAR_GROUP,
                    year_to__lte=LAST_YEAR_GROUP,
                    year_to__gte=F("year_from"),
                ),
                violation_error_message=_("Year groups are from 1 to 13, for pupils and classes alone."),
            ),
        ]

    def __str__(self) -> str:
        return rule_sentence(self)

    @property
    def authority(self) -> SchoolAuthority:
        return self.version.authority

    @property
    def names_of_types(self) -> list[str]:
        """The school types as people call them; empty for all."""
        return [str(SCHOOL_TYPES.get(key, key)) for key in self.school_types]


class StandardException(ScopedModel):
    """Another target for one school and type, with the reason; it replaces what the rules come to."""

    version = models.ForeignKey(StandardVersion, models.CASCADE, related_name="exceptions")
    school = models.ForeignKey(School, models.CASCADE, related_name="standard_exceptions")
    type = models.ForeignKey(
        EquipmentType, models.PROTECT, related_name="+", verbose_name=_("equipment type")
    )
    quantity = models.PositiveIntegerField(
        _("target in pieces"), validators=[MaxValueValidator(100_000)]
    )  # 0: not meant for this school
    reason = models.CharField(_("reason"), max_length=300)

    unscoped = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("exception from a standard")
        ordering = ["school__name", "type__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "school", "type"],
                name="standard_exception_once",
                violation_error_message=_("This school has an exception for this type already."),
            ),
            models.CheckConstraint(name="standard_exception_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.quantity} × {self.type}"

    @property
    def authority(self) -> SchoolAuthority:
        return self.version.authority
