"""Who is asked for corrections of the minutes, and what was asked for."""

from __future__ import annotations

from django.db.models import Q

from accounts.models import User
from roundtables.models import Amendment, Meeting


def amendments_of(meeting: Meeting) -> list[Amendment]:
    """All that was asked for, with who asked and where."""
    return list(meeting.amendments.select_related("author", "agenda_item"))


def readers_with_account(meeting: Meeting) -> list[User]:
    """Members of the table and people at this meeting who can sign in and read it."""
    named = Q(series_memberships__series=meeting.series_id) | Q(
        pk__in=meeting.participants.filter(user__isnull=False).values("user_id")
    )
    people = User.objects.filter(named, is_active=True).distinct().order_by("pk")
    return [one for one in people if Meeting.visible_to(one).filter(pk=meeting.pk).exists()]
