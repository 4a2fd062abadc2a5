"""Test settings of a worker process: the database and media folder of the test that started it."""

import os
from pathlib import Path

from tests.settings import *  # noqa: F403 - settings are taken over whole
from tests.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["FAULT_DATABASE"]
MEDIA_ROOT = Path(os.environ["FAULT_MEDIA"])
JOB_LEASE_SECONDS = int(os.environ["FAULT_LEASE"])
