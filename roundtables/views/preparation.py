"""The preparation of a meeting: one list of what it might speak of, each with its reason."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.errors import DomainError
from core.views import ScopedActionView, ScopedPageView
from roundtables import selectors, services
from roundtables.models import AgendaItem
from roundtables.views.bases import RUN, MeetingMixin


class PreparationView(MeetingMixin, ScopedPageView):
    permission = RUN
    template_name = "roundtables/preparation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = selectors.preparation_of(self.meeting, user=self.request.user)
        return super().get_context_data(**kwargs) | {"groups": groups}


class OfferTakeView(MeetingMixin, ScopedActionView):
    permission = RUN

    def perform(self) -> AgendaItem:
        key = self.request.POST.get("offer", "")
        with override(settings.LANGUAGE_CODE):  # it stands in the minutes
            offer = selectors.offer_of(self.meeting, key, user=self.request.user)
        if offer is None:
            raise DomainError(_("This is no longer offered: it stands on the agenda, or its reason is gone."))
        item = services.take_offer(self.meeting, offer, actor=self.request.user)
        messages.success(self.request, _("“%(title)s” is on the agenda.") % {"title": item})
        return item

    def get_success_url(self) -> str:
        return reverse("roundtables:preparation", args=[self.meeting.pk])
