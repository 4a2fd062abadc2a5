"""What is sealed with the portal's secret key: the secrets of the second factor. Earlier keys still open it."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

SEALED = ("secret", "seed", "migrated_codes")  # in the data of an authenticator


def seal(text: str) -> str:
    return MultiFernet(_keys()).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises InvalidToken when neither the present key nor an earlier one opens it."""
    return MultiFernet(_keys()).decrypt(sealed.encode()).decode()


def resealed(data: dict[str, Any]) -> dict[str, Any]:
    """The data of an authenticator, sealed with the present key; equal when it already was.

    Raises InvalidToken like `unseal`.
    """
    return data | {name: _anew(data[name]) for name in SEALED if name in data}


def _anew(value: Any) -> Any:
    if isinstance(value, list):
        return [_anew(sealed) for sealed in value]
    return value if value is None or _is_current(value) else seal(unseal(value))


def _is_current(sealed: str) -> bool:
    try:
        _keys()[0].decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def _keys() -> list[Fernet]:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = (hashlib.sha256(b"accounts.second-factor:" + key.encode()).digest() for key in keys)
    return [Fernet(base64.urlsafe_b64encode(key)) for key in derived]
