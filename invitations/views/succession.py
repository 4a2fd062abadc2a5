"""Nachfolge: somebody else takes over a seat at the table."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from invitations import services
from invitations.forms import SuccessionForm
from roundtables.models import SeriesMember
from roundtables.views.bases import TellingFormView
from roundtables.views.tables import MemberMixin


class SuccessionView(MemberMixin, TellingFormView):
    """The successor of one member; back to the list."""

    form_class = SuccessionForm
    title = gettext_lazy("Succession")
    submit = gettext_lazy("Hand the seat over")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"member": self.member}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"series": self.member.series, "preline": f"{self.member.name}, {self.member.seat}"}
        return super().get_context_data(**kwargs) | own

    def perform(self, form: Any) -> SeriesMember:
        told = {name: form.cleaned_data[name] for name in ("name", "email")}
        member, invited = services.hand_over(self.member, actor=self.request.user, **told)
        done = _("%(name)s has taken over the seat.") % {"name": member.name}
        mails = ngettext(
            "An invitation to one meeting is on its way.",
            "Invitations to %(count)d meetings are on their way.",
            invited,
        )
        messages.success(self.request, f"{done} {mails % {'count': invited}}" if invited else done)
        return member
