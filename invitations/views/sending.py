"""Einladen: who gets the mail, a few words of one's own, and the button."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.views import ScopedActionView, ScopedFormView
from invitations import selectors, services
from invitations.forms import SendForm
from roundtables.views.bases import RUN, MeetingMixin


class LinksWithdrawView(MeetingMixin, ScopedActionView):
    """The links to sealed minutes of people without an account open nothing any more."""

    permission = RUN

    def perform(self) -> int:
        count = services.withdraw_links(self.meeting, actor=self.request.user)
        messages.success(self.request, _("The links are withdrawn."))
        return count

    def get_success_url(self) -> str:
        return reverse("roundtables:minutes_detail", args=[self.meeting.pk])


class SendView(MeetingMixin, ScopedFormView):
    """The preview, and one mail to each person in it. Pressed twice nobody is told twice."""

    permission = RUN
    form_class = SendForm
    template_name = "invitations/send.html"
    anchor = "attendance"

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.meeting.sequence}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = selectors.round_of(self.meeting)
        own = {"round": told, "answers": selectors.answer_groups(told)}
        return super().get_context_data(**kwargs) | own

    def perform(self, form: Any) -> int:
        told = form.cleaned_data
        return services.send_round(
            self.meeting, text=told["text"], seen=told["seen"], actor=self.request.user
        )

    def form_invalid(self, form: Any) -> HttpResponse:
        form.build_on(self.meeting.sequence)  # the preview on the page is that of now
        return super().form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if response.status_code == 302:
            count = self.object
            words = ngettext("%(count)d mail is on its way.", "%(count)d mails are on their way.", count)
            nobody = _("Everybody knows already: no mail was sent.")
            messages.success(self.request, words % {"count": count} if count else nobody)
        return response
