"""Shell around `services.catalogue.load_defaults`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from equipment.services.catalogue import load_defaults


class Command(BaseCommand):
    help = (
        "Creates missing equipment types, funding sources and default targets; changes nothing that is there. "
        "Safe to run again."
    )

    def handle(self, **_options: Any) -> None:
        made = load_defaults()
        self.stdout.write(
            f"created {made['types']} types, {made['funding_sources']} funding sources, {made['targets']} targets"
        )
