"""Load a version of the matrix. Safe to run again: the same content writes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from core.errors import DomainError
from matrix import services
from matrix.hint_reading import read_hint_rules
from matrix.importers import read_matrix
from matrix.models import Catalogue

DATA = Path(__file__).resolve().parents[2] / "data"
DEFAULT, DEFAULT_HINTS = DATA / "matrix_catalogue.csv", DATA / "hint_rules.csv"


class Command(BaseCommand):
    help = "Load a matrix (CSV; the portal's own one without FILE). Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=DEFAULT)
        parser.add_argument("--version-label", "--label", dest="label", default="")
        parser.add_argument(
            "--hints", type=Path, help="rules of hints (CSV); FILE comes without any unless named"
        )
        parser.add_argument("--stages", default="", help='names of the stages: "Beginnend,Im Aufbau,…"')

    def run_from_argv(self, argv: list[str]) -> None:
        """`--version` is Django's own switch on every command; here it names the version to load."""
        super().run_from_argv(
            [f"--label{arg[9:]}" if arg.split("=")[0] == "--version" else arg for arg in argv]
        )

    @transaction.atomic  # a matrix whose rules are wrong is not loaded either
    def handle(self, *, file: Path, label: str, stages: str, hints: Path | None, **options: Any) -> None:
        names = tuple(name.strip() for name in stages.split(",") if name.strip())
        reading = read_matrix(_content(file), stage_names=names)
        if reading.problems:
            raise CommandError("\n".join([f"{file}:", *map(str, reading.problems)]))
        default = f"{file.stem} {timezone.localdate():%Y-%m-%d} {reading.content_hash[:6]}"[-40:]
        try:
            catalogue, is_new = services.load_catalogue(reading, version=label or default)
        except DomainError as error:
            raise CommandError(str(error)) from error
        words = "loaded" if is_new else "unchanged"
        self.stdout.write(f"{words}: {catalogue.version}, {len(reading.rows)} aspects")
        hints = hints or (DEFAULT_HINTS if file == DEFAULT else None)
        if hints:
            self._load_hints(catalogue, hints)

    def _load_hints(self, catalogue: Catalogue, file: Path) -> None:
        reading = read_hint_rules(_content(file), aspects=services.aspects_of_rules(catalogue))
        if reading.problems:
            raise CommandError("\n".join([f"{file}:", *map(str, reading.problems)]))
        words = "loaded" if services.load_hint_rules(catalogue, reading) else "unchanged"
        self.stdout.write(f"{words}: {len(reading.rules)} rules of hints")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
