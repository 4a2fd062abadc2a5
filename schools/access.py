"""Roles and the frozen picture of what one person may reach."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import reduce
from operator import attrgetter, or_
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import Membership, School, SchoolAuthority


class Role(models.TextChoices):
    """Roles of the field; each is held at a school, a Träger, an area, or the whole portal (`SCOPE_OF`)."""

    SCHOOL_LEAD = "school_lead", _("School lead")
    SCHOOL_MEMBER = "school_member", _("Media officer")
    AUTHORITY_STAFF = "authority_staff", _("School authority, education office")
    AUTHORITY_IT = "authority_it", _("School authority, IT")
    AUTHORITY_LEAD = "authority_lead", _("School authority, head of department")
    MEDIA_ADVISER = "media_adviser", _("Media adviser")
    SUPERVISION = "supervision", _("School supervision")
    MODERATOR = "moderator", _("Moderator of the round table")
    ADMIN = "admin", _("Administrator of the portal")


SCHOOL_ROLES = frozenset({Role.SCHOOL_LEAD, Role.SCHOOL_MEMBER})
AUTHORITY_ROLES = frozenset({Role.AUTHORITY_STAFF, Role.AUTHORITY_IT, Role.AUTHORITY_LEAD})
# read what schools release and decide; the IT, often a contractor, sees equipment and nothing else
OFFICES = frozenset({Role.AUTHORITY_STAFF, Role.AUTHORITY_LEAD})
AREA_ROLES = frozenset({Role.MEDIA_ADVISER, Role.SUPERVISION, Role.MODERATOR})
SECOND_FACTOR_ROLES = AUTHORITY_ROLES | {Role.SUPERVISION, Role.ADMIN}


@dataclass(frozen=True, slots=True)
class Area:
    """An AGS prefix (8 digits a municipality, 5 a Kreis) and, for supervision, the school types in it."""

    role: Role
    ags: str
    school_types: tuple[str, ...] = ()

    def municipalities_q(self, prefix: str = "") -> Q:
        """`prefix` leads to the municipality."""
        return Q(**{f"{prefix}ags__startswith": self.ags})

    def schools_q(self, prefix: str = "") -> Q:
        found = self.municipalities_q(f"{prefix}municipality__")
        return found & Q(**{f"{prefix}school_type__in": self.school_types}) if self.school_types else found

    def covers(self, school: School) -> bool:
        in_area = school.municipality.ags.startswith(self.ags)
        return in_area and (not self.school_types or school.school_type in self.school_types)


NOBODY = Q(pk__in=[])


def any_of(*conditions: Q, **lists: Collection[Any]) -> Q:
    """Rows that meet one of the conditions or stand in one of the lists (`pk__in=…`); where all is empty, no row.

    An empty list and NOBODY add nothing to the query, which is part of nearly every page: no join, no word.
    """
    found = reduce(or_, (one for one in conditions if one is not NOBODY), Q())
    for lookup, values in lists.items():
        if values:
            found |= Q(**{lookup: values})
    return found or NOBODY


def only_for(readers: Q, *, condition: Q) -> Q:
    """Rows that meet the condition, for these readers; where there are none, the condition is not asked."""
    return NOBODY if readers is NOBODY else condition & readers


@dataclass(frozen=True, slots=True)
class Access:
    """All memberships of one person that are in force today."""

    is_admin: bool = False
    schools: frozenset[tuple[int, Role]] = frozenset()
    authorities: frozenset[tuple[int, Role]] = frozenset()
    areas: tuple[Area, ...] = ()
    former: frozenset[int] = frozenset()  # predecessors of the schools of one's places: read, never changed

    @property
    def roles(self) -> frozenset[Role]:
        held = {role for _pk, role in self.schools | self.authorities} | {area.role for area in self.areas}
        return frozenset(held | ({Role.ADMIN} if self.is_admin else set()))

    def school_ids(self, *roles: Role) -> set[int]:
        """Schools where one of these roles is held; without roles all that are read, predecessors too."""
        held = {pk for pk, role in self.schools if not roles or role in roles}
        return held if roles else held | self.former

    def authority_ids(self, *roles: Role) -> set[int]:
        """Träger where one of these roles is held; without roles its offices. Its IT counts only where it is named."""
        return {pk for pk, role in self.authorities if role in (roles or OFFICES)}

    def areas_of(self, *roles: Role) -> tuple[Area, ...]:
        return tuple(area for area in self.areas if not roles or area.role in roles)

    def own_schools_q(self, prefix: str = "") -> Q:
        """Schools this person works at: the only readers of drafts. `prefix` leads to the school ("school__")."""
        return any_of(**{f"{prefix}pk__in": self.school_ids(*SCHOOL_ROLES)})

    def authority_schools_q(self, prefix: str = "") -> Q:
        """Schools of the Träger whose offices this person holds."""
        return any_of(**{f"{prefix}authority_id__in": self.authority_ids()})

    def equipped_schools_q(self, prefix: str = "") -> Q:
        """Schools whose equipment this person looks after for the Träger: its offices, and its IT or contractor."""
        return any_of(**{f"{prefix}authority_id__in": self.authority_ids(*AUTHORITY_ROLES)})

    def advised_schools_q(self, prefix: str = "") -> Q:
        """Schools that this person advises, singly or by area."""
        areas = (area.schools_q(prefix) for area in self.areas_of(Role.MEDIA_ADVISER))
        return any_of(*areas, **{f"{prefix}pk__in": self.school_ids(Role.MEDIA_ADVISER)})

    def released_schools_q(self, prefix: str = "") -> Q:
        """Schools whose released picture this person reads: own, own Träger's, advised or assigned ones.

        A media adviser's single schools stand in `schools`; the administrator of the portal reads no contents.
        """
        areas = (area.schools_q(prefix) for area in self.areas)
        held = {f"{prefix}pk__in": self.school_ids(), f"{prefix}authority_id__in": self.authority_ids()}
        return any_of(*areas, **held)

    @property
    def is_of_authorities_alone(self) -> bool:
        """Holds no school and no area: then all schools of this person are those of the own Träger.

        Not where a predecessor stood under another Träger.
        """
        return not (self.schools or self.areas or self.former)

    def works_at(self, school: School) -> bool:
        return any(pk == school.pk and role in SCHOOL_ROLES for pk, role in self.schools)

    def carries_on(self, school: School) -> bool:
        """Works at a successor of this school, or holds an office at the Träger of one."""
        return school.pk in self.former

    def leads(self, school: School) -> bool:
        return (school.pk, Role.SCHOOL_LEAD) in self.schools

    def runs(self, school: School, *roles: Role) -> bool:
        """Holds an office (one of `roles`, or any but the IT's) at the Träger of this school."""
        return school.authority_id in self.authority_ids(*roles)

    def advises(self, school: School) -> bool:
        single = (school.pk, Role.MEDIA_ADVISER) in self.schools
        return single or any(area.covers(school) for area in self.areas_of(Role.MEDIA_ADVISER))


def access_for(user: User) -> Access:
    """What follows from the memberships, remembered on the user object for this request."""
    known: Access | None = getattr(user, "_access", None)
    if known is None:
        known = _read(user)
        user._access = known  # type: ignore[attr-defined]  # noqa: SLF001 - the memory of this request
    return known


def memberships_of(user: User) -> tuple[Membership, ...]:
    """Those in force today, with school and Träger: one query, remembered on the user object like the access.

    Every page asks this. A person has a handful of memberships: picking and sorting them here costs less than a
    longer query.
    """
    known: tuple[Membership, ...] | None = getattr(user, "_memberships", None)
    if known is None:
        rows = (
            user.memberships.select_related("school__authority", "authority").order_by()
            if user.is_active
            else ()
        )
        known = tuple(sorted((row for row in rows if row.is_in_force), key=attrgetter("pk")))
        user._memberships = known  # type: ignore[attr-defined]  # noqa: SLF001 - the memory of this request
    return known


def only_deputises(user: User, school: School) -> bool:
    """Leads the school for somebody else and for a time, in no office of one's own."""
    led = [row for row in memberships_of(user) if row.role == Role.SCHOOL_LEAD and row.school_id == school.pk]
    return bool(led) and all(row.is_deputy for row in led)


def own_school(user: User, number: str) -> School | None:
    """The school of this number if one has a role there: it was read with the memberships and costs no query."""
    places = (row.school for row in memberships_of(user))
    return next((school for school in places if school and school.school_number == number), None)


def own_authority(user: User, number: str) -> SchoolAuthority | None:
    """The Träger of this number if one holds an office there, likewise."""
    places = (row.authority for row in memberships_of(user))
    return next((authority for authority in places if authority and authority.number == number), None)


def _read(user: User) -> Access:
    rows = memberships_of(user)
    return Access(
        is_admin=any(row.role == Role.ADMIN for row in rows),
        schools=frozenset((row.school_id, Role(row.role)) for row in rows if row.school_id),
        authorities=frozenset((row.authority_id, Role(row.role)) for row in rows if row.authority_id),
        areas=tuple(Area(Role(row.role), row.area, tuple(row.school_types)) for row in rows if row.area),
        former=frozenset(
            pk
            for row in rows
            if row.role != Role.AUTHORITY_IT and (place := row.school or row.authority)
            for pk in place.former_ids
        ),
    )
