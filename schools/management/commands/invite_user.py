"""invite_user EMAIL --role ROLE [--school NR | --authority NR | --municipality AGS]: prints the link."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from schools.access import Role
from schools.grants import Place
from schools.keys import SCHOOL_TYPES
from schools.models import School, SchoolAuthority
from schools.places import checked_ags
from schools.services.people import invite


class Command(BaseCommand):
    help = (
        "Invite a person: prints the single-use link (7 days) and puts the mail into the outbox. "
        "Inviting again withdraws the older link."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--role", required=True, choices=Role.values)
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--school", metavar="NR", help="school number, six digits")
        where.add_argument("--authority", metavar="NR", help="number of the Träger")
        where.add_argument("--municipality", metavar="AGS", help="8 digits a municipality, 5 a district")
        parser.add_argument("--name", default="")
        parser.add_argument(
            "--school-types", default="", metavar="02,08", help="for supervision: only these school types"
        )

    def handle(self, *, email: str, role: str, name: str, **options: Any) -> None:
        try:
            issued = invite(email=email, role=role, place=_place(**options), actor=None, name=name)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(issued.link)


def _place(
    *, school: str | None, authority: str | None, municipality: str | None, school_types: str, **_rest: Any
) -> Place:
    """The place that the options name; raises CommandError when the register does not know it."""
    types = tuple(part.strip() for part in school_types.split(",") if part.strip())
    unknown = [code for code in types if code not in SCHOOL_TYPES]
    if unknown:
        raise CommandError(f"unknown school types {', '.join(unknown)}; known: {', '.join(SCHOOL_TYPES)}")
    if school:
        return Place(school=_school(school), school_types=types)
    if authority:
        return Place(authority=_authority(authority), school_types=types)
    return Place(area=checked_ags(municipality) if municipality else "", school_types=types)


def _school(number: str) -> School:
    found = School.unscoped.filter(school_number=number).first()
    if found is None:
        raise CommandError(f"There is no school with the number {number}. Is the register imported?")
    return found


def _authority(number: str) -> SchoolAuthority:
    found = SchoolAuthority.unscoped.filter(number=number).first()
    if found is None:
        raise CommandError(f"There is no Träger with the number {number}. Is the register imported?")
    return found
