"""The persona world of the tests: two Träger in two municipalities, three schools, one person per role.

Musterstadt has the schools A and B (Träger Musterstadt), Beispielhausen has school C (Träger Beispielhausen).
School numbers begin with 99, which the register does not use.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client

from accounts.models import User
from schools.access import Role
from schools.models import Membership, Municipality, School, SchoolAuthority

PASSWORD = "ein langer Satz als Kennwort"

ACTORS = (
    "anonymous",
    "nobody",  # signed in, without any role
    "lead_a",
    "member_a",
    "lead_b",
    "lead_c",
    "staff",  # Träger of A and B
    "it",
    "head",
    "staff_c",  # Träger of C
    "adviser",  # assigned to school A alone
    "adviser_c",  # area Beispielhausen
    "supervision",  # all school types in Musterstadt
    "moderator",  # table of Musterstadt
    "admin",
)


@dataclass
class World:
    school_a: School
    school_b: School
    school_c: School
    authority: SchoolAuthority
    authority_c: SchoolAuthority
    municipality: Municipality
    municipality_c: Municipality
    users: dict[str, User] = field(default_factory=dict)

    def user(self, actor: str) -> User:
        """A fresh object each time: remembered access must not leak between requests."""
        return User.objects.get(pk=self.users[actor].pk)

    def client_for(self, actor: str, **options: object) -> Client:
        client = Client(**options)
        if actor != "anonymous":
            client.force_login(
                self.users[actor], backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        return client


def make_school(
    number: str, name: str, municipality: Municipality, authority: SchoolAuthority, **extra: Any
) -> School:
    return School.unscoped.create(
        school_number=number,
        name=name,
        official_name=name,
        school_type=extra.pop("school_type", "02"),
        municipality=municipality,
        authority=authority,
        **extra,
    )


def make_user(email: str, name: str, role: Role | None = None, **place: object) -> User:
    user = User.objects.create_user(email, PASSWORD, name=name)
    if role:
        Membership.unscoped.create(user=user, role=role, begins_on=date(2026, 1, 1), **place)
    return user


def _people(offices: dict[str, tuple[str, Role | None, dict[str, Any]]]) -> dict[str, User]:
    """One account per actor, with its office, in two statements: most tests begin with them."""
    password = make_password(PASSWORD)
    users = {
        actor: User(email=f"{actor.replace('_', '.')}@example.org", password=password, name=name)
        for actor, (name, _role, _place) in offices.items()
    }
    User.objects.bulk_create(users.values())
    Membership.unscoped.bulk_create(
        Membership(user=users[actor], role=role, begins_on=date(2026, 1, 1), **place)
        for actor, (_name, role, place) in offices.items()
        if role
    )
    return users


def build_world() -> World:
    """Write the persona world; call it once per test database transaction."""
    town = Municipality.objects.create(ags="05999004", name="Musterstadt")
    village = Municipality.objects.create(ags="05999008", name="Beispielhausen")
    authority = SchoolAuthority.unscoped.create(number="99001", name="Stadt Musterstadt")
    authority_c = SchoolAuthority.unscoped.create(number="99002", name="Gemeinde Beispielhausen")
    school_a = make_school("990012", "Grundschule Am Anger", town, authority)
    school_b = make_school("990024", "Gesamtschule Birkenweg", town, authority, school_type="15")
    school_c = make_school("990036", "Grundschule Drosselgasse", village, authority_c)
    world = World(school_a, school_b, school_c, authority, authority_c, town, village)
    a, b, c = {"school": school_a}, {"school": school_b}, {"school": school_c}
    city, here, there = {"authority": authority}, {"area": "05999004"}, {"area": "05999008"}
    world.users = _people(
        {
            "nobody": ("Nora Niemand", None, {}),
            "lead_a": ("Lea Anger", Role.SCHOOL_LEAD, a),
            "member_a": ("Max Anger", Role.SCHOOL_MEMBER, a),
            "lead_b": ("Lars Birke", Role.SCHOOL_LEAD, b),
            "lead_c": ("Lena Drossel", Role.SCHOOL_LEAD, c),
            "staff": ("Sina Stadt", Role.AUTHORITY_STAFF, city),
            "it": ("Ivo Technik", Role.AUTHORITY_IT, city),
            "head": ("Bea Leitung", Role.AUTHORITY_LEAD, city),
            "staff_c": ("Gero Gemeinde", Role.AUTHORITY_STAFF, {"authority": authority_c}),
            "adviser": ("Meike Rat", Role.MEDIA_ADVISER, a),
            "adviser_c": ("Mats Rat", Role.MEDIA_ADVISER, there),
            "supervision": ("Sven Aufsicht", Role.SUPERVISION, here),
            "moderator": ("Mona Moderation", Role.MODERATOR, here),
            "admin": ("Adam Admin", Role.ADMIN, {}),
        }
    )
    return world
