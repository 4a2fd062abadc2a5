"""Signing in somebody who has just proved who they are, outside the sign-in form."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse

from accounts.models import User


def sign_in(request: HttpRequest, user: User, *, target: str) -> HttpResponse:
    """Sign in a person who has just chosen a password; the session gets a new key."""
    login = Login(user=user, email=user.email, redirect_url=target)
    return perform_password_login(request, {"email": user.email}, login)


def renew_session(request: HttpRequest) -> None:
    """New rights, new session key (ASVS 7.2.4); the list of own sessions follows."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).delete()
    UserSession.objects.create_from_request(request)
