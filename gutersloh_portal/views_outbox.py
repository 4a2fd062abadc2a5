"""Mails that could not be sent: the operator sees them, sends them again or throws them away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import outbox
from core.models import OutboxMail
from core.views import ScopedActionView, ScopedListView


class OutboxListView(ScopedListView):
    """What was tried in vain; no text of a mail, its links are somebody else's."""

    permission = "core.manage_outbox"
    model = OutboxMail
    template_name = "core/outbox_list.html"

    def get_queryset(self) -> Any:
        return OutboxMail.objects.failing().defer("body").order_by("-created_at", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"rows": [(mail, outbox.reason_of(mail)) for mail in context["object_list"]]}


class OutboxActionView(ScopedActionView, abstract=True):
    permission = "core.manage_outbox"

    def get_success_url(self) -> str:
        return reverse("outbox_list")

    def mail_or_404(self) -> OutboxMail:
        found: OutboxMail = self.fetch(OutboxMail.objects.failing(), pk=self.kwargs["pk"])
        return found


class OutboxResendView(OutboxActionView):
    def perform(self) -> OutboxMail:
        mail = outbox.send_again(self.mail_or_404(), actor=self.request.user)
        text = _("The mail to %(address)s is sent again within a minute.")
        messages.success(self.request, text % {"address": mail.recipient})
        return mail


class OutboxResendAllView(OutboxActionView):
    def perform(self) -> None:
        count = outbox.send_all_again(actor=self.request.user)
        text = ngettext("%(count)s mail is sent again.", "%(count)s mails are sent again.", count)
        messages.success(self.request, text % {"count": count})


class OutboxDiscardView(OutboxActionView):
    def perform(self) -> OutboxMail:
        mail = outbox.discard(self.mail_or_404(), actor=self.request.user)
        text = _("The mail to %(address)s is thrown away.")
        messages.success(self.request, text % {"address": mail.recipient})
        return mail
