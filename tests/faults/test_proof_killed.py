"""kill -9 at ten random points of the proof of use: each time all of it or nothing, and nothing twice."""

from __future__ import annotations

import os
import random
import signal
import time
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from equipment.services.catalogue import load_defaults
from procurement.models import Allocation, Grant
from procurement.services import funding
from reports import services
from reports.models import ReportJob
from tests.procurement.test_proof import asked, proved
from tests.world import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
POINTS = 10
NAMES = ["verwendungsnachweis.pdf", "belegliste.csv", "rechnungen/001-r-1.pdf"]


def worker(job: ReportJob) -> int:
    """A process that makes the report as a worker does. It opens connections of its own."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    try:
        services.perform(job.pk)
    finally:
        os._exit(0)


def files() -> list[str]:
    folder = settings.MEDIA_ROOT / "reports"
    return sorted(path.name for path in folder.glob("*")) if folder.exists() else []


def let_lease_end(job: ReportJob) -> None:
    past = timezone.now() - timedelta(seconds=1)
    ReportJob.unscoped.filter(pk=job.pk, state="running").update(lease_until=past)


def assert_whole(job: ReportJob, charged: list[int]) -> None:
    job.refresh_from_db()
    assert job.state == "done"
    with job.file.open("rb") as file, zipfile.ZipFile(file) as archive:
        assert (archive.testzip(), archive.namelist()) == (None, NAMES)
    assert list(Allocation.unscoped.values_list("pk", flat=True)) == charged
    services.remove_strays(before=timezone.now() + timedelta(minutes=1))
    assert files() == [os.path.basename(job.file.name or "")]  # noqa: PTH119 - a name, no path


@pytest.fixture
def grant(world: World, settings: Any, tmp_path: Any) -> Grant:
    settings.MEDIA_ROOT = tmp_path  # elsewhere lie the files of other tests
    load_defaults()
    funding.load_programmes()
    return proved(world)


def test_killed_at_ten_points(world: World, grant: Grant) -> None:
    charged = list(Allocation.unscoped.values_list("pk", flat=True))
    seed = time.time_ns() % 10**6
    chance, begun = random.Random(seed), time.monotonic()  # noqa: S311 - when to kill
    first = asked(world, grant)
    os.waitpid(worker(first), 0)
    whole = time.monotonic() - begun
    assert_whole(first, charged)
    interrupted, tries = 0, 0
    while interrupted < POINTS:
        tries += 1
        assert tries <= 4 * POINTS, seed
        for old in ReportJob.unscoped.all():
            old.file.delete(save=False)
            old.delete()
        job = asked(world, grant)
        child = worker(job)
        time.sleep(whole * (interrupted + chance.random()) / POINTS)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        job.refresh_from_db()
        assert job.state in {"queued", "running", "done"}, seed
        if job.state == "done":
            whole *= 0.85  # too late: the machine has become faster since it was measured
        else:
            interrupted += 1
        assert (job.file.name == "") is (job.state != "done"), seed
        let_lease_end(job)
        services.perform(job.pk)
        assert_whole(job, charged)
