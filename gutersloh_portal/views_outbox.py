"""Mails that did not arrive: the operator sees them, sends them again, throws them away or ticks them off."""

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
    """What was tried in vain and what came back; no text of a mail, its links are somebody else's."""

    permission = "core.manage_outbox"
    model = OutboxMail
    template_name = "core/outbox_list.html"

    def get_queryset(self) -> Any:
        return OutboxMail.objects.undelivered().defer("body").order_by("-created_at", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = [(mail, outbox.reason_of(mail)) for mail in context["object_list"]]
        return context | {"rows": rows, "may_resend": OutboxMail.objects.failing().exists()}


class OutboxActionView(ScopedActionView, abstract=True):
    permission = "core.manage_outbox"

    def get_success_url(self) -> str:
        return reverse("outbox_list")

    def mail_or_404(self) -> OutboxMail:
        found: OutboxMail = self.fetch(OutboxMail.objects.undelivered(), pk=self.kwargs["pk"])
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
    """What was never sent is thrown away, what came back is ticked off."""

    def perform(self) -> OutboxMail:
        mail = self.mail_or_404()
        if mail.bounce:
            outbox.settle_return(mail, actor=self.request.user)
            text = _("The returned mail to %(address)s is ticked off.")
        else:
            outbox.discard(mail, actor=self.request.user)
            text = _("The mail to %(address)s is thrown away.")
        messages.success(self.request, text % {"address": mail.recipient})
        return mail
