"""The Celery app: all its settings stand in settings.py with the prefix CELERY_."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import before_task_publish, heartbeat_sent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gutersloh_portal.settings")

app = Celery("gutersloh_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def touch_alive_file(**kwargs: Any) -> None:
    """A sign of life for the container's health check (alive.py); only worker and beat are given the variable."""
    if path := os.environ.get("PORTAL_ALIVE_FILE"):
        Path(path).touch()


heartbeat_sent.connect(touch_alive_file)  # the worker, every two seconds
before_task_publish.connect(touch_alive_file)  # beat, with each task it sends
