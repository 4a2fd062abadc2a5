"""Large parts of pages that are the same for everybody who may see them, rendered once per process.

A table of released pictures is a pure function of which releases it shows, and a release never changes. The page
still reads through the scoped querysets which releases these are; only the words are not written anew each time.

A page carries a short mark in place of such a part until it is finished; then `core.middleware.FragmentMiddleware`
puts the bytes in. So a megabyte is neither joined nor encoded again for each block of a template around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from functools import lru_cache
from secrets import token_hex
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language


class _Part:
    """Equal to every part with the same key, whatever it is rendered from."""

    __slots__ = ("build", "key")

    def __init__(self, key: Hashable, build: Callable[[], dict[str, Any]] | None) -> None:
        self.key, self.build = key, build

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Part) and self.key == other.key


def remembered(
    request: HttpRequest, template_name: str, *, key: Hashable, build: Callable[[], dict[str, Any]]
) -> SafeString:
    """The mark of the rendered template, safe to insert into the page that answers `request`.

    `build` gives the template its context and is called only where the key is new. The words must depend on
    nothing but `key`: no request, user or clock.
    """
    mark = f"<!--{token_hex(16)}-->"  # nobody who writes a text of the page can know it
    _parts(request)[mark.encode()] = _render(template_name, get_language(), _Part(key, build))
    return mark_safe(mark)  # noqa: S308 - made here


def fill_in(request: HttpRequest, response: HttpResponse) -> None:
    """Replace each mark of this request by its part. What is put in is not looked through again."""
    parts = _parts(request)
    if parts and not response.streaming:
        pieces = re.split(b"(%s)" % b"|".join(parts), response.content)
        response.content = b"".join(parts.get(piece, piece) for piece in pieces)


def _parts(request: HttpRequest) -> dict[bytes, bytes]:
    """What stands behind the marks of this request's page."""
    known: dict[bytes, bytes] = vars(request).setdefault("_parts", {})
    return known


@lru_cache(maxsize=24)  # about 1 MB each at a hundred schools
def _render(template_name: str, _language: str | None, part: _Part) -> bytes:
    html = render_to_string(template_name, part.build() if part.build else {})
    part.build = None  # the memory keeps the key and the words
    return html.encode()
