"""Load a version of the matrix. Safe to run again: the same content writes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.errors import DomainError
from matrix import services
from matrix.importers import read_matrix

DEFAULT = Path(__file__).resolve().parents[2] / "data" / "matrix_catalogue.csv"


class Command(BaseCommand):
    help = "Load a matrix (CSV; the portal's own one without FILE). Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=DEFAULT)
        parser.add_argument("--version-label", "--label", dest="label", default="")
        parser.add_argument("--stages", default="", help='names of the stages: "Beginnend,Im Aufbau,…"')

    def run_from_argv(self, argv: list[str]) -> None:
        """`--version` is Django's own switch on every command; here it names the version to load."""
        super().run_from_argv(
            [f"--label{arg[9:]}" if arg.split("=")[0] == "--version" else arg for arg in argv]
        )

    def handle(self, *, file: Path, label: str, stages: str, **options: Any) -> None:
        names = tuple(name.strip() for name in stages.split(",") if name.strip())
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        reading = read_matrix(content, stage_names=names)
        if reading.problems:
            raise CommandError("\n".join([f"{file}:", *reading.problems]))
        default = f"{file.stem} {timezone.localdate():%Y-%m-%d} {reading.content_hash[:6]}"[-40:]
        try:
            catalogue, is_new = services.load_catalogue(reading, version=label or default)
        except DomainError as error:
            raise CommandError(str(error)) from error
        words = "loaded" if is_new else "unchanged"
        self.stdout.write(f"{words}: {catalogue.version}, {len(reading.rows)} aspects")
