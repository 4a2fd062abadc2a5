"""What the official register says, and the yearly figures beside it."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.addresses import address
from core.days import day_in_words
from core.previews import Upload
from core.scoping import ScopedModel
from schools.keys import (
    CLOSED_KEYS,
    CLOSING_KEYS,
    LEGAL_STATUS,
    OPENING_KEY,
    OPERATION_KEYS,
    RESTING_KEY,
    SCHOOL_TYPES,
)
from schools.querysets import (
    AuthorityQuerySet,
    RegisterImportQuerySet,
    SchoolQuerySet,
    SharedWithAuthorityQuerySet,
)
from schools.reviews import LIGHT_YEARS, REVISION_YEARS, WARNING_YEARS

MOST_YEARS = 10  # of an interval between two looks at the Medienkonzept


def school_year_begin(year: int) -> date:
    """The first day of the school year that begins in `year`."""
    return date(year, 8, 1)


def school_year_of(day: date) -> int:
    """First calendar year of the school year that `day` falls into."""
    return day.year if day >= school_year_begin(day.year) else day.year - 1


def school_year_end(year: int) -> date:
    """The last day of the school year that begins in `year`."""
    return school_year_begin(year + 1) - timedelta(days=1)


def school_year_days(year: int) -> str:
    """ "1. August 2026 bis 31. Juli 2027"."""
    begin, end = school_year_begin(year), school_year_end(year)
    return gettext("%(begin)s to %(end)s") % {
        "begin": day_in_words(begin),
        "end": day_in_words(end),
    }


def school_year_label(year: int) -> str:
    """2026 -> "2026/27"."""
    return f"{year}/{(year + 1) % 100:02d}"


class SchoolStatus(models.TextChoices):
    """Operation of a school in the words of the portal."""

    OPEN = "open", _("in operation")
    CLOSING = "closing", _("closing")
    UPCOMING = "upcoming", _("not yet open")
    RESTING = "resting", _("resting")
    CLOSED = "closed", _("closed")
    MISSING = "missing", _("no longer in the register")


def status_on(today: date, operation_key: str, operation_on: date | None) -> SchoolStatus:
    """A school that "closes later" is closed once that day has passed, one that "opens" is then open."""
    if operation_key in CLOSED_KEYS:
        return SchoolStatus.CLOSED
    if operation_key in CLOSING_KEYS:
        past = operation_on is not None and operation_on < today
        return SchoolStatus.CLOSED if past else SchoolStatus.CLOSING
    if operation_key == OPENING_KEY:
        future = operation_on is None or operation_on > today
        return SchoolStatus.UPCOMING if future else SchoolStatus.OPEN
    return SchoolStatus.RESTING if operation_key == RESTING_KEY else SchoolStatus.OPEN


class Municipality(models.Model):
    """Gemeinde: public knowledge, the same for every reader."""

    ags = models.CharField(_("AGS"), max_length=8, unique=True, validators=[RegexValidator(r"^\d{8}$")])
    name = models.CharField(_("name"), max_length=80)

    objects = models.Manager()

    class Meta:
        verbose_name = _("municipality")
        ordering = ["name", "ags"]
        constraints = [
            models.CheckConstraint(name="municipality_ags_digits", condition=Q(ags__regex=r"^\d{8}$"))
        ]

    def __str__(self) -> str:
        return self.name


class SchoolAuthority(ScopedModel):
    """Schulträger: builds, equips and pays. Not the supervision of schools."""

    number = models.CharField(_("authority number"), max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=160)
    is_placeholder = models.BooleanField(_("placeholder"), default=False)  # number stood in no key table
    light_years = models.PositiveSmallIntegerField(
        _("light check every … school years"),
        default=LIGHT_YEARS,
        validators=[MaxValueValidator(MOST_YEARS)],
    )
    revision_years = models.PositiveSmallIntegerField(
        _("revision after … years"),
        default=REVISION_YEARS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_YEARS)],
    )
    warning_years = models.PositiveSmallIntegerField(
        _("warning after … years"),
        default=WARNING_YEARS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_YEARS)],
    )
    records_serials = models.BooleanField(_("record serial numbers"), default=True)

    former_ids = ArrayField(  # predecessors of its schools that stood under another Träger
        models.BigIntegerField(), default=list, blank=True, editable=False
    )

    unscoped = AuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("school authority")
        ordering = ["name", "number"]
        constraints = [
            models.CheckConstraint(
                name="authority_warns_after_revision",
                condition=Q(revision_years__gte=1, warning_years__gte=F("revision_years")),
                violation_error_message=_("The warning cannot come before the revision."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class School(ScopedModel):
    """A school as the register names it; the tenant of everything below."""

    school_number = models.CharField(
        _("school number"), max_length=6, unique=True, validators=[RegexValidator(r"^\d{6}$")]
    )
    name = models.CharField(_("short name in the register"), max_length=120)
    official_name = models.CharField(_("official name"), max_length=200, blank=True)
    display_name = models.CharField(_("display name"), max_length=120, blank=True)
    school_type = models.CharField(_("school type"), max_length=2, choices=SCHOOL_TYPES)
    legal_status = models.CharField(_("legal status"), max_length=1, choices=LEGAL_STATUS, default="1")
    authority = models.ForeignKey(
        SchoolAuthority, models.PROTECT, related_name="schools", verbose_name=_("school authority")
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="schools", verbose_name=_("municipality")
    )
    street = models.CharField(_("street"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    homepage = models.CharField(_("homepage"), max_length=200, blank=True)
    operation_key = models.CharField(_("operation"), max_length=1, choices=OPERATION_KEYS, default="1")
    operation_on = models.DateField(_("operation since or until"), null=True, blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=6, null=True, blank=True
    )  # WGS84
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    missing_since = models.DateField(_("missing in the register since"), null=True, blank=True)
    former_ids = ArrayField(
        models.BigIntegerField(), default=list, blank=True
    )  # predecessors, over all steps

    unscoped = SchoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        ordering = ["municipality__name", "name", "school_number"]
        constraints = [
            models.CheckConstraint(name="school_number_digits", condition=Q(school_number__regex=r"^\d{6}$")),
        ]

    def __str__(self) -> str:
        return self.display_name or self.name

    def get_absolute_url(self) -> str:
        return address("schools:school_detail", self.school_number)

    @property
    def status(self) -> SchoolStatus:
        """What the register's key and date mean today."""
        if self.missing_since:
            return SchoolStatus.MISSING
        return status_on(timezone.localdate(), self.operation_key, self.operation_on)


class SchoolYearFigures(ScopedModel):
    """Counts of one school in one school year, as of a reference date (official: 15 October)."""

    school = models.ForeignKey(School, models.CASCADE, related_name="figures", verbose_name=_("school"))
    school_year = models.PositiveSmallIntegerField(
        _("school year")
    )  # first calendar year: 2026 means 2026/27
    reference_date = models.DateField(_("reference date"))
    pupils = models.PositiveIntegerField(_("pupils"))
    classes = models.PositiveIntegerField(_("classes"), null=True, blank=True)
    teachers = models.PositiveIntegerField(_("teachers"), null=True, blank=True)
    teaching_rooms = models.PositiveIntegerField(_("teaching rooms"), null=True, blank=True)
    presentation_rooms = models.PositiveIntegerField(
        _("rooms with presentation technology"), null=True, blank=True
    )
    wlan_rooms = models.PositiveIntegerField(_("rooms with WLAN for a whole class"), null=True, blank=True)
    year_groups = models.JSONField(
        default=dict, blank=True
    )  # {"5": {"classes": 4, "pupils": 108}}; empty: nobody entered them
    room_counts = models.JSONField(default=dict, blank=True)  # {"specialist": 4}, keys of ROOM_TYPES

    unscoped = SharedWithAuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("figures of a school year")
        ordering = ["-school_year"]
        constraints = [
            models.UniqueConstraint(fields=["school", "school_year"], name="figures_once_a_year"),
            models.CheckConstraint(
                name="figures_presentation_within_rooms",
                condition=Q(presentation_rooms__isnull=True) | Q(presentation_rooms__lte=F("teaching_rooms")),
                violation_error_message=_("There cannot be more equipped rooms than teaching rooms."),
            ),
            models.CheckConstraint(
                name="figures_wlan_within_rooms",
                condition=Q(wlan_rooms__isnull=True) | Q(wlan_rooms__lte=F("teaching_rooms")),
                violation_error_message=_("There cannot be more rooms with WLAN than teaching rooms."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} {school_year_label(self.school_year)}"


class RegisterImport(Upload):
    """One upload of the register in the administration: previewed, then committed or thrown away."""

    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file = models.FileField(upload_to="register")
    authorities_file = models.FileField(upload_to="register", blank=True)
    file_hash = models.CharField(max_length=64)
    district = models.CharField(_("district"), max_length=8, blank=True)
    preview = models.JSONField(default=dict)  # the importer's outcome, as `import_schools --json` prints it

    unscoped = RegisterImportQuerySet.as_manager()

    class Meta(Upload.Meta):
        verbose_name = _("register import")
