"""Everything between the code and a portal that can be opened; safe to repeat, quick when nothing is to do."""

import io
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from gutersloh_portal.services import state_dir


class Command(BaseCommand):
    help = "Bring the tables up to date, load the default data and, once, the demo world."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0, stdout=self.stdout)
        call_command("createcachetable", verbosity=0, stdout=self.stdout)
        call_command("load_defaults", stdout=self.stdout)
        if settings.DEMO:
            self.seed(state_dir(settings.DATA_DIR) / "demo-accounts.txt")

    def seed(self, accounts: Path) -> None:
        """The demo world once per data folder; what it prints (the accounts) is kept for the next starts."""
        if accounts.exists():
            return
        self.stdout.write("The demo world is being built …")
        output = io.StringIO()
        call_command("seed_demo", stdout=output)
        accounts.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        accounts.write_text(output.getvalue(), encoding="utf-8")
