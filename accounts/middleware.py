"""Ends sessions in time."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.session_life import is_due, session_life, start_clock


class SessionAgeMiddleware:
    """Signs out after an hour without a request and twelve hours after signing in (trust A22).

    It also notes the last sign of life for the page of one's own sessions.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        if session_life(request).is_over:
            logout(request)
            messages.info(request, _("You were signed out after a long break. Please sign in again."))
            return _to_sign_in(request)
        if is_due(request):
            start_clock(request)
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    target = reverse("account_login")
    if request.method == "GET" and "HX-Request" not in request.headers:
        target += "?" + urlencode({"next": request.get_full_path()})
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
