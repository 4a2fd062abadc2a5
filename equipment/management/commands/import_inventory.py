"""Shell around the stock import: file and school in, counts or all problems out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from core.errors import DomainError
from equipment.importers import (
    Reading,
)
from equipment.selectors import inventory_plan, plan_problems
from equipment.services import inventory as services
from schools.models import School


class Command(BaseCommand):
    help = "Reads the stock list of one school. All lines or none; the same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--school", required=True, metavar="NR", help="school number, six digits")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument("--json", action="store_true", help="print the counts and problems as JSON")

    def handle(self, *, file: Path, school: str, dry_run: bool, json: bool, **_options: Any) -> None:
        place = School.unscoped.filter(school_number=school).first()
        if place is None:
            raise CommandError(f"There is no school {school} in the portal.")
        reading = self.read(file, place)
        problems = [
            *reading.problems,
            *plan_problems(inventory_plan(school=place, rows=reading.rows_as_json())),
        ]
        if problems:
            told = [
                f"line {one.line}, {one.column or '-'} {one.value!r}: {one.text} {one.remedy}"
                for one in problems
            ]
            raise CommandError("Nothing imported:\n" + "\n".join(told))
        try:
            with transaction.atomic():
                outcome = services.apply_reading(reading, school=place, source=file.name, actor=None)
                transaction.set_rollback(dry_run)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.report(outcome, reading, as_json=json)

    def read(self, file: Path, place: School) -> Reading:
        try:
            with file.open("rb") as source:
                return services.read_file(File(source, name=file.name), school=place)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except DomainError as error:
            raise CommandError(f"Nothing imported: {error}") from error

    def report(self, outcome: services.Outcome, reading: Reading, *, as_json: bool) -> None:
        ignored = {"personal": reading.personal, "unknown": reading.unknown}
        if as_json:
            self.stdout.write(json.dumps(outcome.as_json() | ignored, ensure_ascii=False))
            return
        self.stdout.write(
            f"created {outcome.created}, updated {outcome.updated}, unchanged {outcome.unchanged}"
        )
        for kind, columns in ignored.items():
            if columns:
                self.stdout.write(f"columns left out ({kind}): {', '.join(columns)}")
