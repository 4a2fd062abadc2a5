"""Guessing at secret links: after too many wrong ones an address waits, whatever it asks for next."""

from __future__ import annotations

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.http import HttpRequest

MISSES = 30  # schools share an address: a few cut-off links must not lock a whole staff room out
SECONDS = 600


def _key(request: HttpRequest, what: str) -> str:
    return f"misses:{what}:{get_ip(request)}"


def is_blocked(request: HttpRequest, what: str) -> bool:
    return int(cache.get(_key(request, what), 0)) >= MISSES


def count_miss(request: HttpRequest, what: str) -> None:
    """One wrong guess more; all of them are forgotten ten minutes after the first."""
    if not cache.add(_key(request, what), 1, SECONDS):
        try:
            cache.incr(_key(request, what))
        except ValueError:  # ran out between the two lines
            cache.set(_key(request, what), 1, SECONDS)
