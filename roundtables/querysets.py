"""Who sits at which table, and what is open on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone

from core.scoping import ScopedQuerySet
from schools.access import NOBODY, OFFICES, SCHOOL_ROLES, Role, access_for, any_of
from schools.models import Municipality, School, SchoolAuthority
from schools.querysets import ReleasedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


DISTRICT_DIGITS = 5  # of an AGS name the Kreis
OPEN_STATES = ("open", "in_progress", "moved")  # of a milestone


def _municipalities(schools: Q) -> QuerySet:
    return School.unscoped.filter(schools).values("municipality_id")


def _table_of(schools: Q) -> Q:
    return Q(series__municipality__in=_municipalities(schools))


def municipalities_run_by(user: User) -> QuerySet[Municipality]:
    """Where this person may open a table: the moderator's area, or where the Träger has schools."""
    return Municipality.objects.filter(_run_q(user))


def _run_q(user: User, prefix: str = "") -> Q:
    access = access_for(user)
    authorities = access.authority_ids(*OFFICES)
    offices = (
        Q(**{f"{prefix}pk__in": _municipalities(Q(authority__in=authorities))}) if authorities else NOBODY
    )
    return any_of(offices, *(area.municipalities_q(prefix) for area in access.areas_of(Role.MODERATOR)))


def municipalities_of(subject: School | SchoolAuthority) -> Q:
    """The one of a school, or those in which a Träger has schools."""
    if isinstance(subject, School):
        return Q(pk=subject.municipality_id)
    return Q(pk__in=_municipalities(Q(authority=subject)))


@dataclass(frozen=True, slots=True)
class Tables:
    """Ids of the series that one person reads, and of those among them that the person runs."""

    read: frozenset[int]
    run: frozenset[int]


def tables_of(user: User) -> Tables:
    """One query, remembered on the user object like the access: pages ask for tables, meetings and milestones.

    One belongs to a table by name as member, by school or Träger in the municipality, by area. A name on the list
    opens nothing to somebody whose last role has ended.
    """
    known: Tables | None = getattr(user, "_tables", None)
    if known is None:
        known = _read_tables(user) if access_for(user).roles else Tables(frozenset(), frozenset())
        user._tables = known  # type: ignore[attr-defined]  # noqa: SLF001 - the memory of this request
    return known


def _read_tables(user: User) -> Tables:
    series = apps.get_model("roundtables", "RoundTableSeries").unscoped
    named = Q(pk__in=user.series_memberships.values("series_id"))
    rows = series.filter(named | _at_home_q(user, "municipality__")).order_by()
    found = tuple(rows.annotate(is_run=_run_q(user, "municipality__")).values_list("pk", "is_run"))
    return Tables(frozenset(pk for pk, _run in found), frozenset(pk for pk, is_run in found if is_run))


def table_q(user: User, prefix: str) -> Q:
    """Tables one belongs to (`tables_of`). `prefix` leads to the series, e.g. "series__"."""
    return any_of(**{f"{prefix}pk__in": tables_of(user).read})


def run_q(user: User, prefix: str) -> Q:
    """Those among them that one runs: by the moderator's area, or where the own Träger has schools."""
    return any_of(**{f"{prefix}pk__in": tables_of(user).run})


def _at_home_q(user: User, prefix: str = "") -> Q:
    """Municipalities of one's schools, of one's Träger's schools, and in one's areas."""
    access = access_for(user)
    schools = any_of(access.own_schools_q(), access.authority_schools_q())
    lived = NOBODY if schools is NOBODY else Q(**{f"{prefix}pk__in": _municipalities(schools)})
    return any_of(lived, *(area.municipalities_q(prefix) for area in access.areas))


def _at_home_in(user: User) -> frozenset[int]:
    """Ids of the municipalities one is at home in. One query, remembered likewise."""
    known: frozenset[int] | None = getattr(user, "_at_home_in", None)
    if known is None:
        found = Municipality.objects.filter(_at_home_q(user))
        known = frozenset(found.values_list("pk", flat=True))
        user._at_home_in = known  # type: ignore[attr-defined]  # noqa: SLF001 - the memory of this request
    return known


class OfMunicipalityQuerySet(ScopedQuerySet):
    """Rows with a `municipality`: everybody of one of its tables reads them."""

    def visible_q(self, user: User) -> Q:
        if not access_for(user).roles:
            return NOBODY
        named = user.series_memberships.values("series__municipality_id")
        return Q(municipality__in=_at_home_in(user)) | Q(municipality__in=named)


class SeriesQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        return table_q(user, "")


class OnTableQuerySet(ScopedQuerySet):
    """Rows with a `series`."""

    def visible_q(self, user: User) -> Q:
        return table_q(user, "series__")


class OnMeetingQuerySet(ScopedQuerySet):
    """Rows with a `meeting`."""

    def visible_q(self, user: User) -> Q:
        return table_q(user, "meeting__series__")


class OnItemQuerySet(ScopedQuerySet):
    """Rows with an agenda `item`."""

    def visible_q(self, user: User) -> Q:
        return table_q(user, "item__meeting__series__")


class OnMilestoneQuerySet(ScopedQuerySet):
    """Rows with a `milestone`."""

    def visible_q(self, user: User) -> Q:
        return table_q(user, "milestone__series__")


class MeetingQuerySet(OnTableQuerySet):
    def run_by(self, user: User) -> Self:
        return self.filter(run_q(user, "series__"))

    def upcoming(self) -> Self:
        return self.filter(starts_at__gte=timezone.now()).order_by("starts_at")

    def planned_for(self, subject: School | SchoolAuthority, *, user: User) -> Self:
        """Still to come, where this school or Träger sits, at tables that the person runs."""
        places = municipalities_run_by(user).filter(municipalities_of(subject))
        return self.upcoming().filter(state="planned", series__municipality__in=places)

    def past(self) -> Self:
        return self.filter(starts_at__lt=timezone.now()).order_by("-starts_at")


class ProposalQuerySet(ReleasedQuerySet):
    """Whoever reads the school's released picture reads what it proposes: nothing of a draft stands in it."""

    def open(self) -> Self:
        return self.filter(state="open")

    def to_answer(self, user: User) -> Self:
        """Open ones that this person may take over or decline (`rules.answers_proposal`)."""
        access = access_for(user)
        found = Q(school__authority__in=access.authority_ids(*OFFICES))
        for area in access.areas_of(Role.MODERATOR):
            found |= area.schools_q("school__")
        return self.open().filter(found)


class GuidelineQuerySet(OnTableQuerySet):
    def in_force(self) -> Self:
        today = timezone.localdate()
        return self.filter(replaced_by__isnull=True).filter(Q(ended_on__isnull=True) | Q(ended_on__gte=today))


class ExperienceQuerySet(OnTableQuerySet):
    """Beside those of one's own table: what was shared with the Kreis one is at home in, and with everybody."""

    def visible_q(self, user: User) -> Q:
        found = table_q(user, "series__") | Q(visibility="public")
        ags = Municipality.objects.filter(pk__in=_at_home_in(user)).values_list("ags", flat=True)
        for district in {one[:DISTRICT_DIGITS] for one in ags}:
            found |= Q(visibility="district", series__municipality__ags__startswith=district)
        return found

    def about(self, *, aspect: str = "", school_type: str = "", text: str = "") -> Self:
        """Narrowed by the code of an aspect (in every version of the matrix), the type of the school, and words."""
        found = self
        if aspect:
            found = found.filter(aspects__code=aspect).distinct()
        if school_type:
            found = found.filter(school__school_type=school_type)
        return found.filter(Q(text__icontains=text) | Q(school__name__icontains=text)) if text else found


class MilestoneQuerySet(OnTableQuerySet):
    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def mine(self, user: User) -> Self:
        """What this person's school or Träger has to do, and all of a table one moderates.

        Of the milestones already cut to the user.
        """
        access = access_for(user)
        found = Q(pk__in=[])
        if schools := access.school_ids(*SCHOOL_ROLES):
            shared = Q(school__isnull=True, owner__in=["school", "both"])
            found |= Q(school__in=schools) | (shared & _table_of(Q(pk__in=schools)))
        if authorities := access.authority_ids():
            found |= Q(owner__in=["authority", "both"]) & _table_of(Q(authority__in=authorities))
        for area in access.areas_of(Role.MODERATOR):
            found |= area.municipalities_q("series__municipality__")
        return self.filter(found)

    def late(self) -> Self:
        return self.open().filter(due_on__lt=timezone.localdate())
