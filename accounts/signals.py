"""What happens beside signing in: the clock of the session starts, and the trail is written."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from accounts.models import User
from accounts.session_life import BEGAN, start_clock
from core import audit


def start_session(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    request.session.pop(BEGAN, None)
    start_clock(request)


def note_password_changed(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    audit.record(user, "accounts.password_changed", user)


def note_password_reset(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    get_adapter(request).forget_attempts(request, user)
    audit.record(user, "accounts.password_reset", user)


def note_factor_added(sender: Any, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    audit.record(user, "accounts.second_factor_added", user, {"type": [None, authenticator.type]})


def note_factor_removed(sender: Any, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    audit.record(user, "accounts.second_factor_removed", user, {"type": [authenticator.type, None]})
