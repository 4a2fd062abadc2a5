"""What holds for every address: writing needs its token, odd input is no error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.sessions.models import Session
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import now

from schools.models import School
from tests.permissions.addresses import POLICED, ROUTES, address, app_of, arguments_of
from tests.permissions.conftest import rolled_back
from tests.permissions.crawler import body_of
from tests.permissions.marks import FullWorld
from tests.permissions.policy import POLICY
from tests.permissions.walk import header_faults, writes_noted

pytestmark = pytest.mark.usefixtures("unkept")

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


def test_a_writing_get_would_be_noticed(full: FullWorld) -> None:
    with writes_noted() as taken:
        list(School.unscoped.all())
        Session.objects.update(expire_date=now())
        assert taken() == []
        School.unscoped.update(name="x")
        assert [sql[:6] for sql in taken()] == ["UPDATE"]
        assert taken() == []


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


@pytest.mark.parametrize("actor", ["anonymous", "lead_a", "nobody", "admin"])
def test_the_answer_to_no_address_carries_the_headers(actor: str, clients: dict[str, Client]) -> None:
    """Like every other one, which `tests.permissions.walk` sees to."""
    response = clients[actor].get("/gibt-es-nicht/")
    assert list(header_faults(response, is_signed_in=actor != "anonymous")) == []


@pytest.fixture
def queries_read(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Paths of the requests whose query was looked at, by its names or as a part of the address."""
    read: set[str] = set()
    parsed, whole = vars(WSGIRequest)["GET"].func, HttpRequest.get_full_path

    def query(request: WSGIRequest) -> QueryDict:
        read.add(request.path)
        return parsed(request)

    def address_with_query(request: HttpRequest, **options: Any) -> str:
        read.add(request.path)
        return whole(request, **options)

    told = cached_property(query)
    told.__set_name__(WSGIRequest, "GET")
    monkeypatch.setattr(WSGIRequest, "GET", told)
    monkeypatch.setattr(HttpRequest, "get_full_path", address_with_query)
    return read


def test_odd_queries_are_no_error(
    full: FullWorld, clients: dict[str, Client], queries_read: set[str]
) -> None:
    """An answer for which nobody looks at the query is the same for the next one."""
    failed, reading = {}, [(name, url) for name, url in own_addresses(full) if "get" in methods(name)]
    for value in ODD_QUERIES:
        for name, url in reading:
            response = clients[writer_of(name)].get(url, dict.fromkeys(PARAMETERS, value))
            body_of(response)
            if response.status_code >= 500:
                failed[name, value] = response.status_code
        reading = [(name, url) for name, url in reading if url in queries_read]
    assert failed == {}
    assert len(reading) > 50


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
