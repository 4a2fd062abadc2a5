"""Shell around `services.funding.load_programmes`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from procurement.services.funding import load_programmes


class Command(BaseCommand):
    help = "Creates missing funding programmes; changes nothing that is there. Safe to run again."

    def handle(self, **_options: Any) -> None:
        self.stdout.write(f"created {load_programmes()} funding programmes")
