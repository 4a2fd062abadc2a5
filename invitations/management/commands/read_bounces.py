"""`script/manage read_bounces [--maildir FOLDER]`: reports about mails that came back."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from core.bounces import MOST_BYTES, read_bounce
from core.errors import DomainError
from invitations import services

MARKED, UNKNOWN, OTHER, REFUSED = "marked", "unknown", "other", "refused"


class Command(BaseCommand):
    help = "Mark mails that came back. Reads one mail from standard input, or a Maildir. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--maildir", type=Path, help="read what is in its new/ and move it to cur/")

    def handle(self, *, maildir: Path | None, **options: Any) -> None:
        try:
            found = self.read_folder(maildir) if maildir else Counter([take(sys.stdin.buffer)])
        except DomainError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:  # EX_TEMPFAIL: the mail server keeps the mail and calls again
            raise CommandError(_("The database does not answer."), returncode=os.EX_TEMPFAIL) from error
        except OSError as error:
            text = _("The folder %(path)s cannot be read: %(reason)s")
            raise CommandError(text % {"path": maildir, "reason": error.strerror}) from error
        text = _(
            "%(marked)d marked as returned, %(unknown)d about mails that are not ours, "
            "%(other)d no reports, %(refused)d unreadable."
        )
        self.stdout.write(text % {kind: found[kind] for kind in (MARKED, UNKNOWN, OTHER, REFUSED)})

    def read_folder(self, maildir: Path) -> Counter[str]:
        """One that cannot be read is told and moved with the others: it keeps none of them waiting."""
        found: Counter[str] = Counter()
        (maildir / "cur").stat()
        for path in sorted((maildir / "new").iterdir()):
            if path.is_symlink() or not path.is_file():
                continue
            try:
                with path.open("rb") as source:
                    found[take(source)] += 1
            except DomainError as error:
                self.stderr.write(f"{path.name}: {error}")
                found[REFUSED] += 1
            path.rename(maildir / "cur" / f"{path.name}:2,S")
        return found


def take(source: BinaryIO) -> str:
    bounce = read_bounce(source.read(MOST_BYTES + 1))
    if bounce is None:
        return OTHER
    return MARKED if services.take_bounce(bounce) else UNKNOWN
