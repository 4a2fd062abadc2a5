"""Keys of links that open something without a password: drawn here, kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """For one link. Whoever loses it gets a new one: nothing stored leads back to it."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What the database keeps and looks up. Long random keys need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
