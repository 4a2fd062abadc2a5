"""The portal's Celery app on the test database, for workers that tests kill."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.faults.worker_settings"

from gutersloh_portal.celery import app

__all__ = ["app"]
