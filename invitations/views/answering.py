"""Answering an invitation or a poll for a date: one form each, behind a link and signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.generic.base import TemplateResponseMixin

from core.errors import Conflict, DomainError, deadlocks_told
from invitations import selectors, services
from invitations.forms import STANDING, AnswerForm, PollAnswerForm
from invitations.models import MeetingInvitation, PollVoter
from roundtables.selectors import agenda_lines

if TYPE_CHECKING:
    from accounts.models import User


class AnsweringPage(TemplateResponseMixin):
    """One form: what it is asked for may be over (410), and two windows may answer at once (409).

    `answerer` is the row that the address names, with the `version` of what it has said so far. Which one that is,
    and who may answer it, is up to the view that this is mixed into.
    """

    over: ClassVar[type[DomainError]]
    answerer: Any
    answered_by: User | None = None  # nobody is known behind a link
    is_signed_in: ClassVar[bool] = False

    def read_again(self) -> bool:
        """Loads `answerer` as it is stored now; False where the address leads to it no more."""
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

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.require_open()
        except self.over as reason:
            return self.page(status=410, over=str(reason))
        return self.page(form=self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.require_open()
            return self.take(self.form(request.POST), back=request.path)
        except self.over as reason:
            return self.page(status=410, over=str(reason))

    def take(self, form: Any, *, back: str) -> HttpResponse:
        if not form.is_valid():
            return self.page(form=form, status=422)
        try:
            with deadlocks_told():
                self.answer(form.said())
        except self.over:
            raise
        except Conflict as conflict:
            if not self.read_again():
                raise self.over(str(services.NOT_ASKED)) from conflict
            form.build_on(self.answerer.version)
            return self.page(form=form, status=409, conflict=str(conflict))
        except DomainError as error:
            form.add_error(None, str(error))
            return self.page(form=form, status=422)
        return HttpResponseRedirect(back)

    def page(self, *, status: int = 200, **extra: Any) -> HttpResponse:
        told = self.context(is_over="over" in extra) | {"is_signed_in": self.is_signed_in}
        return self.render_to_response(told | extra, status=status)


class InvitationPage(AnsweringPage):
    """Date, place and agenda of one meeting, and what the person invited says to it."""

    template_name = "invitations/answer.html"
    over = services.InvitationOver
    answerer: MeetingInvitation

    def require_open(self) -> None:
        services.require_open(self.answerer.participant.meeting)

    def answer(self, said: dict[str, Any]) -> None:
        services.answer(self.answerer, actor=self.answered_by, **said)

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


class VotePage(AnsweringPage):
    """The dates, and what the person asked says to each; of others it shows nothing."""

    template_name = "invitations/poll_answer.html"
    over = services.PollOver
    answerer: PollVoter

    def require_open(self) -> None:
        services.require_open_poll(self.answerer.poll)

    def answer(self, said: dict[str, Any]) -> None:
        services.answer_poll(self.answerer, actor=self.answered_by, **said)

    def form(self, data: Any = None) -> PollAnswerForm:
        return PollAnswerForm(data, voter=self.answerer)

    def context(self, *, is_over: bool) -> dict[str, Any]:
        poll = self.answerer.poll
        return {"voter": self.answerer, "poll": poll, "series": poll.series}
