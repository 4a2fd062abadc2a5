"""Places as a person picks or types them: "school:990012", "authority:99001", "area:05754" or "portal"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from schools.access import AREA_ROLES, AUTHORITY_ROLES, OFFICES, SCHOOL_ROLES, Role, access_for
from schools.grants import Place
from schools.models import Municipality, School, SchoolAuthority

if TYPE_CHECKING:
    from accounts.models import User

PORTAL = "portal"  # held for the whole portal, at no place
LONGEST_LIST = 300  # more places than this are typed by number, not picked
LONGEST_MENU = 20  # more places than this are found by typing a part of their name
Choices = list[tuple[str, list[tuple[str, str]]]]


def pickable(user: User) -> Choices:
    """The places where this person may give a role, grouped; empty when there are too many to pick from."""
    access = access_for(user)
    if access.is_admin:
        return _all_places(user)
    own = access.school_ids(Role.SCHOOL_LEAD)
    run = access.authority_ids(*OFFICES)
    schools = School.visible_to(user).filter(pk__in=own) | School.visible_to(user).filter(authority__in=run)
    authorities = SchoolAuthority.visible_to(user).filter(pk__in=run)
    return _grouped(schools, authorities)


def _all_places(user: User) -> Choices:
    schools = School.visible_to(user)
    if schools.count() > LONGEST_LIST:
        return []
    towns = Municipality.objects.order_by("name")
    areas = [(f"area:{town.ags}", f"{town.name} ({town.ags})") for town in towns]
    districts = sorted({town.ags[:5] for town in towns})
    areas += [(f"area:{ags}", _("district %(ags)s") % {"ags": ags}) for ags in districts]
    whole = (_("Portal"), [(PORTAL, _("the whole portal"))])
    return [whole, *_grouped(schools, SchoolAuthority.visible_to(user)), (_("Areas"), areas)]


def _grouped(schools: Any, authorities: Any) -> Choices:
    names = [(f"school:{s.school_number}", f"{s} ({s.school_number})") for s in schools]
    offices = [(f"authority:{a.number}", f"{a} ({a.number})") for a in authorities]
    groups = [(_("Schools"), names), (_("School authorities"), offices)]
    return [(label, options) for label, options in groups if options]


def labels(choices: Choices) -> dict[str, str]:
    """The key behind each place as it is offered, in the order of the groups."""
    return {label: key for _group, options in choices for key, label in options}


def typed_key(role: str, number: str) -> str:
    """The key for a number that was typed: what it means follows from the role.

    School numbers have six digits, AGS eight (municipality) or five (district); Träger numbers are free.
    """
    number = number.strip()
    if not number:
        return PORTAL
    if role in AUTHORITY_ROLES:
        return f"authority:{number}"
    if role in SCHOOL_ROLES or (role == Role.MEDIA_ADVISER and len(number) == 6):
        return f"school:{number}"
    return f"area:{number}" if role in AREA_ROLES else f"none:{number}"


def find_place(user: User, key: str, *, school_types: tuple[str, ...] = ()) -> Place:
    """The place behind a key, among what this person sees. Raises DomainError when there is none."""
    kind, _colon, number = key.partition(":")
    if key == PORTAL:
        return Place(school_types=school_types)
    if kind == "school":
        return Place(school=_found(School.visible_to(user).filter(school_number=number), number))
    if kind == "authority":
        return Place(authority=_found(SchoolAuthority.visible_to(user).filter(number=number), number))
    if kind == "area":
        return Place(area=checked_ags(number), school_types=school_types)
    raise DomainError(_("This role is held for the whole portal, without a place."))


def _found(rows: Any, number: str) -> Any:
    row = rows.first()
    if row is None:
        raise DomainError(_("There is nothing with the number %(number)s.") % {"number": number})
    return row


def checked_ags(text: str) -> str:
    """An AGS of a municipality (8 digits) or a district (5 digits); raises DomainError otherwise."""
    ags = text.strip()
    if not ags.isascii() or not ags.isdigit() or len(ags) not in {5, 8}:
        raise DomainError(_("An area is given by its AGS: 8 digits for a municipality, 5 for a district."))
    return ags
