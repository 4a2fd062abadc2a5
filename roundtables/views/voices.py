"""How the table sees an aspect: recorded in the meeting, shown beside the released answer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from matrix.models import Voice
from roundtables import services
from roundtables.forms import TableVoiceForm
from roundtables.views.bases import RUN, MeetingMixin, TellingFormView


class TableVoiceCreateView(MeetingMixin, TellingFormView):
    """One view of one aspect; the page of the release shows it beside the others."""

    permission = RUN
    form_class = TableVoiceForm
    anchor = "topic"
    title = gettext_lazy("Record how the table sees an aspect")
    submit = gettext_lazy("Record the view")
    saved = gettext_lazy("The view of the table is stored beside the released answer.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"meeting": self.meeting}

    def perform(self, form: TableVoiceForm) -> Voice:
        return services.record_voice(self.meeting, actor=self.request.user, **form.said())
