"""Ends sessions in time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.session_life import is_due, session_life, start_clock


class SignInMiddleware(LoginRequiredMiddleware):
    """After signing in, a button pressed without a session leads back to its page: its address answers to no link."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        if request.method in {"GET", "HEAD"}:
            return super().handle_no_permission(request, view_func)
        messages.warning(
            request, _("You were signed out. Nothing was saved: please sign in and do it once more.")
        )
        return redirect_to_login(_page_before(request), reverse("account_login"))


def _page_before(request: HttpRequest) -> str:
    """The page of ours that the form was sent from; the start page where the browser does not say."""
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, request.get_host(), require_https=request.is_secure()):
        parts = urlsplit(before)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return "/"


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
    if "HX-Request" not in request.headers:
        back = request.get_full_path() if request.method == "GET" else _page_before(request)
        target += "?" + urlencode({"next": back})
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
