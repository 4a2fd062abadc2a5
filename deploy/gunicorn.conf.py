"""gunicorn for every way to run: two processes of four threads each (measured: steadier than one of many)."""

import os
import re
from typing import Any

from gunicorn.glogging import Logger

SECRET_PATH = re.compile(
    r"((?:/schulen)?/einladung/|/kalender/|/terminumfrage/|/matrix/gemeinsam/|/konto/passwort/neu/"
    r"|/berichte/protokoll/link/|/tisch/dabei/(?:stand/)?|/tisch/stand/)[^/]+"
)

bind = os.environ.get("PORTAL_BIND", "127.0.0.1:8000")
workers = 2
threads = 4
worker_class = "gthread"
preload_app = True  # the processes share the code's memory; a portal that cannot start says so at once
max_requests = 2000
max_requests_jitter = 200
timeout = 60
graceful_timeout = 20
keepalive = 5
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108 - heartbeat never on disk
control_socket_disable = True
limit_request_line = 4094
accesslog = "-"
# no query string: it may carry what somebody searched for
access_log_format = '%({x-forwarded-for}i)s %(t)s "%(m)s %(U)s" %(s)s %(b)s %(M)sms'
errorlog = "-"


class MaskingLogger(Logger):
    """No keys of links that open an account (core/logs.py), and no line that an address has made up."""

    def atoms(self, *args: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().atoms(*args)
        path = SECRET_PATH.sub(r"\1...", str(found["U"]))
        return found | {"U": path.encode("unicode_escape").decode()}


logger_class = MaskingLogger
