"""Queue messages: a doorbell with the job's id, nothing else."""

from __future__ import annotations

import logging
from functools import partial
from uuid import UUID

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from reports import services

logger = logging.getLogger(__name__)


@shared_task
def run_report(job_id: str) -> None:
    """Make one report. A repeated message finds the job taken or finished and leaves."""
    services.perform(job_id)


@shared_task
def sweep() -> None:
    """Every 30 seconds: ring again for forgotten jobs, give up on poisonous ones."""
    for job_id in services.sweep():
        ring(job_id)


def ring(job_id: UUID) -> None:
    """Wake a worker. A queue that is down costs time, not the job: the sweep rings again."""
    try:
        run_report.apply_async((str(job_id),), retry=False)
    except OperationalError:
        logger.warning("the queue does not answer; report %s waits for the sweep", job_id)


def ring_later(job_id: UUID) -> None:
    """After the commit: a worker that comes sooner would not find the job."""
    transaction.on_commit(partial(ring, job_id))
