"""The persona world of the tests: two Träger in two municipalities, three schools, one person per role.

Musterstadt has the schools A and B (Träger Musterstadt), Beispielhausen has school C (Träger Beispielhausen).
School numbers begin with 99, which the register does not use.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

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
    world.users = {
        "nobody": make_user("nobody@example.org", "Nora Niemand"),
        "lead_a": make_user("lead.a@example.org", "Lea Anger", Role.SCHOOL_LEAD, school=school_a),
        "member_a": make_user("member.a@example.org", "Max Anger", Role.SCHOOL_MEMBER, school=school_a),
        "lead_b": make_user("lead.b@example.org", "Lars Birke", Role.SCHOOL_LEAD, school=school_b),
        "lead_c": make_user("lead.c@example.org", "Lena Drossel", Role.SCHOOL_LEAD, school=school_c),
        "staff": make_user("staff@example.org", "Sina Stadt", Role.AUTHORITY_STAFF, authority=authority),
        "it": make_user("it@example.org", "Ivo Technik", Role.AUTHORITY_IT, authority=authority),
        "head": make_user("head@example.org", "Bea Leitung", Role.AUTHORITY_LEAD, authority=authority),
        "staff_c": make_user(
            "staff.c@example.org", "Gero Gemeinde", Role.AUTHORITY_STAFF, authority=authority_c
        ),
        "adviser": make_user("adviser@example.org", "Meike Rat", Role.MEDIA_ADVISER, school=school_a),
        "adviser_c": make_user("adviser.c@example.org", "Mats Rat", Role.MEDIA_ADVISER, area="05999008"),
        "supervision": make_user(
            "supervision@example.org", "Sven Aufsicht", Role.SUPERVISION, area="05999004"
        ),
        "moderator": make_user("moderator@example.org", "Mona Moderation", Role.MODERATOR, area="05999004"),
        "admin": make_user("admin@example.org", "Adam Admin", Role.ADMIN),
    }
    return world
