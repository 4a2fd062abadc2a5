"""How long a session lives, in seconds: an hour without a sign of life, twelve hours in all (trust A22)."""

from __future__ import annotations

from dataclasses import dataclass
from time import time

from django.conf import settings
from django.http import HttpRequest

BEGAN, SEEN = "began_at", "seen_at"  # seconds since 1970, in the session
WRITE_EVERY = 60  # seconds: a page view costs no write more often than this


@dataclass(frozen=True, slots=True)
class SessionLife:
    """Seconds: a session without a sign of life, what is left of this one, and what is left of its twelve hours."""

    idle: int
    left: int
    final: int

    @property
    def is_over(self) -> bool:
        return self.left < 0 or self.final < 0


def session_life(request: HttpRequest) -> SessionLife:
    now = int(time())
    idle = settings.SESSION_IDLE_SECONDS
    left = idle - (now - request.session.get(SEEN, now))
    final = settings.SESSION_COOKIE_AGE - (now - request.session.get(BEGAN, now))
    return SessionLife(idle, left, final)


def is_due(request: HttpRequest) -> bool:
    """Whether the last note is old enough to write the next one."""
    return int(time()) - request.session.get(SEEN, 0) >= WRITE_EVERY


def start_clock(request: HttpRequest) -> None:
    """Note the sign of life, and the beginning if it is the first."""
    now = int(time())
    request.session.setdefault(BEGAN, now)
    request.session[SEEN] = now
