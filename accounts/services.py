"""Business acts on accounts: create, change the profile, switch off, switch on, end sessions."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import vault
from accounts.models import User
from core import audit
from core.errors import DomainError
from core.parsing import one_line


def create_account(*, email: str, name: str, password: str) -> User:
    """A new person; raises DomainError when the address got an account in between."""
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, name=one_line(name))
    except (IntegrityError, ValidationError) as error:
        raise DomainError(_("There is an account with this e-mail already. Please sign in.")) from error


@transaction.atomic
def save_profile(user: User, *, name: str, wants_digest: bool, actor: User) -> User:
    """The name that others read, and whether the weekly mail comes."""
    before = User.objects.select_for_update().get(pk=user.pk)
    user.name = one_line(name)
    user.wants_digest = wants_digest
    user.save(update_fields=["name", "wants_digest"])
    if before.name != user.name:
        audit.record(actor, "accounts.renamed", user, {"name": [before.name, user.name]})
    return user


@transaction.atomic
def deactivate(user: User, *, actor: User) -> User:
    """Switch an account off and end its sessions at once. Nobody switches off themselves. Safe to run again."""
    if user == actor:
        raise DomainError(_("You cannot switch off your own account."))
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        end_sessions(user)
        audit.record(actor, "accounts.deactivated", user, {"is_active": [True, False]})
    user.refresh_from_db()
    return user


@transaction.atomic
def reactivate(user: User, *, actor: User) -> User:
    """Let a person sign in again with the old password and second factor. Safe to run again."""
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        audit.record(actor, "accounts.reactivated", user, {"is_active": [False, True]})
    user.refresh_from_db()
    return user


def end_sessions(user: User) -> None:
    """End every session of this person, on all devices."""
    for session in UserSession.objects.filter(user=user):
        session.end()


@transaction.atomic
def reseal_factors(user: User | None = None) -> tuple[int, int, int]:
    """Seal with the present secret key what an earlier one sealed, for one person or for all. Safe to run again.

    Returns how many second factors there are, how many were sealed anew, and how many no known key opens.
    """
    rows = Authenticator.objects.select_for_update().order_by("pk")
    count = anew = lost = 0
    for row in rows.filter(user=user) if user else rows:
        count += 1
        try:
            data = vault.resealed(row.data)
        except InvalidToken:
            lost += 1
            continue
        if data != row.data:
            row.data = data
            row.save(update_fields=["data"])
            anew += 1
    return count, anew, lost
