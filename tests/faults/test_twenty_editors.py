"""Twenty people save the same form in the same moment, each in a thread and on a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, suppress
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from core.views import ScopedFormView
from tests.permissions.addresses import address
from tests.permissions.conftest import nothing_kept
from tests.permissions.marks import FullWorld
from tests.permissions.policy import POLICY
from tests.permissions.test_forms import WRITERS
from tests.permissions.test_parallel_editors import CONFLICTS, EDITORS, EDITS, body_for, told, typed
from tests.permissions.world_full import build_full_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody saves before everybody's entries have been found right: only the lock is left to keep them apart."""
    everybody, save = threading.Barrier(EDITORS), ScopedFormView.form_valid

    def form_valid(view: ScopedFormView, form: Any) -> HttpResponse:
        with suppress(threading.BrokenBarrierError):
            everybody.wait(timeout=60)
        return save(view, form)

    monkeypatch.setattr(ScopedFormView, "form_valid", form_valid)
    yield
    assert not everybody.broken


class Together:
    """Twenty threads, each with a connection of its own; nobody begins before all are there."""

    def __init__(self) -> None:
        self.threads, self.start = ThreadPoolExecutor(EDITORS), threading.Barrier(EDITORS)

    def each(self, act: Callable[[int], Any]) -> list[Future[Any]]:
        """What came of this act of every one of them, when all are done."""

        def alone(number: int) -> Any:
            self.start.wait(timeout=60)
            return act(number)

        acts = [self.threads.submit(alone, number) for number in range(EDITORS)]
        wait(acts)
        return acts

    def close(self) -> None:
        self.each(lambda _number: connection.close())
        self.threads.shutdown()


def answers(
    name: str, clients: list[Client], url: str, everybody: Together
) -> list[Future[tuple[str, HttpResponse]]]:
    """What each of the twenty typed, and what the portal said to it."""
    opened = told(name, clients[0], url)

    def edit(number: int) -> tuple[str, Any]:
        mine = typed(name, number)
        return mine, clients[number].post(url, body_for(name, opened, mine))

    with nothing_kept():  # each of the twenty clients would keep what all of them were shown
        return everybody.each(edit)


def fault(name: str, full: FullWorld, people: dict[str, list[Client]], everybody: Together) -> str:
    """What went wrong with this form; empty if one of the twenty saved and all others were told."""
    line = next(line for line in POLICY if line.name == name and not line.thing)
    actor = next(one for one in WRITERS if line.letters[one] == "o")
    url = address(name, full.places["A"])
    assert url
    clients = people[actor]
    acts = answers(name, clients, url, everybody)
    raised = sorted({repr(act.exception()) for act in acts if act.exception()})
    found = [act.result() for act in acts if not act.exception()]
    saved = [mine for mine, response in found if response.status_code == 302]
    lost = [
        mine
        for mine, response in found
        if response.status_code in CONFLICTS and mine not in response.content.decode()
    ]
    strange = sorted({response.status_code for _mine, response in found} - {302, *CONFLICTS})
    now = str(told(name, clients[0], url).get(EDITS[name], ""))
    if len(found) != EDITORS or len(saved) != 1 or lost or strange or saved[0] not in now:
        return f"{name}: saved {saved}, stands {now!r}, typed and gone {lost}, answers {strange}, raised {raised}"
    return ""


def test_one_of_twenty_saves_and_nineteen_are_told(db: None, together: None) -> None:
    full, everybody = build_full_world(), Together()
    people = {actor: [full.world.client_for(actor) for _number in range(EDITORS)] for actor in WRITERS}
    with closing(everybody):
        faults = [told for name in sorted(EDITS) if (told := fault(name, full, people, everybody))]
    assert not faults, "\n".join(faults)
