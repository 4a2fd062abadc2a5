"""Backup and restore of a whole portal: one folder with the database, the files and the data folder's key.

The tools come from the wheel when the portal runs embedded, otherwise from the machine (`postgresql-client`).
"""

import os
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from gutersloh_portal.services import postgres_binary

DUMP, MEDIA, KEY = "database.dump", "media", "secret_key"
ASIDE = "before_restore"  # schema that holds the replaced tables while a backup is read


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
    """Replace the database and add the files back. Files come first: a row never lacks its file.

    Tables that the backup does not know go too, or the next update would find them in its way. A backup that cannot
    be read changes nothing.
    """
    if not (folder / DUMP).exists():
        raise BackupError(f"{folder} is no backup: it has no {DUMP}.")
    if (folder / MEDIA).exists():
        shutil.copytree(folder / MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)
    options = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    _set_aside()
    try:
        _run("pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(folder / DUMP))
    except BackupError:
        _sql("DROP SCHEMA public CASCADE", f"ALTER SCHEMA {ASIDE} RENAME TO public")
        raise
    _sql(f"DROP SCHEMA {ASIDE} CASCADE")
    if settings.EMBEDDED and (folder / KEY).exists():
        shutil.copy2(folder / KEY, settings.DATA_DIR / KEY)


def _set_aside() -> None:
    """Keep what was there until the backup is in. What a killed restore has set aside is kept, not what it began."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.django_migrations')")
        is_whole = cursor.fetchone()[0] is not None
        cursor.execute("SELECT to_regnamespace(%s)", [ASIDE])
        is_aside = cursor.fetchone()[0] is not None
    if is_whole or not is_aside:
        away = [f"DROP SCHEMA IF EXISTS {ASIDE} CASCADE", f"ALTER SCHEMA public RENAME TO {ASIDE}"]
    else:
        away = ["DROP SCHEMA public CASCADE"]
    _sql(*away, "CREATE SCHEMA public")


def _sql(*statements: str) -> None:
    """All or none; the connection is closed, nobody else's must wait for it."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()
