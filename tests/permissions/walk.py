"""Everything that one person is told: at each address about every school, asked and sent an empty form, and wherever
links lead.

Rights, markers, headers and writing are read off the same answers: to ask thousands of addresses is what costs, and
to look at an answer a second time does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test import Client

from tests.permissions.addresses import POLICED, address
from tests.permissions.conftest import rolled_back
from tests.permissions.crawler import crawl, starts, text_of
from tests.permissions.marks import FullWorld
from tests.permissions.policy import SIGN_IN
from tests.permissions.readers import kinds_in

CHANGING = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "ALTER", "MERGE")
STATE_OF_SESSIONS = (
    "django_session",
    "usersessions_usersession",
    "core_cache",
)  # the last counts wrong links


@dataclass
class Walk:
    """What was found, by (method, address)."""

    statuses: dict[tuple[str, str], int] = field(default_factory=dict)
    kinds: dict[tuple[str, str], set[str]] = field(default_factory=dict)  # of the markers read there
    headers: dict[str, list[str]] = field(default_factory=dict)  # what is wrong with those of a GET
    written: dict[str, list[str]] = field(default_factory=dict)  # statements by which a GET changed rows

    def told(self, method: str) -> set[str]:
        """Kinds of all markers that answers to this method held."""
        return set().union(*(kinds for (asked, _url), kinds in self.kinds.items() if asked == method))

    def leaks(self, allowed: set[str]) -> dict[str, list[tuple[str, str]]]:
        """Kinds of markers that were read and may not be, each with some of the places."""
        found = set().union(*self.kinds.values()) - allowed
        return {kind: [place for place, kinds in self.kinds.items() if kind in kinds][:5] for kind in found}


def walk(actor: str, client: Client, full: FullWorld, more: Iterable[str]) -> Walk:
    """This person's; `more` are addresses beside those that names lead to."""
    found, more = Walk(), list(more)
    with rolled_back(), writes_noted() as taken:
        for url, response, text in crawl(client, dict.fromkeys([*starts(full), *more])):
            found.statuses["get", url] = status_of(response)
            found.kinds["get", url] = kinds_in(text, actor)
            if faults := list(header_faults(response, is_signed_in=actor != "anonymous")):
                found.headers[url] = faults
            if statements := taken():
                found.written[url] = statements
    named = (address(name, things) for things in full.places.values() for name in POLICED)
    for url in dict.fromkeys([*filter(None, named), *more]):
        with rolled_back():
            response = client.post(url)
            found.statuses["post", url] = status_of(response)
            found.kinds["post", url] = kinds_in(text_of(response), actor)
    return found


def status_of(response: Any) -> int:
    to_sign_in = response.status_code == 302 and "/konto/anmelden/" in response["Location"]
    return SIGN_IN if to_sign_in else int(response.status_code)


def header_faults(response: Any, *, is_signed_in: bool) -> Iterator[str]:
    headers = response.headers
    policy = headers.get("Content-Security-Policy", "")
    if "frame-ancestors 'none'" not in policy or "default-src" not in policy:
        yield f"Content-Security-Policy: {policy}"
    if "unsafe" in policy:
        yield f"unsafe: {policy}"
    for name, value in (("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY")):
        if headers.get(name) != value:
            yield f"{name}: {headers.get(name)}"
    if is_signed_in and not {"private", "no-store"} <= set(headers.get("Cache-Control", "").split(", ")):
        yield f"Cache-Control: {headers.get('Cache-Control')}"


def changes_rows(sql: str) -> bool:
    """Whether a statement changes rows, other than the session's own clock."""
    changing = sql.lstrip("( ").upper().startswith(CHANGING)
    return changing and not any(table in sql for table in STATE_OF_SESSIONS)


@contextmanager
def writes_noted() -> Iterator[Callable[[], list[str]]]:
    """What it gives takes out the statements that changed rows since it was asked last."""
    noted: list[str] = []

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if changes_rows(str(sql)):
            noted.append(str(sql))
        return execute(sql, params, many, context)

    def taken() -> list[str]:
        found = noted.copy()
        noted.clear()
        return found

    with connection.execute_wrapper(note):
        yield taken
