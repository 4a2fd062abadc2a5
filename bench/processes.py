"""Measures that need processes of their own: workers and the web server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import reverse

from accounts.models import User
from bench import world
from bench.results import Result, against, seconds
from reports import services
from reports.models import ReportJob
from reports.tasks import ring
from schools.models import School

BIN = Path(sys.executable).parent
MEGABYTE = 1024 * 1024


@contextmanager
def process(*command: str) -> Iterator[psutil.Process]:
    """A process with its children in a session of their own; all of them end with the block."""
    options = {"start_new_session": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = subprocess.Popen(command, **options)  # type: ignore[call-overload]  # noqa: S603 - fixed words
    try:
        yield psutil.Process(started.pid)
    finally:
        started.terminate()
        try:
            started.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, 9)
            started.wait()


def worker(children: int) -> list[str]:
    celery = [str(BIN / "celery"), "-A", "gutersloh_portal", "worker", "--pool", "prefork"]
    return [
        *celery,
        "--concurrency",
        str(children),
        "--without-gossip",
        "--without-mingle",
        "--loglevel",
        "ERROR",
    ]


class Peak:
    """Highest sum of the proportional memory (PSS) of a process and its children, sampled all the time."""

    def __init__(self, root: psutil.Process) -> None:
        self.root = root
        self.megabytes = 0.0
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Peak:
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.done.set()
        self.thread.join()

    def _watch(self) -> None:
        while not self.done.wait(0.2):
            total = 0
            for one in [self.root, *self.root.children(recursive=True)]:
                try:
                    total += one.memory_full_info().pss
                except psutil.Error:
                    continue
            self.megabytes = max(self.megabytes, total / MEGABYTE)


def _request_all() -> list[ReportJob]:
    """One job per school."""
    staff = User.objects.get(email=world.STAFF)
    return [services.request_report(school, actor=staff, limit=None) for school in School.unscoped.all()]


def _wait_until_done(jobs: list[ReportJob]) -> None:
    ids = [job.pk for job in jobs]
    while ReportJob.unscoped.filter(pk__in=ids).active().exists():
        time.sleep(0.1)
    failed = ReportJob.unscoped.filter(pk__in=ids).exclude(state="done").count()
    if failed:
        raise RuntimeError(f"{failed} reports failed")


def _files() -> set[str]:
    return {path.name for path in (settings.MEDIA_ROOT / "reports").glob("*.pdf")}


def _perform(jobs: list[ReportJob]) -> None:
    for job in jobs:
        services.perform(job.pk)


def all_reports() -> list[Result]:
    """Every school's report with two workers against one process; then again with nothing changed."""
    ReportJob.unscoped.all().delete()
    jobs = _request_all()
    baseline = seconds(lambda: _perform(jobs))
    _wait_until_done(jobs)
    ReportJob.unscoped.all().delete()  # else the second run would find unchanged content

    with process(*worker(2)) as root:
        wait_for_children(root)
        value = seconds(_ring_all)
        before = _files()
        _ring_all()
        printed = len(_files() - before)
    return [
        against("all_reports", value, baseline, unit="s", aim=0.65),
        Result("all_reports_unchanged", printed, "rendered", None, None, 0),
    ]


def memory_worker() -> list[Result]:
    """Peak of a worker with two children that makes every school's report."""
    ReportJob.unscoped.all().delete()
    with process(*worker(2)) as root:
        wait_for_children(root)
        with Peak(root) as peak:
            _ring_all()
    return [Result("memory_worker", peak.megabytes, "MB", None, None, 450)]


def _ring_all() -> None:
    for job in _request_all():
        ring(job.pk)
    _wait_until_done(list(ReportJob.unscoped.all()))


def wait_for_children(root: psutil.Process, children: int = 2) -> None:
    while len(root.children()) < children:
        time.sleep(0.1)
    time.sleep(2)


def free_port() -> int:
    """A port of the loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def memory_web() -> list[Result]:
    """Peak of the web server as script/server starts it, while the main pages are opened again and again."""
    port = free_port()
    command = [str(BIN / "gunicorn"), "--config", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
    cookie = cookie_of_staff()
    addresses = ["/", reverse("schools:school_list"), reverse("matrix:heatmap", args=["99101"])]
    with process(*command, "gutersloh_portal.wsgi") as root, Peak(root) as peak:
        until_open(port)
        for _turn in range(30):
            for address in addresses:
                request = urllib.request.Request(
                    f"http://127.0.0.1:{port}{address}", headers={"Cookie": cookie}
                )
                with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - loopback
                    answer.read()
    return [Result("memory_web", peak.megabytes, "MB", None, None, 250)]


def cookie_of_staff() -> str:
    """The header of somebody signed in from the Träger's office."""
    client = Client()
    client.force_login(
        User.objects.get(email=world.STAFF), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    session = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def until_open(port: int) -> None:
    """Wait until somebody listens there; RuntimeError after a minute."""
    for _turn in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the web server did not start")


MEASURES: dict[str, Callable[[], list[Result]]] = {
    "all_reports": all_reports,
    "memory_web": memory_web,
    "memory_worker": memory_worker,
}
