"""What an app asks of those above it, which it must not know: they fill a slot when they are ready (docs/adr/0009)."""

from __future__ import annotations

from typing import Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")


class Slot(Generic[T]):
    """For one provider; with `several`, for one under each key.

    The same provider again changes nothing. Another one in its place is a mistake in the code and raises
    ImproperlyConfigured: it would silently take the first one's word away.
    """

    def __init__(self, asked: str, *, several: bool = False) -> None:
        self.asked = asked
        self.several = several
        self._filled: dict[str, T] = {}

    def fill(self, provider: T, *, key: str = "") -> None:
        """Called in `AppConfig.ready`. Where several may answer each has its own key."""
        if bool(key) != self.several:
            raise ImproperlyConfigured(f"{self.asked}: {'each needs a key' if self.several else 'takes one'}")
        if self._filled.setdefault(key, provider) != provider:
            raise ImproperlyConfigured(f"{self.asked}: {key or 'this'} is filled already")

    @property
    def provider(self) -> T | None:
        """The only one; None while no app above has filled the slot."""
        return self._filled.get("")

    def providers(self) -> list[T]:
        """All, in the order of their keys."""
        return [provider for _key, provider in sorted(self._filled.items(), key=lambda item: item[0])]
