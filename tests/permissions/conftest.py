"""One full world for all tests of this folder: built once, each test's changes are rolled back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy, deepcopy
from time import time
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib import auth
from django.contrib.messages import get_messages
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpRequest
from django.template import base
from django.template.backends.django import Template
from django.test import Client
from django.test.signals import template_rendered
from django.test.utils import _TestState

from accounts.session_life import SEEN
from gutersloh_portal import navigation
from schools.access import access_for
from tests.permissions.marks import FullWorld
from tests.permissions.world_full import build_full_world
from tests.world import ACTORS


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/permissions/" in str(item.path):
            item.add_marker(pytest.mark.walks)


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever happens in here never happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def built(django_db_setup, django_db_blocker) -> Iterator[tuple[FullWorld, dict[str, Client]]]:
    del django_db_setup
    with django_db_blocker.unblock(), rolled_back():
        full = build_full_world()
        yield full, {actor: signed_in(full, actor) for actor in ACTORS}


def signed_in(full: FullWorld, actor: str) -> Client:
    """A client whose session has just been seen, and for the next hour needs no writing."""
    client = full.world.client_for(actor)
    if actor != "anonymous":
        session = client.session
        session[SEEN] = int(time()) + 3600
        session.save()
    return client


@pytest.fixture
def full(built, db) -> FullWorld:
    del db  # wraps the test in a savepoint
    return built[0]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals are wanted here; to write each into the log costs more than to answer it."""
    logger = logging.getLogger("django.request")
    level = logger.level
    logger.setLevel(logging.ERROR)
    yield
    logger.setLevel(level)


@pytest.fixture(autouse=True)
def sessions_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session is read once a test, and each time as soon as something was written in it."""
    load, save, kept, written = SessionStore.load, SessionStore.save, {}, set()

    def read(session: SessionStore) -> dict[str, Any]:
        key = session.session_key
        if key in written:
            return load(session)
        if key not in kept:
            kept[key] = load(session)
        return deepcopy(kept[key])

    def write(session: SessionStore, must_create: bool = False) -> None:
        save(session, must_create=must_create)
        written.add(session.session_key)

    def delete(session: SessionStore, session_key: str | None = None) -> None:
        written.add(session_key or session.session_key)
        away(session, session_key)

    away = SessionStore.delete
    monkeypatch.setattr(SessionStore, "load", read)
    monkeypatch.setattr(SessionStore, "save", write)
    monkeypatch.setattr(SessionStore, "delete", delete)


@pytest.fixture(autouse=True)
def remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who holds a session, and in which offices, is read once a test; what that allows is asked for each request.

    Every request is undone, so no office changes in between. A new session (signing in or out) is read anew.
    """
    read, known = auth.get_user, {}

    def get_user(request: HttpRequest) -> Any:
        key = request.session.session_key
        if key is None:
            return read(request)
        if key not in known:
            known[key] = read(request)
            access_for(known[key])
        return copy(known[key])  # a form may write on it

    monkeypatch.setattr(auth, "get_user", get_user)


@pytest.fixture
def clients(built, full) -> dict[str, Client]:
    """A signed-in client per actor; the sessions belong to the world."""
    del full
    return built[1]


@contextmanager
def nothing_kept() -> Iterator[None]:
    """The words of an answer are read, not what its templates were given: to keep that costs a tenth of the time."""
    plain = _TestState.saved_data.template_render  # type: ignore[attr-defined]
    with patch.object(base.Template, "_render", plain):
        yield


@pytest.fixture
def unkept() -> Iterator[None]:
    with nothing_kept():
        yield


REFUSALS = {"403.html", "404.html", "405.html"}


@pytest.fixture
def refusals_painted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that says no is the same for everything that a person is refused, but for the frame around it.

    It is given nothing but the way through the portal, and is painted once for each such way and person.
    """
    paint, painted = Template.render, {}

    def render(template: Template, context: Any = None, request: Any = None) -> str:
        if template.template.name not in REFUSALS or len(get_messages(request)):
            return paint(template, context, request)
        way = (template.template.name, request.session.session_key, *navigation.entries(request))
        if way not in painted:
            painted[way] = paint(template, context, request)
        return painted[way]

    monkeypatch.setattr(Template, "render", render)


@pytest.fixture
def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page would have been made from is read, not the page."""

    def told(template: base.Template, context: Any) -> str:
        template_rendered.send(sender=template, template=template, context=context)
        return ""

    monkeypatch.setattr(base.Template, "_render", told)


@pytest.fixture
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights are asked before a page is painted; painting would take most of the time."""
    monkeypatch.setattr(Template, "render", lambda *_args, **_kwargs: "")
