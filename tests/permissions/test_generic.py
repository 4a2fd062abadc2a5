"""What holds for every address: reading writes nothing, writing needs its token, odd input is no error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.permissions.addresses import POLICED, ROUTES, address, app_of, arguments_of
from tests.permissions.conftest import rolled_back
from tests.permissions.crawler import body_of
from tests.permissions.marks import FullWorld
from tests.permissions.policy import POLICY

WRITERS = ("lead_a", "staff", "admin")  # together they may do everything on side A
ODD_TEXTS = ("199999", "../../etc/passwd", "ä" * 40, "-1", "9" * 40, "\x00", "'\"<b>", "A%00", "٣")
ODD_NUMBERS = ("-1", "0", "9" * 40, "2147483648", "9223372036854775808", "abc", "٣", "1.5", "%00")
ODD_QUERIES = (
    "authority__password",
    "-memberships__user__email",
    "\x00",
    "9" * 40,
    "-1",
    "{{7*7}}ä",
)
PARAMETERS = (
    "sort", "ordering", "order_by", "sortierung", "page", "q", "field", "group", "state", "status", "schulform",
    "gemeinde", "traeger", "schule", "side", "seite", "thema", "aspekt", "kompetenz", "leer", "text", "next",
    "abgeschaltet", "scope", "owner", "year", "pflicht",
)  # fmt: skip
NO_KEYS = {"slug", "token", "kind", "direction"}  # arguments that choose among a few words
APPS_WITH_KEYS = sorted({app_of(name) for name, arguments in POLICED.items() if set(arguments) - NO_KEYS})
STATE_OF_SESSIONS = (
    "django_session",
    "usersessions_usersession",
    "core_cache",
)  # the last counts wrong links


def own_addresses(full: FullWorld, letter: str = "A") -> list[tuple[str, str]]:
    found = ((name, address(name, full.places[letter])) for name in POLICED)
    return [(name, url) for name, url in found if url]


def methods(name: str) -> set[str]:
    line = next(line for line in POLICY if line.name == name)
    return {method for method, code in (("get", line.get), ("post", line.post)) if code != 405}


def writer_of(name: str) -> str:
    """Somebody who may open this address, so that the right is not what refuses."""
    line = next(line for line in POLICY if line.name == name)
    return next((actor for actor in WRITERS if line.letters[actor] == "o"), "staff")


def writes(queries: Any) -> list[str]:
    """Statements that change rows, other than the session's own clock."""
    changing = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "ALTER", "MERGE")
    found = [query["sql"] for query in queries if query["sql"].lstrip("( ").upper().startswith(changing)]
    return [sql for sql in found if not any(table in sql for table in STATE_OF_SESSIONS)]


@pytest.mark.parametrize("actor", [*WRITERS, "supervision"])
def test_reading_changes_no_row(actor: str, full: FullWorld, clients: dict[str, Client]) -> None:
    changed = {}
    for name, url in own_addresses(full):
        with CaptureQueriesContext(connection) as queries, rolled_back():
            body_of(clients[actor].get(url))
        if found := writes(queries.captured_queries):
            changed[name] = found
    assert changed == {}


def test_a_writing_get_would_be_noticed() -> None:
    assert writes([{"sql": 'INSERT INTO "x"'}, {"sql": "UPDATE django_session"}]) == ['INSERT INTO "x"']


def test_no_address_writes_without_its_token(full: FullWorld) -> None:
    """The token is asked before anything else, whatever the right."""
    answered = {}
    strict = full.world.client_for("staff", enforce_csrf_checks=True)
    for name in ROUTES:
        url = address(name, full.places["A"]) if name in POLICED else _plain(name)
        for method in ("post", "put", "patch", "delete"):
            with rolled_back():
                response = getattr(strict, method)(url)
            if response.status_code != 403:
                answered[name, method] = response.status_code
    assert answered == {}


def _plain(name: str) -> str:
    return reverse(name, kwargs={"uidb36": "a", "key": "b-c"} if name.endswith("_from_key") else {})


def test_every_answer_carries_the_headers(full: FullWorld, clients: dict[str, Client]) -> None:
    """Pages, downloads, refusals and missing things alike."""
    missing = {}
    for actor in ("anonymous", "lead_a", "nobody", "admin"):
        for name, url in [*own_addresses(full), ("404", "/gibt-es-nicht/")]:
            with rolled_back():
                response = clients[actor].get(url)
                body_of(response)
            if faults := list(header_faults(response, is_signed_in=actor != "anonymous")):
                missing[actor, name] = faults
    assert missing == {}


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


def test_odd_queries_are_no_error(full: FullWorld, clients: dict[str, Client]) -> None:
    failed = {}
    for name, url in own_addresses(full):
        if "get" not in methods(name):
            continue
        for value in ODD_QUERIES:
            response = clients[writer_of(name)].get(url, dict.fromkeys(PARAMETERS, value))
            body_of(response)
            if response.status_code >= 500:
                failed[name, value] = response.status_code
    assert failed == {}


@pytest.mark.parametrize("app", APPS_WITH_KEYS)
def test_odd_keys_are_missing_things(
    app: str, full: FullWorld, clients: dict[str, Client], unrendered: None
) -> None:
    failed = {}
    for name, url in odd_addresses(full):
        for method in methods(name) if app_of(name) == app else ():
            with rolled_back():
                status = getattr(clients[writer_of(name)], method)(url).status_code
            if status != 404:
                failed[name, method, url] = status
    assert failed == {}


@pytest.mark.parametrize("actor", ["anonymous", "lead_a", "admin"])
@pytest.mark.parametrize("place", ["/gibt-es-nicht", "/schulen"])
def test_the_page_of_a_missing_thing_takes_every_address(
    place: str, actor: str, full: FullWorld, clients: dict[str, Client]
) -> None:
    """Painted, with the odd key in its address: what the test above leaves out."""
    for odd in {*ODD_TEXTS, *ODD_NUMBERS}:
        response = clients[actor].get(f"{place}/{quote(odd)}/", follow=True)  # to the sign-in
        assert response.status_code == (404 if actor != "anonymous" or not response.redirect_chain else 200)
        assert "</html>" in response.content.decode(), odd


def odd_addresses(full: FullWorld) -> Iterator[tuple[str, str]]:
    """Each address with each key in it replaced by something strange."""
    for name in POLICED:
        url = address(name, full.places["A"])
        arguments = arguments_of(name, full.places["A"])
        assert url
        assert arguments is not None
        for argument, value in arguments.items():
            if argument not in NO_KEYS:
                odd = ODD_NUMBERS if isinstance(value, int) else ODD_TEXTS
                yield from ((name, url.replace(f"/{value}/", f"/{quote(one)}/", 1)) for one in odd)
