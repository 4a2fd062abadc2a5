"""A process that performs imports in children of its own, each of which a test may kill.

Reads a job's id a line and answers with the pid of the child; `-` waits for the child to end by itself.
"""

from __future__ import annotations

import os
import sys

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.faults.worker_settings"
    django.setup()
    from equipment.services import bulk_jobs  # noqa: PLC0415 - settings first

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            bulk_jobs.perform(line.strip())
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)
        sys.stdout.write("gone\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
