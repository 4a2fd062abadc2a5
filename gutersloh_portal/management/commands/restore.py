"""`script/manage restore FOLDER`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gutersloh_portal.backup import BackupError, restore


class Command(BaseCommand):
    help = "Replace the database by the one of a backup and add its files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            restore(folder.resolve())
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The portal stands as in the backup.")
