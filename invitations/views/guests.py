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


class AnswerView(TemplateResponseMixin, LinkPage):
    """Date, place and agenda of one meeting, and what the person invited says to it."""

    template_name = "invitations/answer.html"
    invitation: MeetingInvitation

    def find(self) -> bool:
        found = services.find_invitation(self.kwargs["token"])
        if found is not None:
            self.invitation = found
        return found is not None

    def let_in(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().let_in(request, *args, **kwargs)
        except services.InvitationOver as reason:
            return self.page(status=410, over=str(reason))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        services.require_open(self.invitation.participant.meeting)
        return self.page(form=self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        services.require_open(self.invitation.participant.meeting)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form=form, status=422)
        try:
            with deadlocks_told():
                services.answer(self.invitation, **form.said())
        except services.InvitationOver:
            raise
        except Conflict as conflict:
            self.find()
            form.build_on(self.invitation.version)
            return self.page(form=form, status=409, conflict=str(conflict))
        except DomainError as error:
            form.add_error(None, str(error))
            return self.page(form=form, status=422)
        return HttpResponseRedirect(request.path)

    def form(self, data: Any = None) -> AnswerForm:
        row = self.invitation
        member = selectors.member_of(row.participant)
        known: dict[str, Any] = {"seen": row.version}
        if selectors.is_standing(row, member):
            known["answer"] = STANDING
        elif row.answer != MeetingInvitation.Answer.OPEN:
            known |= {"answer": row.answer, "deputy_name": row.deputy_name, "deputy_email": row.deputy_email}
        return AnswerForm(data, initial=known, member=member)

    def page(self, *, status: int = 200, **extra: Any) -> HttpResponse:
        meeting = self.invitation.participant.meeting
        context = {"invitation": self.invitation, "meeting": meeting, "series": meeting.series}
        agenda = [] if "over" in extra else agenda_lines(meeting)
        return self.render_to_response(context | {"agenda": agenda} | extra, status=status)
