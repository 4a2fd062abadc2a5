"""Terminumfrage: proposing, reading the answers, taking a date."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.views import PortalView, ScopedActionView, ScopedPageView
from invitations import selectors, services
from invitations.forms import PollForm
from invitations.models import DatePoll, PollDate
from roundtables.models import Meeting
from roundtables.views.bases import RUN, SeriesMixin, TellingFormView


class PollCreateView(SeriesMixin, TellingFormView):
    """Two to six dates, and one mail to each member with an address."""

    permission = RUN
    form_class = PollForm
    title = gettext_lazy("Ask for a date")
    submit = gettext_lazy("Ask the members")
    saved = gettext_lazy("The members are asked by mail. Their answers appear here.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"series": self.series}

    def perform(self, form: Any) -> DatePoll:
        names = ("dates", "meeting", "place", "text", "submission_id")
        told = {name: form.cleaned_data[name] for name in names}
        return services.open_poll(self.series, actor=self.request.user, **told)

    def get_success_url(self) -> str:
        return poll_url(self.object) if self.object else self.series.get_absolute_url()


def poll_url(poll: DatePoll) -> str:
    return reverse("invitations:poll_detail", args=[poll.pk])


class PollMixin(PortalView, abstract=True):
    """A poll at a table that one runs, out of the address."""

    permission = RUN
    poll: DatePoll

    def load(self) -> None:
        rows = DatePoll.visible_to(self.request.user).select_related(
            "series__municipality", "meeting", "chosen"
        )
        self.poll = self.fetch(rows, pk=self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        return self.poll


class PollDetailView(PollMixin, ScopedPageView):
    """Who says what to which date, and one button a date."""

    template_name = "invitations/poll.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"series": self.poll.series, "poll": self.poll, "page": selectors.poll_page(self.poll)}
        return super().get_context_data(**kwargs) | own


class PollEndView(PollMixin, ScopedActionView):
    """Over without a date."""

    def perform(self) -> DatePoll:
        poll = services.end_poll(self.poll, actor=self.request.user)
        messages.success(self.request, _("The poll is over. No date was taken."))
        return poll

    def get_success_url(self) -> str:
        return self.poll.series.get_absolute_url()


class PollTakeView(ScopedActionView):
    """Take this date, and on to the page that tells it to everybody."""

    permission = RUN
    date: PollDate

    def load(self) -> None:
        rows = PollDate.visible_to(self.request.user).select_related("poll__series__municipality")
        self.date = self.fetch(rows, pk=self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        return self.date.poll

    def perform(self) -> Meeting:
        meeting = services.take_date(self.date, actor=self.request.user)
        messages.success(self.request, _("The date is fixed. Now tell it to everybody."))
        return meeting

    def get_success_url(self) -> str:
        if self.object:
            return reverse("invitations:send", args=[self.object.pk])
        return poll_url(self.date.poll)
