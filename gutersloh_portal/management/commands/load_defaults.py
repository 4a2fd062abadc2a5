"""Data the portal ships: matrix catalogue, equipment types and standard."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

DEFAULTS = (
    "load_matrix",
    "load_equipment_types",
    "load_programmes",
)  # each without arguments: its app's shipped default


class Command(BaseCommand):
    help = "Load the default data of all apps; loading them again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        for name in DEFAULTS:
            call_command(name, stdout=self.stdout, stderr=self.stderr)
