"""Whether somebody else has saved in between."""

from __future__ import annotations

from hashlib import sha256

from django.db.models import Model


def fingerprint(row: Model) -> str:
    """Names all stored values of a row, so that a form can tell whether they are still those it showed."""
    values = [str(getattr(row, field.attname)) for field in row._meta.concrete_fields]
    return sha256("\x1f".join(values).encode()).hexdigest()[:20]
