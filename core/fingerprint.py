"""Whether somebody else has saved in between, or a preview would do something else by now."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.db.models import Model
from django.utils.crypto import salted_hmac


def fingerprint(row: Model, names: Sequence[str] = ()) -> str:
    """Names the stored values of a row (all, or these columns): a form can tell whether they are those it showed.

    With a key, for the page carries it and a row may hold what is shown to nobody: no value can be tried out.
    """
    columns = names or [field.attname for field in row._meta.concrete_fields]
    values = [str(getattr(row, name)) for name in columns]
    return salted_hmac("core.fingerprint", "\x1f".join(values), algorithm="sha256").hexdigest()[:20]


def fingerprint_now(row: Model, names: Sequence[str] = ()) -> str:
    """The same of what is stored now; nobody else changes the row until the transaction ends. "" if it is gone."""
    every = type(row)._base_manager  # noqa: SLF001 - whoever reads it has been allowed to edit this row
    found = every.select_for_update(no_key=True).filter(pk=row.pk).first()
    return fingerprint(found, names) if found else ""


def fingerprint_of(plan: Any) -> str:
    """Of lists and dicts that say all a preview would write: two with the same fingerprint write the same."""
    return sha256(json.dumps(plan, sort_keys=True, default=str).encode()).hexdigest()
