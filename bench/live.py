"""How screens at a table follow: sixty clients of one meeting on one web process (docs/adr/0020)."""

from __future__ import annotations

import http.client
import json
import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

from django.db import connection
from django.urls import reverse

from accounts.models import User
from bench import world
from bench.processes import BIN, cookie_of_staff, free_port, process, until_open
from bench.results import Result
from roundtables.models import Meeting
from roundtables.services import start_meeting
from screens.services import write_sentence

CLIENTS = 60
SCREENS = 3  # of them: projector and two laptops fetch the wall anew; telephones have nothing to fetch then
EVERY = 1.0  # seconds between two questions of a client, as in static/js/live.js
CHANGES = 30
PAUSE = 0.7  # seconds between two changes: somebody who types
LOAD_SECONDS = 6.0


class Follower(threading.Thread):
    """One client: asks each second, and notes when it saw each revision first (a screen: when it had the page)."""

    def __init__(self, port: int, question: str, *, page: str = "", cookie: str = "", delay: float) -> None:
        super().__init__(daemon=True)
        self.port, self.question, self.page, self.cookie, self.delay = port, question, page, cookie, delay
        self.seen: list[tuple[int, float]] = []
        self.over = threading.Event()

    def run(self) -> None:
        time.sleep(self.delay)
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while not self.over.is_set():
            revision = json.loads(_get(line, self.question))["revision"]
            if not self.seen or revision != self.seen[-1][0]:
                if self.page:
                    _get(line, self.page, cookie=self.cookie)
                self.seen.append((revision, time.monotonic()))
            self.over.wait(EVERY)

    def saw(self, revision: int) -> float:
        """When it knew this revision or a later one; infinite if it never did."""
        return next((moment for known, moment in self.seen if known >= revision), float("inf"))


def _get(line: http.client.HTTPConnection, address: str, *, cookie: str = "") -> bytes:
    line.request("GET", address, headers={"Cookie": cookie} if cookie else {})
    answer = line.getresponse()
    content = answer.read()
    if answer.status != http.HTTPStatus.OK:
        raise RuntimeError(f"{address}: {answer.status}")
    return content


@contextmanager
def _one_web_process() -> Iterator[int]:
    port = free_port()
    command = [str(BIN / "gunicorn"), "--config", "deploy/gunicorn.conf.py", "--workers", "1"]
    with process(*command, "--bind", f"127.0.0.1:{port}", "gutersloh_portal.wsgi"):
        until_open(port)
        yield port


@contextmanager
def _followers(port: int, meeting: Meeting, cookie: str) -> Iterator[list[Follower]]:
    page = reverse("screens:wall", args=[meeting.pk])
    shown = _get(http.client.HTTPConnection("127.0.0.1", port, timeout=30), page, cookie=cookie).decode()
    found = re.search(r'data-live="([^"]+)"', shown)
    if found is None:
        raise RuntimeError("the wall shows no key")
    draw = Random(60)  # noqa: S311 - when the telephones begin to ask
    clients = [
        Follower(
            port,
            found.group(1),
            page=page if place < SCREENS else "",
            cookie=cookie,
            delay=draw.random() * EVERY,
        )
        for place in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    time.sleep(2 * EVERY)
    try:
        yield clients
    finally:
        for client in clients:
            client.over.set()
        for client in clients:
            client.join()


def _type(meeting: Meeting, actor: User) -> list[tuple[int, float]]:
    """(revision, moment) of each change, as the services write it."""
    wrote = []
    version = meeting.wall.sentence_version if hasattr(meeting, "wall") else 0
    for turn in range(CHANGES):
        version = write_sentence(
            meeting, text=f"Jede Schule nennt {turn}", version=version, actor=actor
        ).sentence_version
        moment = time.monotonic()
        revision = Meeting.unscoped.values_list("revision", flat=True).get(pk=meeting.pk)
        wrote.append((revision, moment))
        time.sleep(PAUSE)
    time.sleep(2 * EVERY)
    return wrote


def _others(port: int, cookie: str) -> float:
    """Requests a second that others get: two people who open the list of schools again and again."""
    done = [0, 0]
    end = time.monotonic() + LOAD_SECONDS

    def work(place: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.monotonic() < end:
            _get(line, "/runde-tische/", cookie=cookie)
            done[place] += 1

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(done))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / LOAD_SECONDS


def live_60() -> list[Result]:
    """Delay (95 of 100, in milliseconds) from a write to sixty clients, and what others have left beside them."""
    staff = User.objects.get(email=world.STAFF)
    meeting = start_meeting(Meeting.unscoped.order_by("pk")[0], actor=staff)
    cookie = cookie_of_staff()
    with _one_web_process() as port:
        _others(port, cookie)  # warms up
        idle = _others(port, cookie)
        with _followers(port, meeting, cookie) as clients:
            beside = _others(port, cookie)
            wrote = _type(meeting, staff)
    connection.close()
    delays = [client.saw(revision) - moment for revision, moment in wrote for client in clients]
    p95 = statistics.quantiles(delays, n=20)[-1] * 1000
    return [
        Result("live_60_delay", p95, "ms", None, None, 2000),
        Result("live_60_left", beside, "1/s", idle, beside / idle, 0.7),
    ]


MEASURES: dict[str, Callable[[], list[Result]]] = {"live_60": live_60}
