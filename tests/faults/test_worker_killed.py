"""kill -9 in mid-report, with the real queue: the job finishes, one file, nothing stuck (trust F01, F02)."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from reports import services, tasks
from reports.models import ReportJob
from tests.reports.conftest import catalogue, release_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
__all__ = ["catalogue"]
PATIENCE = 90


def wait_for(condition: Callable[[], Any]) -> Any:
    """The first true answer; fails when it does not come."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    pytest.fail("waited in vain")


def state_of(job: ReportJob) -> str:
    return str(ReportJob.unscoped.values_list("state", flat=True).get(pk=job.pk))


def sweep_until_done(job: ReportJob) -> ReportJob:
    """What beat does every 30 seconds, here more often."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and state_of(job) not in {"done", "failed"}:
        tasks.sweep()
        time.sleep(0.5)
    return ReportJob.unscoped.get(pk=job.pk)


@pytest.fixture
def job(world, catalogue, queue_name) -> ReportJob:
    release_of(world.school_a, world.users["lead_a"], catalogue)
    job = services.request_report(world.school_a, actor=world.user("adviser"))
    ReportJob.unscoped.filter(pk=job.pk).update(requested_at=timezone.now() - timedelta(minutes=1))
    return job


def assert_finished_once(job: ReportJob, attempts: int) -> None:
    assert (job.state, job.attempts) == ("done", attempts)
    assert ReportJob.unscoped.filter(state__in=["queued", "running"]).count() == 0
    with job.file.open("rb") as file:
        assert file.read(5) == b"%PDF-"
    begun = job.started_at.timestamp()
    made_since = [
        path for path in (settings.MEDIA_ROOT / "reports").glob("*") if path.stat().st_mtime > begun
    ]
    assert len(made_since) == 1


def test_the_child_is_killed(worker, job):
    process = worker()
    tasks.ring(job.pk)
    wait_for(lambda: state_of(job) == "running")
    for child in process.children():
        child.send_signal(signal.SIGKILL)
    assert_finished_once(sweep_until_done(job), attempts=2)


def test_the_whole_worker_is_killed_and_a_new_one_started(worker, job):
    process = worker()
    tasks.ring(job.pk)
    wait_for(lambda: state_of(job) == "running")
    os.killpg(process.pid, signal.SIGKILL)
    worker()
    assert_finished_once(sweep_until_done(job), attempts=2)


def test_the_message_is_lost(worker, job):
    worker()  # nobody rings: as if the queue had lost its memory
    assert_finished_once(sweep_until_done(job), attempts=1)
