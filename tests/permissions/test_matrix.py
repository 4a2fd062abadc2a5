"""Everybody goes to every address: own and foreign things, GET and POST, against the written policy and its markers.

And with htmx, wherever the answer could be another: before anybody is signed in, and from views that ask for it.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pprint import pformat
from typing import Any

import pytest
import rules
from django.db.models import Q
from django.template.loader import get_template
from django.test import Client
from django.urls import resolve
from rules.permissions import permissions

from core.views import PortalView
from roundtables.querysets import MeetingQuerySet
from tests.architecture.places import APPS
from tests.permissions.addresses import NAMES, POLICED, ROUTES, WITHOUT_POLICY, address, address_of_nothing
from tests.permissions.conftest import REFUSALS, rolled_back
from tests.permissions.crawler import body_of
from tests.permissions.marks import FullWorld, Things
from tests.permissions.policy import LETTERS, POLICY, Line
from tests.permissions.readers import allowed
from tests.permissions.walk import status_of, walk
from tests.world import ACTORS

pytestmark = pytest.mark.usefixtures("unkept")

OWN_SIDE = {"lead_c": "C", "staff_c": "C", "adviser_c": "C"}  # everybody else: A
LEAST = 2000  # answers for each person; grows with the addresses
FROM_OUTSIDE = ("nobody", "lead_c", "staff_c", "lead_b")  # whose 404 pages are compared letter by letter
SHARED = {"type", "fund", "register_import", "catalogue_upload", "programme", "programme_category"}
KEYS = {"pk", "key", "school_number", "number"}


def has_object(line: Line) -> bool:
    """Its address names something that belongs to a school, a Träger or a table."""
    shared = NAMES.get(line.name) in SHARED
    return bool(KEYS & set(ROUTES[line.name])) and not shared


def link(line: Line, things: Things) -> str:
    if line.thing:
        things = replace(things, values=things.values | {NAMES[line.name]: things.values[line.thing]})
    found = address(line.name, things)
    assert found, (line.name, things.values)
    return found


Ask = Callable[[str, str, dict[str, str]], int]
"""(method, address, headers) -> the status of the answer."""


def of(client: Client) -> Ask:
    """Ask this client, with changes undone and files read to their end."""

    def ask(method: str, url: str, headers: dict[str, str]) -> int:
        with rolled_back():
            response = getattr(client, method)(url, headers=headers)
            body_of(response)
            return status_of(response)

    return ask


def test_policy_names_every_address_once() -> None:
    lines = [line.name for line in POLICY if not line.thing]
    assert sorted(lines) == sorted(POLICED)
    assert set(WITHOUT_POLICY) <= set(ROUTES)
    assert {line.name for line in POLICY} == set(POLICED)


def test_policy_has_a_known_letter_for_every_actor() -> None:
    for line in POLICY:
        assert list(line.letters) == list(ACTORS)
        assert set(line.letters.values()) <= set(LETTERS), line.name


def faults(actor: str, ask: Ask, full: FullWorld, lines: list[Line] = POLICY) -> Iterator[str]:
    """Answers that the policy does not foresee."""
    own = OWN_SIDE.get(actor, "A")
    foreign = full.places["A" if own == "C" else "C"]
    for line in lines:
        places = [(full.places[own], line)]
        if has_object(line):
            places.append((foreign, replace(line, letters=line.letters | {actor: elsewhere(line, actor)})))
        for things, wanted in places:
            url = link(line, things)
            also = WITH_HTMX if actor == "anonymous" or reads_htmx(url) else ()
            for method, headers in (*PLAIN, *also):
                found, expected = ask(method, url, headers), wanted.expected(actor, method)
                if found != expected:
                    yield f"{method} {line.name} {line.thing} {url} {headers}: {found} instead of {expected}"


HTMX = {"HX-Request": "true"}
PLAIN: tuple[tuple[str, dict[str, str]], ...] = (("get", {}), ("post", {}))
WITH_HTMX = (("get", HTMX), ("post", HTMX))


def reads_htmx(url: str) -> bool:
    """Whether the view behind this address, or anything it is made of, looks at the header of htmx."""
    view = getattr(resolve(url).func, "view_class", None)
    if view is None or getattr(view, "partial", ""):
        return True
    parts = [part for part in view.__mro__ if part.__module__.partition(".")[0] in APPS]
    return any(names_htmx(part) for part in parts if part is not PortalView)


@cache
def names_htmx(part: type) -> bool:
    return "htmx" in inspect.getsource(part)


def test_views_that_read_the_header_of_htmx_are_known(full: FullWorld) -> None:
    asked = {line.name for line in POLICY if reads_htmx(link(line, full.places["A"]))}
    assert asked == {
        "equipment:bulk_detail",
        "forecast:authority_wave",
        "forecast:scenario_detail",
        "reports:report_detail",
        "roundtables:meeting_detail",
        "roundtables:milestone_list",
        "roundtables:register",
        "roundtables:result_create",
        "schools:section_preview",
        "sitepage_preview",
        "standards:rule_create",
        "standards:rule_update",
    }


NOBODYS = ("schools:user_", "outbox_")  # accounts and mails belong to no school: only the right counts


def elsewhere(line: Line, actor: str) -> str:
    """Foreign things do not exist. The administrator has no own side; the start of signing in is the same."""
    if actor in {"anonymous", "admin"}:
        return line.letters[actor]
    return "x" if line.letters[actor] == "x" and line.name.startswith(NOBODYS) else "-"


@pytest.mark.usefixtures("refusals_painted_once")
@pytest.mark.parametrize("actor", ACTORS)
def test_everybody_meets_what_the_rules_say_and_nothing_else(
    actor: str, full: FullWorld, clients: dict[str, Client]
) -> None:
    """Each address answers as the policy says, each marker is where its readers are, and reading changes no row."""
    special = [link(line, full.places[side]) for line in POLICY if line.thing for side in ("A", "C")]
    found, anew = walk(actor, clients[actor], full, special), of(clients[actor])

    def ask(method: str, url: str, headers: dict[str, str]) -> int:
        return anew(method, url, headers) if headers else found.statuses[method, url]

    told = {
        "against the policy": list(faults(actor, ask, full)),
        "leaks": found.leaks(allowed(actor)),
        # what a person may read can also be found: the walk goes everywhere
        "not found": allowed(actor) - found.told("get"),
        "headers": found.headers,
        "changed by reading": found.written,
    }
    assert not any(told.values()), pformat({fault: places for fault, places in told.items() if places})
    assert len(found.statuses) > LEAST


@pytest.mark.parametrize("name", sorted(REFUSALS))
def test_a_page_that_says_no_is_told_nothing(name: str) -> None:
    """So it can be painted once for many answers: it holds words alone, in the frame of every page."""
    page: Any = get_template(name)
    source = page.template.source
    assert "{{" not in source
    assert "{% include" not in source
    assert not re.search("exception|request|object|user", source)


@pytest.mark.parametrize(
    ("name", "permission", "actor"),
    [
        ("schools:concept_consult", "schools.change_concept", "staff"),
        ("equipment:stock_list", "equipment.view_stock", "adviser"),
        ("roundtables:meeting_start", "roundtables.run_table", "lead_a"),
    ],
)
def test_a_rule_that_lets_everybody_in_is_noticed(
    name: str,
    permission: str,
    actor: str,
    full: FullWorld,
    clients: dict[str, Client],
    unrendered: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = [line for line in POLICY if line.name == name]
    ask = of(clients[actor])
    assert list(faults(actor, ask, full, lines)) == []
    monkeypatch.setitem(permissions, permission, rules.always_allow)
    assert list(faults(actor, ask, full, lines)) != []


def test_a_queryset_that_shows_everything_is_noticed(
    full: FullWorld, clients: dict[str, Client], unrendered: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [line for line in POLICY if line.name == "roundtables:meeting_detail"]
    monkeypatch.setattr(MeetingQuerySet, "visible_q", lambda *_args: Q())
    assert list(faults("lead_c", of(clients["lead_c"]), full, lines)) != []


CHANGING = re.compile(
    rb'nonce="[^"]*"|"X-CSRFToken": "[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|data-(left|final)="\d+"'
)


@pytest.mark.parametrize("actor", FROM_OUTSIDE)
def test_foreign_and_missing_things_look_alike(
    actor: str, full: FullWorld, clients: dict[str, Client]
) -> None:
    """The same page letter by letter, so that nobody learns from it what exists."""
    things = full.places["C" if actor == "lead_b" else "A"]
    clients[actor].get("/")  # messages that other tests have left are shown here
    compared = 0
    for line in POLICY:
        if not has_object(line) or line.thing or elsewhere(line, actor) != "-":
            continue
        foreign = clients[actor].get(link(line, things))
        missing = clients[actor].get(address_of_nothing(line.name, things))
        assert (foreign.status_code, missing.status_code) == (404, 404), line.name
        assert CHANGING.sub(b"", foreign.content) == CHANGING.sub(b"", missing.content), line.name
        assert foreign.headers.items() == missing.headers.items(), line.name
        compared += 1
    assert compared > 80
