"""Pages that open by a link out of a mail, without signing in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.views.generic.base import TemplateResponseMixin

from accounts.secret_links import SecretLinkPage
from core.errors import Conflict, DomainError, deadlocks_told
from invitations import selectors, services
from invitations.forms import STANDING, AnswerForm
from invitations.models import MeetingInvitation
from roundtables.selectors import agenda_lines


class LinkPage(SecretLinkPage):
    """Behind an address out of a mail or of a calendar program."""

    counted_as = "rsvp"
    blocked, unknown = "invitations/link_blocked.html", "invitations/link_unknown.html"


class AnsweringPage(TemplateResponseMixin, LinkPage):
    """One form behind a link: what it is asked for may be over (410), and two windows may answer at once (409).

    `answerer` is the row that the link names, with the `version` of what it has said so far.
    """

    over: type[DomainError]
    answerer: Any

    def seek(self, token: str) -> Any:
        """The row that the link names, or None."""
        raise NotImplementedError

    def require_open(self) -> None:
        """Raises `over` where no answer is wanted any more."""
        raise NotImplementedError

    def form(self, data: Any = None) -> Any:
        """A form whose `said()` goes to `answer`, with what was answered before filled in."""
        raise NotImplementedError

    def answer(self, said: dict[str, Any]) -> None:
        """Stores it. Raises `over`, Conflict or DomainError."""
        raise NotImplementedError

    def context(self, *, is_over: bool) -> dict[str, Any]:
        """What the page tells beside the form; less once it is over."""
        raise NotImplementedError

    def find(self) -> bool:
        found = self.seek(self.kwargs["token"])
        if found is not None:
            self.answerer = found
        return found is not None

    def let_in(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().let_in(request, *args, **kwargs)
        except self.over as reason:
            return self.page(status=410, over=str(reason))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require_open()
        return self.page(form=self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require_open()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form=form, status=422)
        try:
            with deadlocks_told():
                self.answer(form.said())
        except self.over:
            raise
        except Conflict as conflict:
            self.find()
            form.build_on(self.answerer.version)
            return self.page(form=form, status=409, conflict=str(conflict))
        except DomainError as error:
            form.add_error(None, str(error))
            return self.page(form=form, status=422)
        return HttpResponseRedirect(request.path)

    def page(self, *, status: int = 200, **extra: Any) -> HttpResponse:
        return self.render_to_response(self.context(is_over="over" in extra) | extra, status=status)


class AnswerView(AnsweringPage):
    """Date, place and agenda of one meeting, and what the person invited says to it."""

    template_name = "invitations/answer.html"
    over = services.InvitationOver
    answerer: MeetingInvitation

    def seek(self, token: str) -> MeetingInvitation | None:
        return services.find_invitation(token)

    def require_open(self) -> None:
        services.require_open(self.answerer.participant.meeting)

    def answer(self, said: dict[str, Any]) -> None:
        services.answer(self.answerer, **said)

    def form(self, data: Any = None) -> AnswerForm:
        row = self.answerer
        member = selectors.member_of(row.participant)
        known: dict[str, Any] = {"seen": row.version}
        if selectors.is_standing(row, member):
            known["answer"] = STANDING
        elif row.answer != MeetingInvitation.Answer.OPEN:
            known |= {"answer": row.answer, "deputy_name": row.deputy_name, "deputy_email": row.deputy_email}
        return AnswerForm(data, initial=known, member=member)

    def context(self, *, is_over: bool) -> dict[str, Any]:
        meeting = self.answerer.participant.meeting
        agenda = [] if is_over else agenda_lines(meeting)
        return {"invitation": self.answerer, "meeting": meeting, "series": meeting.series, "agenda": agenda}
