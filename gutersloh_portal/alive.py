"""Health of a container: `python -m gutersloh_portal.alive web|worker|beat` ends with 0 while the part lives.

The web part is asked over HTTP. Worker and beat touch the file PORTAL_ALIVE_FILE while they do their rounds
(see celery.py): asking them through the queue would start a second Celery every half minute.
"""

import http.client
import sys
import time
from pathlib import Path

from gutersloh_portal import env

MAX_AGE = {"worker": 60, "beat": 120}  # seconds; beat sends something every 30 s


def web() -> bool:
    host = env.words("PORTAL_HOSTS", "localhost")[0].lstrip(".")
    port = int(env.text("PORTAL_BIND", "127.0.0.1:8000").rpartition(":")[2])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=8)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def touched(role: str) -> bool:
    try:
        age = time.time() - Path(env.text("PORTAL_ALIVE_FILE")).stat().st_mtime
    except OSError:
        return False
    return age < MAX_AGE[role]


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in {"web", *MAX_AGE}:
        sys.stderr.write("usage: python -m gutersloh_portal.alive web|worker|beat\n")
        return 2
    return 0 if (web() if arguments[0] == "web" else touched(arguments[0])) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
