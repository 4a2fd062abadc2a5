"""What a link opens, for whoever holds it: nobody is signed in, so the secret in it takes the place of the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.tokens import hash_token
from invitations.models import CalendarFeed, MeetingMail, MinutesMail, PollVoter
from invitations.selectors.sending import in_office, is_to_be_told, member_of
from schools.access import access_for

if TYPE_CHECKING:
    from accounts.models import User
    from invitations.models import MeetingInvitation


def find_invitation(token: str) -> MeetingInvitation | None:
    """The invitation that a link opens, with its meeting and table.

    None for a link that nobody was sent, and for that of somebody who was taken off the list or left office since.
    """
    rows = MeetingMail.unscoped.select_related("invitation__participant__meeting__series")
    letter = rows.filter(token_hash=hash_token(token)).first()
    person = letter.invitation.participant if letter else None
    return letter.invitation if letter and person and is_to_be_told(person, member_of(person)) else None


def find_voter(token: str) -> PollVoter | None:
    """Whom a link was sent to; None for a link that nobody was sent, and for that of somebody who has left office."""
    rows = PollVoter.unscoped.select_related("poll__series", "poll__chosen", "member")
    found: PollVoter | None = rows.filter(token_hash=hash_token(token)).first()
    account = found.member.user_id if found else None
    return found if account in in_office({account}) else None


def find_minutes(token: str) -> MinutesMail | None:
    """Whose minutes a link opens; None for one that was withdrawn, has run out or was never sent."""
    rows = MinutesMail.unscoped.open_links().select_related("meeting__series")
    found: MinutesMail | None = rows.filter(token_hash=hash_token(token)).first()
    return found


def find_reader(token: str) -> User | None:
    """Whose calendar it is; None for an unknown or ended address, an ended account and somebody without any role."""
    rows = CalendarFeed.unscoped.running().select_related("user")
    feed = rows.filter(token_hash=hash_token(token), user__is_active=True).first()
    return feed.user if feed and access_for(feed.user).roles else None
