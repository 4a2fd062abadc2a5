"""Who may give which role where: at most one's own rights, in one's own house (trust A20)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schools.access import (
    AREA_ROLES,
    AUTHORITY_ROLES,
    OFFICES,
    SCHOOL_ROLES,
    Role,
    access_for,
    only_deputises,
)

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School, SchoolAuthority


@dataclass(frozen=True, slots=True)
class Place:
    """Where a role is held: a school, a Träger, an area (AGS of 5 or 8 digits), or nowhere (administrators)."""

    school: School | None = None
    authority: SchoolAuthority | None = None
    area: str = ""
    school_types: tuple[str, ...] = ()

    def fields(self) -> dict[str, Any]:
        """The columns of a membership or invitation at this place."""
        return {"school": self.school, "authority": self.authority, "area": self.area}

    @classmethod
    def of(cls, office: Any) -> Place:
        """The place of a membership or invitation."""
        return cls(office.school, office.authority, office.area, tuple(office.school_types))


def suits(role: str, place: Place) -> bool:
    """True when this role is held at this kind of place (the database demands the same)."""
    if place.school:
        return role in SCHOOL_ROLES | {Role.MEDIA_ADVISER}
    if place.authority:
        return role in AUTHORITY_ROLES
    return role in AREA_ROLES if place.area else role == Role.ADMIN


def may_grant(user: User, role: str, place: Place) -> bool:
    """True when `user` may give, and take, this role at this place."""
    access = access_for(user)
    if not suits(role, place):
        return False
    if access.is_admin:
        return True
    if place.authority:
        return _may_staff(
            access.authority_ids(*OFFICES), access.authority_ids(Role.AUTHORITY_LEAD), role, place
        )
    if place.school is None:
        return False
    runs = access.runs(place.school, *OFFICES)
    return runs or (access.leads(place.school) and role in _staffed_by_lead(user, place.school))


def _staffed_by_lead(user: User, school: School) -> frozenset[Role]:
    """A deputy acts for the head and neither makes nor ends one: the office would outlive its last day (trust A20)."""
    return SCHOOL_ROLES - {Role.SCHOOL_LEAD} if only_deputises(user, school) else SCHOOL_ROLES


def _may_staff(run: set[int], headed: set[int], role: str, place: Place) -> bool:
    """Offices of a Träger are filled by its office or head; the head only by the head."""
    assert place.authority is not None  # noqa: S101 - asked by the caller
    return place.authority.pk in (headed if role == Role.AUTHORITY_LEAD else run)


def grantable_roles(user: User) -> list[Role]:
    """Every role this person may give somewhere, in the order of `Role`."""
    access = access_for(user)
    if access.is_admin:
        return list(Role)
    found: set[Role] = set()
    if access.school_ids(Role.SCHOOL_LEAD):
        found |= SCHOOL_ROLES
    if access.authority_ids(*OFFICES):
        found |= SCHOOL_ROLES | {Role.MEDIA_ADVISER, Role.AUTHORITY_STAFF, Role.AUTHORITY_IT}
    if access.authority_ids(Role.AUTHORITY_LEAD):
        found.add(Role.AUTHORITY_LEAD)
    return [role for role in Role if role in found]
