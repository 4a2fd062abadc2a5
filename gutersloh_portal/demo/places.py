"""Places and people of the demo world, written through the same doors that real ones come through."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from accounts.models import User
from schools.access import Role
from schools.grants import Place
from schools.importers.register import read_authorities, read_register
from schools.models import School, SchoolAuthority
from schools.services import people
from schools.services.register import upsert_register

FOLDER = Path(__file__).parent
PASSWORD = "Lindenblatt-im-Wind-7"  # noqa: S105 - printed by script/server


@dataclass(frozen=True, slots=True)
class Account:
    """A person of the demo world and the office they hold."""

    email: str
    name: str
    role: Role
    school: str = ""
    authority: str = ""
    area: str = ""
    school_types: tuple[str, ...] = ()


ACCOUNTS = (
    Account("schulleitung@demo.example", "Lea Anger", Role.SCHOOL_LEAD, school="990012"),
    Account("medien@demo.example", "Max Moorkamp", Role.SCHOOL_MEMBER, school="990012"),
    Account("schulleitung2@demo.example", "Lars Birkner", Role.SCHOOL_LEAD, school="990061"),
    Account("traeger@demo.example", "Sina Stadtmann", Role.AUTHORITY_STAFF, authority="99101"),
    Account("it@demo.example", "Ivo Terhorst", Role.AUTHORITY_IT, authority="99101"),
    Account("dezernat@demo.example", "Bea Leitner", Role.AUTHORITY_LEAD, authority="99101"),
    Account("beratung@demo.example", "Meike Ratmann", Role.MEDIA_ADVISER, area="05999"),
    Account(
        "aufsicht@demo.example", "Sven Aufermann", Role.SUPERVISION, area="05999", school_types=("02", "08")
    ),
    Account("moderation@demo.example", "Mona Moder", Role.MODERATOR, area="05999"),
    Account("admin@demo.example", "Adam Portner", Role.ADMIN),
)


def build_register() -> None:
    """Twelve schools out of a register file that looks like the official one."""
    names, _problems = read_authorities((FOLDER / "traeger.csv").read_bytes())
    upsert_register(read_register((FOLDER / "register.csv").read_bytes()), authorities=names)


def build_accounts() -> dict[str, User]:
    """One account for each role, by e-mail."""
    return {account.email: _build(account) for account in ACCOUNTS}


def _build(account: Account) -> User:
    user = User.objects.create_user(account.email, PASSWORD, name=account.name)
    place = Place(
        school=School.unscoped.filter(school_number=account.school).first(),
        authority=SchoolAuthority.unscoped.filter(number=account.authority).first(),
        area=account.area,
        school_types=account.school_types,
    )
    people.grant(user, role=account.role, place=place, actor=None)
    return user
