"""Who is where, for the lists of people."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from accounts.models import User
from core.tokens import hash_token
from schools.access import OFFICES, SECOND_FACTOR_ROLES, Role, access_for, memberships_of
from schools.models import Invitation, Membership, Municipality, School, SchoolAuthority

_TOTP = Authenticator.objects.filter(type=Authenticator.Type.TOTP)
_AREA_NAME = Subquery(Municipality.objects.filter(ags=OuterRef("area")).values("name")[:1])


def members(user: User) -> Any:
    """Memberships that this reader sees and that are not over, with person, place and second factor."""
    return (
        Membership.visible_to(user)
        .not_over()
        .select_related("user", "school", "authority")
        .annotate(has_second_factor=Exists(_TOTP.filter(user=OuterRef("user"))), area_name=_AREA_NAME)
        .order_by("user__name", "pk")
    )


def invitations(user: User) -> Any:
    """Invitations this reader sees, newest first, with inviter and place."""
    found = Invitation.visible_to(user).select_related("school", "authority", "invited_by")
    return found.annotate(area_name=_AREA_NAME).order_by("-created_at", "-pk")


def find_invitation(token: str) -> Invitation | None:
    """The invitation behind a link, or None. Locks nothing and says nothing about its state."""
    found = Invitation.unscoped.filter(token_hash=hash_token(token))
    return found.select_related("school", "authority", "invited_by").first()


def pending_invitations(user: User, **place: Any) -> Any:
    return invitations(user).pending().filter(**place)


def accounts(user: User, *, query: str = "", inactive: bool = False) -> QuerySet[User]:
    """Accounts with their roles, for the administration of the portal."""
    found = User.objects.filter(is_active=not inactive)
    if query:
        found = found.filter(Q(name__icontains=query) | Q(email__icontains=query))
    roles = Prefetch("memberships", members(user).in_force(), to_attr="roles_in_force")
    has_factor = Exists(_TOTP.filter(user=OuterRef("pk")))
    return found.annotate(has_second_factor=has_factor).prefetch_related(roles).order_by("name", "pk")


def run_authorities(user: User) -> list[SchoolAuthority]:
    """The Träger whose people this person decides about, by name; read with the memberships."""
    held = {row.authority for row in memberships_of(user) if row.authority and row.role in OFFICES}
    return sorted(held, key=lambda authority: (authority.name, authority.number))


def led_schools(user: User) -> Any:
    return School.visible_to(user).filter(pk__in=access_for(user).school_ids(Role.SCHOOL_LEAD))


def needs_second_factor(role: str) -> bool:
    return role in SECOND_FACTOR_ROLES


def heads_of(user: User, school: School) -> Any:
    """Memberships of those who lead the school today in their own right, deputies left out."""
    return members(user).in_force().filter(school=school, role=Role.SCHOOL_LEAD, is_deputy=False)


def staff_of(user: User, school: School) -> QuerySet[User]:
    """Who works at the school today and does not lead it: possible successors and deputies, by name."""
    held = Membership.visible_to(user).in_force().filter(school=school)
    workers = held.filter(role=Role.SCHOOL_MEMBER) | held.filter(is_deputy=True)
    heads = held.filter(role=Role.SCHOOL_LEAD, is_deputy=False)
    found = User.objects.filter(is_active=True, pk__in=workers.values("user"))
    return found.exclude(pk__in=heads.values("user")).order_by("name", "pk")
