"""How allauth behaves here: no open sign-up, mails through the outbox, our own throttles and addresses."""

from __future__ import annotations

import hashlib
from time import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts import vault
from accounts.models import User
from core.mail import queue_mail

THROTTLES = ("login_failed", "login_failed_account")  # first: account and network, second: account alone


class PortalAccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation; every mail is a row first, so that answering takes equally long for all."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is switched off. Please ask the administration of the portal."),
        "email_password_mismatch": _("E-mail or password is wrong."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is wrong or has been used already. Please enter the next one."),
        "incorrect_password": _("This password is wrong."),
        "invalid_password_reset": _("This link is no longer valid."),
        "too_many_login_attempts": _("Too many failed attempts. Please wait a moment and try again."),
        "rate_limited": _("Too many attempts. Please wait a moment and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        known = {"SITE_NAME": settings.SITE_NAME, "BASE_URL": settings.BASE_URL}
        message = self.render_mail(template_prefix, email, known | context)
        digest = hashlib.sha256(str(message.body).encode()).hexdigest()[:24]
        queue_mail(
            event=f"{template_prefix.rpartition('/')[2]}:{digest}",
            recipient=email,
            subject=message.subject,
            body=str(message.body),
        )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The address in the mail comes from the settings, never from the request's Host (trust A25)."""
        uid, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return f"{settings.BASE_URL}{path}"

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this portal: no host is allowed, not even our own (trust A24)."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever signed in within the last five minutes has just proved it; allauth alone would ask again."""
        records = get_authentication_records(self.request, self.request.user)
        if any(time() - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT for record in records):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Take one attempt from the account in this network, then one from the account (trust A21).

        The first limit is the tight one, so a stranger who guesses cannot keep the owner out elsewhere.
        """
        self._attempts: list[Any] = []
        for action, key in zip(THROTTLES, self._throttle_keys(request, credentials), strict=True):
            usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
            if not usage:
                raise self.validation_error("too_many_login_attempts")
            self._attempts.append(usage)

    def _throttle_keys(self, request: HttpRequest, credentials: dict[str, Any]) -> tuple[str, str]:
        account = str(credentials.get("email", "")).strip().lower()
        return f"{account} {ratelimit.get_ip(request)}", account

    def _rollback_login_failed_rl_usage(self) -> None:
        for usage in self._attempts:
            usage.rollback()

    def forget_attempts(self, request: HttpRequest, user: User) -> None:
        """After a password reset the owner starts afresh."""
        for action, key in zip(THROTTLES, self._throttle_keys(request, {"email": user.email}), strict=True):
            ratelimit.clear(request, app="allauth.account", action=action, key=key)


class PortalMfaAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are sealed with the portal's secret key; old keys still open them (vault.py)."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": PortalAccountAdapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        return vault.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return vault.unseal(encrypted_text)
