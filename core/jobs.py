"""Work in the background: the row is the truth, the queue's message only a doorbell (docs/adr/0004)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Now

from core.scoping import ScopedQuerySet

MAX_ATTEMPTS = 3
QUEUED, RUNNING = "queued", "running"
TURN = 1.0  # seconds between two looks at the progress


class LostClaim(Exception):
    """Another worker has taken the job over; what this one made is thrown away."""


class JobQuerySet(ScopedQuerySet):
    """Rows with `state`, `attempts`, `fence`, `lease_until`, `started_at` and `progress`."""

    def claimable(self) -> Self:
        """Waiting, or running with an expired lease (its worker died)."""
        free = Q(state=QUEUED) | Q(state=RUNNING, lease_until__lt=Now())
        return self.filter(free, attempts__lt=MAX_ATTEMPTS)

    def claim(self, pk: Any) -> int | None:
        """Compare-and-swap: the fence number for exactly one worker, None for all others."""
        won = (
            self.claimable()
            .filter(pk=pk)
            .update(
                state=RUNNING,
                attempts=F("attempts") + 1,
                fence=F("fence") + 1,
                lease_until=_lease(),
                started_at=Now(),
                progress=0,
            )
        )
        return self.values_list("fence", flat=True).get(pk=pk) if won else None

    def held(self, pk: Any, fence: int) -> Self:
        """The row, if this worker's claim still holds."""
        return self.filter(pk=pk, fence=fence, state=RUNNING)

    def report_progress(self, pk: Any, fence: int, percent: int) -> bool:
        """Heartbeat and progress in one; False when another worker has taken over."""
        return bool(self.held(pk, fence).update(progress=percent, lease_until=_lease()))

    def exhausted(self) -> Self:
        """Died three times: a poisonous job that must not block the others."""
        return self.filter(state=RUNNING, lease_until__lt=Now(), attempts__gte=MAX_ATTEMPTS)

    def active(self) -> Self:
        return self.filter(state__in=[QUEUED, RUNNING])


def _lease() -> Any:
    return Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


@contextmanager
def told(rows: Callable[[], JobQuerySet], pk: Any, fence: int, progress: Callable[[], int]) -> Iterator[None]:
    """Tells the progress of one long transaction while the block runs, and prolongs the lease.

    `progress` gives a percentage and is asked from another thread.
    """
    said, silent = 0, 0.0

    def tell() -> None:
        nonlocal said, silent
        silent += TURN
        if progress() != said or silent >= settings.JOB_LEASE_SECONDS / 3:
            said, silent = progress(), 0.0
            rows().report_progress(pk, fence, said)

    with beside(tell, every=TURN, name=f"progress-{pk}"):
        yield


@contextmanager
def kept(rows: Callable[[], JobQuerySet], pk: Any, fence: int) -> Iterator[None]:
    """Prolongs the lease while the block runs and says nothing."""

    def prolong() -> None:
        rows().held(pk, fence).update(lease_until=_lease())

    with beside(prolong, every=settings.JOB_LEASE_SECONDS / 3, name=f"heartbeat-{pk}"):
        yield


@contextmanager
def beside(work: Callable[[], None], *, every: float, name: str) -> Iterator[None]:
    """Does `work` every so many seconds while the block runs, in a thread with a database connection of its own.

    Stops by itself at the hard time limit of a task.
    """
    done = threading.Event()

    def beat() -> None:
        try:
            for _turn in range(int(settings.CELERY_TASK_TIME_LIMIT / every)):
                if done.wait(every):
                    return
                work()
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
