"""Pages that open by a link out of a mail, without signing in."""

from __future__ import annotations

from typing import Any

from accounts.secret_links import SecretLinkPage
from invitations import selectors
from invitations.models import MeetingInvitation, PollVoter
from invitations.views.answering import InvitationPage, VotePage


class LinkPage(SecretLinkPage):
    """Behind an address out of a mail or of a calendar program."""

    counted_as = "rsvp"
    blocked, unknown = "invitations/link_blocked.html", "invitations/link_unknown.html"


class AnsweredByLink(LinkPage):
    """The answer of whoever the link was sent to."""

    answerer: Any

    def seek(self, token: str) -> Any:
        """The row that the link names, or None."""
        raise NotImplementedError

    def find(self) -> bool:
        found = self.seek(self.kwargs["token"])
        if found is not None:
            self.answerer = found
        return found is not None

    def read_again(self) -> bool:
        return self.find()


class AnswerView(AnsweredByLink, InvitationPage):
    def seek(self, token: str) -> MeetingInvitation | None:
        return selectors.find_invitation(token)


class PollAnswerView(AnsweredByLink, VotePage):
    def seek(self, token: str) -> PollVoter | None:
        return selectors.find_voter(token)
