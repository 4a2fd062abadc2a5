"""kill -9 at ten random points of taking over a list: all or nothing, nothing doubled (trust F01)."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from equipment.models import BulkImport, EquipmentType, StockBatch
from equipment.services import bulk
from equipment.services.catalogue import load_defaults
from tests.equipment.bulk_files import read, undo
from tests.world import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
OLD, NEW = 1000, 4000  # lines that are changed, lines that are added
POINTS = 10

Perform = Callable[[BulkImport, float | None], float]


@pytest.fixture
def perform() -> Iterator[Perform]:
    """Performs the job in a process of its own, killed after so many seconds; returns how long it lived."""
    surroundings = {
        "FAULT_DATABASE": connection.settings_dict["NAME"],
        "FAULT_MEDIA": str(settings.MEDIA_ROOT),
        "FAULT_LEASE": "60",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.committer"],
        env=os.environ | surroundings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    source, answers = process.stdin, process.stdout
    assert source
    assert answers
    assert answers.readline() == "ready\n"

    def one(job: BulkImport, killed_after: float | None) -> float:
        source.write(f"{job.pk}\n")
        source.flush()
        begun, child = time.monotonic(), int(answers.readline())
        if killed_after is not None:
            time.sleep(killed_after)
            with suppress(ProcessLookupError):  # it was done already
                os.kill(child, signal.SIGKILL)
        assert answers.readline() == "gone\n"
        return time.monotonic() - begun

    yield one
    source.close()
    process.wait(timeout=20)
    answers.close()


def stands() -> tuple[int, int]:
    """Lines in stock, and their pieces."""
    found = StockBatch.unscoped.aggregate(pieces=Sum("quantity"))
    return StockBatch.unscoped.count(), found["pieces"]


def ordered(upload: BulkImport, world: World) -> BulkImport:
    """Asked for, whatever the killed worker has left behind; as the sweep finds it a minute later."""
    past = timezone.now() - timedelta(minutes=2)
    job = bulk.order_commit(upload, skips_faulty=False, actor=world.user("it"))
    BulkImport.unscoped.filter(pk=job.pk).update(attempts=0, lease_until=past)
    return BulkImport.unscoped.get(pk=job.pk)


def stocked(world: World) -> BulkImport:
    load_defaults()
    tablet = EquipmentType.objects.get(code="DEV_TABLET_POOL")
    StockBatch.unscoped.bulk_create(
        StockBatch(school=world.school_a, type=tablet, quantity=1, room=f"Raum {number}")
        for number in range(OLD)
    )
    return listed(world)


def listed(world: World) -> BulkImport:
    """Read and compared: OLD lines get a second piece, NEW ones are added."""
    assert stands() == (OLD, OLD)
    lines = [f"990012;;DEV_TABLET_POOL;2;Raum {number};;;;;" for number in range(OLD)]
    lines += [f"990024;;DEV_TABLET_POOL;1;Neu {number};;;;;" for number in range(NEW)]
    return read(world, *lines)


def test_all_or_nothing_wherever_it_is_killed(world: World, perform: Perform) -> None:
    before, after = (OLD, OLD), (OLD + NEW, 2 * OLD + NEW)
    upload = stocked(world)
    whole = perform(ordered(upload, world), None)
    assert stands() == after
    seed = time.time_ns() % 10**6
    chance = random.Random(seed)  # noqa: S311 - points in time
    undo(BulkImport.unscoped.get(pk=upload.pk), world)
    upload = listed(world)
    interrupted, tries = 0, 0
    while interrupted < POINTS:
        tries += 1
        assert tries <= 4 * POINTS, seed
        perform(ordered(upload, world), whole * (interrupted + chance.random()) / POINTS)
        now = BulkImport.unscoped.get(pk=upload.pk)
        assert stands() == (after if now.committed_at else before), seed
        if now.committed_at:
            whole *= 0.85  # too late: the machine has become faster since it was measured
            undo(now, world)
            upload = listed(world)
        else:
            interrupted += 1
    perform(ordered(upload, world), None)
    assert stands() == after
    assert BulkImport.unscoped.get(pk=upload.pk).outcome["created"] == NEW
    perform(upload, None)  # a message that comes twice
    assert stands() == after
