"""How long a session lives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import time
from urllib.parse import urlencode

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

BEGAN, SEEN = "began_at", "seen_at"  # seconds since 1970, in the session
WRITE_EVERY = 60  # seconds: a page view costs no write more often than this


class SessionAgeMiddleware:
    """Signs out after an hour without a request and twelve hours after signing in (trust A22).

    It also notes the last sign of life for the page of one's own sessions.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = int(time())
        if _is_over(request):
            logout(request)
            messages.info(request, _("You were signed out after a long break. Please sign in again."))
            return _to_sign_in(request)
        if now - request.session.get(SEEN, 0) >= WRITE_EVERY:
            start_clock(request, now)
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


def start_clock(request: HttpRequest, now: int | None = None) -> None:
    """Note the sign of life, and the beginning if it is the first."""
    now = int(time()) if now is None else now
    request.session.setdefault(BEGAN, now)
    request.session[SEEN] = now


@dataclass(frozen=True, slots=True)
class SessionLife:
    """Seconds: a session without a sign of life, what is left of this one, and what is left of its twelve hours."""

    idle: int
    left: int
    final: int


def session_life(request: HttpRequest) -> SessionLife:
    now = int(time())
    idle = settings.SESSION_IDLE_SECONDS
    left = idle - (now - request.session.get(SEEN, now))
    final = settings.SESSION_COOKIE_AGE - (now - request.session.get(BEGAN, now))
    return SessionLife(idle, left, final)


def _is_over(request: HttpRequest) -> bool:
    life = session_life(request)
    return life.left < 0 or life.final < 0


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    target = reverse("account_login")
    if request.method == "GET" and "HX-Request" not in request.headers:
        target += "?" + urlencode({"next": request.get_full_path()})
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
