"""Load the official school register: a shell around importer and service."""

from __future__ import annotations

import json
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.problems import FileRefused, Problem
from schools.importers.register import read_authorities, read_register
from schools.services.register import Outcome, upsert_register

MOST_PROBLEMS = 50


class Command(BaseCommand):
    help = "Load the register of schools (Schulgrunddaten NRW, CSV). Safe to run again: writes only what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="schuldaten.csv as published")
        parser.add_argument("--authorities", type=Path, metavar="KEY_TRAEGER_CSV", help="names of Träger")
        parser.add_argument(
            "--district", default="", metavar="AGS", help="only this Kreis (05754) or municipality"
        )
        parser.add_argument("--dry-run", action="store_true", help="compare and report, write nothing")
        parser.add_argument(
            "--accept-missing", action="store_true", help="even if many schools have vanished"
        )
        parser.add_argument("--json", action="store_true", help="print the outcome as one JSON object")

    def handle(
        self, *, file: Path, authorities: Path | None, district: str, dry_run: bool, **options: Any
    ) -> None:
        if not re.fullmatch(r"\d{0,8}", district, re.ASCII):
            raise CommandError(_("The district is an AGS such as 05754 or 05754008."))
        names = self._authorities(authorities)
        try:
            outcome = upsert_register(
                read_register(_bytes(file)),
                authorities=names,
                district=district,
                dry_run=dry_run,
                accept_missing=options["accept_missing"],
            )
        except FileRefused as refused:
            raise CommandError(_told(refused)) from refused
        except DomainError as error:
            raise CommandError(str(error)) from error
        self._print(outcome, as_json=options["json"])

    def _authorities(self, path: Path | None) -> dict[str, str] | None:
        if path is None:
            return None
        names, problems = read_authorities(_bytes(path))
        if problems:
            raise CommandError(_told(FileRefused(problems)))
        return names

    def _print(self, outcome: Outcome, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(outcome.as_dict(), ensure_ascii=False))
            return
        for warning in outcome.warnings:
            self.stdout.write(self.style.WARNING(warning))
        self.stdout.write(
            _(
                "%(created)d created, %(updated)d updated, %(unchanged)d unchanged, "
                "%(closed)d closed, %(skipped)d left out because they are no schools."
            )
            % outcome.as_dict()
        )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        text = _("The file %(path)s cannot be read: %(reason)s")
        raise CommandError(text % {"path": path, "reason": error.strerror}) from error


def _told(refused: FileRefused) -> str:
    """All problems, or the first ones and how many more there are."""
    lines = [str(problem) for problem in refused.problems[:MOST_PROBLEMS]]
    more = len(refused.problems) - len(lines)
    if more > 0:
        lines.append(str(Problem(0, "", _("… and %(count)d more.") % {"count": more})))
    return "\n".join([str(refused), *lines])
