"""`script/manage reseal_secrets`: before an earlier key leaves SECRET_KEY_FALLBACKS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services import reseal_factors


class Command(BaseCommand):
    help = "Seal the secrets of second factors with the present SECRET_KEY. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        count, anew, lost = reseal_factors()
        self.stdout.write(f"{count} second factors, {anew} sealed anew, {lost} that no known key opens.")
        if lost:
            raise CommandError("Put the key they were sealed with back into SECRET_KEY_FALLBACKS.")
