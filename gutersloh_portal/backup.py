"""Backup and restore of a whole portal: one folder with the database, the files and the data folder's key.

The tools come from the wheel when the portal runs embedded, otherwise from the machine (`postgresql-client`).
"""

import os
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from django.db import connection

from gutersloh_portal.services import postgres_binary

DUMP, MEDIA, KEY = "database.dump", "media", "secret_key"


class BackupError(Exception):
    """Nothing was done, or nothing is left half done; the text says why."""


def _run(tool: str, *arguments: str) -> None:
    binary = str(postgres_binary(tool)) if settings.EMBEDDED else shutil.which(tool)
    if not binary:
        raise BackupError(f"{tool} is missing: install postgresql-client.")
    entry = connection.settings_dict
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    address = {variable: str(entry[key]) for variable, key in names.items() if entry[key]}
    done = subprocess.run(  # noqa: S603 - our own words, no shell
        [binary, *arguments], env=os.environ | address, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{tool} failed: {done.stderr.strip()}")


def backup(folder: Path) -> None:
    """Write a new folder; the database first, so that every file it names is there in the files' copy."""
    if folder.exists():
        raise BackupError(f"{folder} exists already: name a new folder.")
    draft = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={draft / DUMP}")
    if settings.MEDIA_ROOT.exists():
        shutil.copytree(settings.MEDIA_ROOT, draft / MEDIA)
    if settings.EMBEDDED:
        shutil.copy2(settings.DATA_DIR / KEY, draft / KEY)
    draft.rename(folder)


def restore(folder: Path) -> None:
    """Replace the database and add the files back. Files come first: a row never lacks its file."""
    if not (folder / DUMP).exists():
        raise BackupError(f"{folder} is no backup: it has no {DUMP}.")
    if (folder / MEDIA).exists():
        shutil.copytree(folder / MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)
    connection.close()
    options = (
        "--clean",
        "--if-exists",
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        "--exit-on-error",
    )
    _run("pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(folder / DUMP))
    if settings.EMBEDDED and (folder / KEY).exists():
        shutil.copy2(folder / KEY, settings.DATA_DIR / KEY)
