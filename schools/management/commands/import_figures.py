"""Load yearly figures of schools: a shell around importer and service."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.problems import FileRefused
from schools.importers.figures import read_figures
from schools.models import School
from schools.services.figures import import_figures


class Command(BaseCommand):
    help = "Load pupils, classes and teachers per school year (CSV or XLSX). Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="Schulnummer;Schuljahr;Stichtag;Schülerzahl;Klassen;Lehrkräfte"
        )
        parser.add_argument("--dry-run", action="store_true", help="compare and report, write nothing")
        parser.add_argument("--json", action="store_true", help="print the counts as one JSON object")

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            with file.open("rb") as source:
                reading = read_figures(File(source, name=file.name))
            outcome = import_figures(reading, schools=School.unscoped, dry_run=dry_run)
        except FileRefused as refused:
            raise CommandError("\n".join([str(refused), *map(str, refused.problems)])) from refused
        except DomainError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            text = _("The file %(path)s cannot be read: %(reason)s")
            raise CommandError(text % {"path": file, "reason": error.strerror}) from error
        if options["json"]:
            self.stdout.write(json.dumps(outcome.counts))
            return
        text = _("%(created)d created, %(updated)d updated, %(unchanged)d unchanged.")
        self.stdout.write(text % outcome.counts)
