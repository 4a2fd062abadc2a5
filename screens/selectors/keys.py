"""Keys that a page hands out so that its script may ask for a revision without a session."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer


class PageKeys:
    """Signed numbers of rows; `salt` tells one kind of page from another."""

    def __init__(self, salt: str) -> None:
        self.signer = Signer(salt=salt)

    def key_of(self, pk: int) -> str:
        return self.signer.sign(str(pk))

    def pk_of(self, key: str) -> int | None:
        """None for a key that the portal has not made."""
        try:
            return int(self.signer.unsign(key))
        except (BadSignature, ValueError):
            return None
