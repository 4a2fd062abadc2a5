"""Sending sealed minutes to everybody at the table."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.views import ScopedActionView
from reports import services
from reports.models import ReportJob
from reports.tasks import ring_later
from roundtables.views.bases import MeetingMixin


class MinutesSendView(MeetingMixin, ScopedActionView):
    """One click to everybody; with the PDF the worker sends them once it is made."""

    permission = "reports.send_minutes"
    again = False

    def perform(self) -> Any:
        sent = services.send_minutes(self.meeting, actor=self.request.user, again=self.again)
        if isinstance(sent, ReportJob):
            ring_later(sent.pk)
            messages.success(self.request, _("The PDF is being made; then the mails go out by themselves."))
        elif sent:
            words = ngettext("%(count)d mail is on its way.", "%(count)d mails are on their way.", sent)
            messages.success(self.request, words % {"count": sent})
        else:
            messages.success(self.request, _("Everybody has them already: no mail was sent."))
        return sent

    def get_success_url(self) -> str:
        return reverse("roundtables:minutes_detail", args=[self.meeting.pk])


class MinutesSendAgainView(MinutesSendView):
    """Also to those whose link has ended, and with it their own list."""

    again = True
