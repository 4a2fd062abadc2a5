"""Minutes: read exactly what will be frozen, check, seal, and append later remarks."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.views import ScopedActionView, ScopedPageView
from roundtables import selectors, services
from roundtables.forms import AddendumForm
from roundtables.models import Meeting, MinutesAddendum
from roundtables.views.bases import RUN, VIEW, MeetingMixin, TellingFormView


def minutes_url(meeting: Meeting) -> str:
    return reverse("roundtables:minutes_detail", args=[meeting.pk])


class MinutesDetailView(MeetingMixin, ScopedPageView):
    """The minutes as the report prints them; in draft also what looks forgotten."""

    permission = VIEW
    template_name = "roundtables/minutes_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.meeting.state == Meeting.State.DRAFT
        minutes = selectors.minutes_content(self.meeting)
        groups = [
            (title, name, minutes["results"][name]) for name, (title, _model) in selectors.RESULTS.items()
        ]
        return super().get_context_data(**kwargs) | {
            "minutes": minutes,
            "result_groups": groups,
            "has_results": any(rows for _title, _name, rows in groups),
            "warnings": selectors.sealing_warnings(self.meeting) if draft else [],
            "runs": self.request.user.has_perm(RUN, self.meeting),
        }


class MinutesSealView(MeetingMixin, ScopedActionView):
    permission = RUN

    def perform(self) -> Meeting:
        if self.meeting.is_ahead and "ahead" not in self.request.POST:
            raise DomainError(
                _("The meeting lies in the future. Confirm that its minutes are to be sealed today.")
            )
        return services.seal_minutes(self.meeting, actor=self.request.user)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        if self.object is not None:
            messages.success(request, _("The minutes are final and can no longer be changed."))
        return response

    def get_success_url(self) -> str:
        return minutes_url(self.meeting)


class AddendumCreateView(MeetingMixin, TellingFormView):
    permission = RUN
    form_class = AddendumForm
    title = gettext_lazy("Add an addendum to the minutes")
    submit = gettext_lazy("Append the addendum")
    saved = gettext_lazy("The addendum is appended. The sealed text is unchanged.")

    def get_initial(self) -> dict[str, Any]:
        return {"submission": uuid4()}

    def perform(self, form: Any) -> MinutesAddendum:
        return services.add_addendum(self.meeting, actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return f"{minutes_url(self.meeting)}#addenda"
