"""Addresses of pages, each worked out once per process: a page names forty of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

PLAIN = frozenset({str, int, UUID})  # what is equal is written alike; of anything else only `reverse` knows


def address(name: str, *args: Any, **kwargs: Any) -> str:
    """Like `reverse`; raises NoReverseMatch just so."""
    urlconf = get_urlconf() or settings.ROOT_URLCONF
    if not PLAIN.issuperset(map(type, (*args, *kwargs.values()))):
        return reverse(name, urlconf, args=args, kwargs=kwargs)
    return _address(name, args, tuple(kwargs.items()), urlconf, get_script_prefix())


@lru_cache(maxsize=4096)
def _address(
    name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...], urlconf: str, _prefix: str
) -> str:
    return reverse(name, urlconf, args=args, kwargs=dict(kwargs))
