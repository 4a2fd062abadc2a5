"""What stands in a person's calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from invitations.models import CalendarFeed
from roundtables.models import Meeting

if TYPE_CHECKING:
    from accounts.models import User

BACK = timedelta(days=365)


def meetings_for(user: User) -> list[Meeting]:
    """Meetings of the tables that this person belongs to, cancelled ones too, from a year ago on."""
    rows = Meeting.visible_to(user).filter(starts_at__gte=timezone.now() - BACK)
    return list(rows.select_related("series").order_by("starts_at", "pk"))


def feed_of(user: User) -> CalendarFeed | None:
    found: CalendarFeed | None = CalendarFeed.visible_to(user).first()
    return found
