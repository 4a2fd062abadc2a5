"""Whoever looks at a meeting hears of every write at its table (docs/adr/0020)."""

from __future__ import annotations

import ast
import inspect
import textwrap
from types import FunctionType
from typing import Any

from roundtables import services as table_services
from roundtables.services import guards
from screens import services as screen_services

DOORS = (table_services, screen_services)
TELLING = {guards.open_meeting, guards.tell_screens, guards.tell_tables, guards.tell_tables_of}
# Doors after which no screen of a meeting has anything else to show, each with its reason.
WITHOUT_TELLING = {
    "add_place": "the register of places stands on its own page",
    "change_experience": "a note that a school wrote by itself stands at no meeting",
    "change_place": "the register of places stands on its own page",
    "create_series": "has no meeting yet",
    "decline_item": "what schools would talk about stands on the page of preparation",
    "propose_item": "what schools would talk about stands on the page of preparation",
    "remove_place": "the register of places stands on its own page",
    "save_template": "is read when the next agenda is made",
    "share_experience": "a note that a school wrote by itself stands at no meeting",
    "withdraw_experience": "a note that a school wrote by itself stands at no meeting",
}


def called(function: FunctionType) -> set[Any]:
    """The functions that this one names to call, as its module knows them."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    names = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    known = inspect.unwrap(function).__globals__
    return {known[name] for name in names & known.keys() if inspect.isfunction(known[name])}


def tells(function: FunctionType, seen: frozenset[Any] = frozenset()) -> bool:
    """Itself, or one of the services that it calls."""
    steps = called(function)
    inner = [one for one in steps - seen if ".services" in one.__module__]
    return bool(steps & TELLING) or any(tells(one, seen | {function}) for one in inner)


def doors() -> dict[str, FunctionType]:
    found = {name: getattr(module, name) for module in DOORS for name in module.__all__}
    return {name: one for name, one in found.items() if inspect.isfunction(one)}


def test_every_write_at_a_table_is_told_or_says_why_not() -> None:
    assert len(doors()) > 50
    assert sorted(name for name, one in doors().items() if not tells(one)) == sorted(WITHOUT_TELLING)
