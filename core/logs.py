"""Logs are read by more people than the portal's pages: no secret stands in them."""

from __future__ import annotations

import logging
import re

SECRET_PATH = re.compile(
    r"((?:/schulen)?/einladung/|/kalender/|/terminumfrage/|/matrix/gemeinsam/|/konto/passwort/neu/"
    r"|/berichte/protokoll/link/|/tisch/dabei/(?:stand/)?|/tisch/stand/)[^/\s]+"
)  # as in deploy/gunicorn.conf.py


class SecretPaths(logging.Filter):
    """Cuts the key out of links that open an account: Django logs the address of each refused request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = SECRET_PATH.sub(r"\1…", record.getMessage()), None
        return True
