"""Large parts of pages that are the same for everybody who may see them, rendered once per process.

A table of released pictures is a pure function of which releases it shows, and a release never changes. The page
still reads through the scoped querysets which releases these are; only the words are not written anew each time.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language


class _Part:
    """Equal to every part with the same key, whatever it is rendered from."""

    __slots__ = ("context", "key")

    def __init__(self, key: Hashable, context: dict[str, Any]) -> None:
        self.key, self.context = key, context

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Part) and self.key == other.key


def remembered(template_name: str, key: Hashable, context: dict[str, Any]) -> str:
    """The rendered template, safe to insert. It must depend on nothing but `key`: no request, user or clock."""
    return _render(template_name, get_language(), _Part(key, context))


@lru_cache(maxsize=24)  # about 1 MB each at a hundred schools
def _render(template_name: str, _language: str | None, part: _Part) -> str:
    html = render_to_string(template_name, part.context)
    part.context = {}  # the memory keeps the key and the words
    return html
