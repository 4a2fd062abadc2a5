"""The same answers as behind the link out of a mail, for members who sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from accounts.models import User
from core.views import PortalView
from invitations.models import MeetingInvitation, PollVoter
from invitations.views.answering import InvitationPage, VotePage


class OwnAnswer(PortalView, abstract=True):
    """One's own row; that of another member does not exist, not even for those who run the table."""

    permission = "roundtables.view_table"
    is_signed_in = True
    model: ClassVar[Any]
    with_it: ClassVar[tuple[str, ...]]
    answerer: Any
    answered_by: User | None

    def load(self) -> None:
        self.answered_by = self.request.user
        self.read_again()

    def read_again(self) -> bool:
        own = self.model.visible_to(self.request.user).own(self.request.user)
        self.answerer = self.fetch(own.select_related(*self.with_it), pk=self.kwargs["pk"])
        return True


class OwnInvitationView(OwnAnswer, InvitationPage):
    model, with_it = MeetingInvitation, ("participant__meeting__series",)


class OwnVoteView(OwnAnswer, VotePage):
    model, with_it = PollVoter, ("poll__series", "poll__chosen", "member")
