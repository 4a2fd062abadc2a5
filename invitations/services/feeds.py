"""Switching one's calendar address on and off, and finding whose it is."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core import audit
from core.tokens import hash_token, new_token
from invitations.models import CalendarFeed
from schools.access import access_for


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


@transaction.atomic
def switch_on(user: User) -> str:
    """A new address, told this once. An earlier one opens nothing any more."""
    owner, token = _locked(user), new_token()
    feed, created = CalendarFeed.unscoped.update_or_create(
        user=owner, defaults={"token_hash": hash_token(token), "created_at": timezone.now()}
    )
    audit.record(user, "invitations.feed_on" if created else "invitations.feed_renewed", feed)
    return settings.BASE_URL + reverse("invitations:calendar", args=[token])


@transaction.atomic
def switch_off(user: User) -> None:
    """The address opens nothing any more. Twice is no error."""
    feed = CalendarFeed.unscoped.filter(user=_locked(user)).first()
    if feed:
        audit.record(user, "invitations.feed_off", feed)
        feed.delete()


def find_reader(token: str) -> User | None:
    """Whose calendar it is; None for an unknown address, an ended account and somebody without any role."""
    rows = CalendarFeed.unscoped.select_related("user")
    feed = rows.filter(token_hash=hash_token(token), user__is_active=True).first()
    return feed.user if feed and access_for(feed.user).roles else None
