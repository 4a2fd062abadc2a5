"""Typed readers for the environment: the only place that touches `os.environ` for settings."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

PLACEHOLDERS = frozenset({"changeme", "change-me", "secret", "password", "default", "insecure", "example"})


def text(name: str, default: str = "") -> str:
    """The variable without surrounding blanks, or `default` when it is unset."""
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    """`1 true yes on` are true, `0 false no off` and the empty text are false; anything else is an error."""
    raw = text(name, "1" if default else "0").lower()
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"", "0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {raw!r}.")


def number(name: str, default: int) -> int:
    raw = text(name, str(default))
    try:
        return int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.") from error


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list without empty entries."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def _text_or_file(name: str) -> str:
    """`NAME`, or what stands in the file that `NAME_FILE` points to (a Docker secret)."""
    path = text(f"{name}_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else text(name)


def secret(name: str, *, minimum: int = 1) -> str:
    """Read `NAME` or the file behind `NAME_FILE`.

    Raises ImproperlyConfigured when it is empty, shorter than `minimum` or a well-known placeholder.
    """
    value = _text_or_file(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is empty: set {name} or {name}_FILE.")
    if value.lower() in PLACEHOLDERS or len(value) < minimum:
        raise ImproperlyConfigured(f"{name} is a placeholder or too short ({minimum} characters at least).")
    return value


def secret_words(name: str, *, minimum: int = 1) -> list[str]:
    """Several secrets, apart by commas or lines; none at all is fine, a short one or a placeholder is refused."""
    values = [value.strip() for value in re.split("[,\n]", _text_or_file(name)) if value.strip()]
    if any(value.lower() in PLACEHOLDERS or len(value) < minimum for value in values):
        raise ImproperlyConfigured(
            f"{name} holds a placeholder or a short one ({minimum} characters at least)."
        )
    return values


def database(url: str, *, password: str = "") -> dict[str, Any]:
    """Django's database entry from a libpq URL or conninfo text, as psycopg itself reads it."""
    try:
        parts: dict[str, Any] = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise ImproperlyConfigured("DATABASE_URL is not a PostgreSQL address.") from error
    known = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    entry: dict[str, Any] = {key: str(parts.pop(part, "") or "") for key, part in known.items()}
    entry["PASSWORD"] = entry["PASSWORD"] or password
    return {"ENGINE": "django.db.backends.postgresql", **entry, "OPTIONS": parts}


def optional_secret(name: str) -> str:
    """Like `secret`, but an unset variable is the empty text; a placeholder is still refused."""
    return secret(name) if text(name) or text(f"{name}_FILE") else ""


def broker(url: str, *, password: str = "") -> str:
    """The queue's address with the password put in, so that the address itself can be public."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}:{quote(password, safe='')}@{rest}" if password and "@" not in rest else url
