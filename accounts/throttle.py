"""Guessing at secret links, or copying a public page: after too much of it an address on the net waits."""

from __future__ import annotations

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.http import HttpRequest

MISSES = 30  # schools share an address: a few cut-off links must not lock a whole staff room out
LOOKS = 300  # likewise at a public page
SECONDS = 600


def _key(request: HttpRequest, what: str) -> str:
    return f"misses:{what}:{get_ip(request)}"


def is_blocked(request: HttpRequest, what: str, *, most: int = MISSES) -> bool:
    return int(cache.get(_key(request, what), 0)) >= most


def count_miss(request: HttpRequest, what: str) -> None:
    """One wrong guess, or one look, more; all of them are forgotten ten minutes after the first."""
    if not cache.add(_key(request, what), 1, SECONDS):
        try:
            cache.incr(_key(request, what))
        except ValueError:  # ran out between the two lines
            cache.set(_key(request, what), 1, SECONDS)
