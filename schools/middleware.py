"""The second factor, where a role requires it."""

from __future__ import annotations

import re
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from schools.access import SECOND_FACTOR_ROLES, access_for

OPEN = re.compile(r"/konto/|/static/|/healthz|/seite/[\w-]+/\Z")  # the operator's pages to read, not to write


class SecondFactorMiddleware:
    """Sends people whose role requires TOTP to its set-up until they have it; the demo world waives it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if must_set_up(request):
            return redirect(reverse("mfa_activate_totp") + "?pflicht=1")  # the page says why
        return self.get_response(request)


def must_set_up(request: HttpRequest) -> bool:
    """True while a signed-in person in a role of Träger, supervision or administration has no second factor."""
    if settings.DEMO or not request.user.is_authenticated or OPEN.match(request.path):
        return False
    user = request.user
    return bool(access_for(user).roles & SECOND_FACTOR_ROLES) and not is_mfa_enabled(user)
