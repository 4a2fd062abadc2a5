"""The order of an agenda."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.parsing import hidden_number
from core.views import ScopedActionView
from roundtables import services
from roundtables.models import AgendaItem
from roundtables.views.bases import RUN, MeetingMixin


class AgendaOrderView(MeetingMixin, ScopedActionView):
    """To a position as a number: typed, or that of the line on which it was dropped."""

    permission = RUN
    anchor = "agenda"

    def perform(self) -> AgendaItem:
        told = {name: hidden_number(self.request.POST.get(name, "")) for name in ("item", "position")}
        rows = AgendaItem.visible_to(self.request.user).filter(meeting=self.meeting)
        item = rows.select_related("meeting").filter(pk=told["item"]).first()
        if item is None or told["position"] is None:
            raise DomainError(_("Choose what to move."))
        self.anchor = f"item-{item.pk}"
        return services.place_agenda_item(item, position=told["position"], actor=self.request.user)
