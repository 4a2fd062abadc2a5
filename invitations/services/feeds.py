"""Switching one's calendar address on and off and prolonging it."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import DomainError
from core.tokens import hash_token, new_token
from invitations.models import CalendarFeed
from invitations.models.feeds import in_a_year


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


@transaction.atomic
def switch_on(user: User) -> str:
    """A new address, told this once. An earlier one opens nothing any more."""
    owner, token = _locked(user), new_token()
    feed, created = CalendarFeed.unscoped.update_or_create(
        user=owner,
        defaults={"token_hash": hash_token(token), "created_at": timezone.now(), "until": in_a_year()},
    )
    audit.record(user, "invitations.feed_on" if created else "invitations.feed_renewed", feed)
    return settings.BASE_URL + reverse("invitations:calendar", args=[token])


@transaction.atomic
def prolong(user: User) -> CalendarFeed:
    """Another year from today for the same address, one that has ended too. Twice on a day is no error."""
    feed = CalendarFeed.unscoped.filter(user=_locked(user)).first()
    if feed is None:
        raise DomainError(_("The address is switched off. Switch it on to get a new one."))
    changes = audit.set_values(feed, {"until": in_a_year()})
    if changes:
        feed.save(update_fields=["until"])
        audit.record(user, "invitations.feed_prolonged", feed, changes)
    return feed


@transaction.atomic
def switch_off(user: User) -> None:
    """The address opens nothing any more. Twice is no error."""
    feed = CalendarFeed.unscoped.filter(user=_locked(user)).first()
    if feed:
        audit.record(user, "invitations.feed_off", feed)
        feed.delete()
