"""Tables, their members and their living guidelines."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from core.views import PortalView, ScopedActionView, ScopedListView, ScopedPageView
from forecast.selectors import shown_scenarios
from roundtables import selectors, services
from roundtables.forms import (
    FocusEndForm,
    GuidelineEndForm,
    GuidelineReplaceForm,
    MemberForm,
    MemberSeatForm,
    SeriesForm,
)
from roundtables.models import FocusTopic, Guideline, Meeting, RoundTableSeries, SeriesMember
from roundtables.views.bases import RUN, VIEW, SeriesMixin, TellingFormView


class SeriesListView(ScopedListView):
    permission = VIEW
    model = RoundTableSeries
    template_name = "roundtables/series_list.html"

    def select(self, queryset: Any) -> Any:
        return selectors.series_rows(queryset)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_add = self.request.user.has_perm("roundtables.add_series")
        return super().get_context_data(**kwargs) | {"may_add": may_add}


class SeriesDetailView(SeriesMixin, ScopedPageView):
    permission = VIEW
    template_name = "roundtables/series_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        runs = self.request.user.has_perm(RUN, self.series)
        page = selectors.series_page(self.series)
        goals = selectors.goals_with_progress(self.series)
        shown = shown_scenarios(user=self.request.user, municipality=self.series.municipality)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "goals": goals,
            "runs": runs,
            "scenarios": shown,
        }


class SeriesCreateView(TellingFormView):
    permission = "roundtables.add_series"
    form_class = SeriesForm
    title = gettext_lazy("Set up a round table")
    submit = gettext_lazy("Set up the round table")
    saved = gettext_lazy("The round table is set up. Add its members next.")

    def perform(self, form: Any) -> RoundTableSeries:
        data = form.cleaned_data
        return services.create_series(
            data["municipality"],
            name=data["name"],
            meetings_per_year=data["meetings_per_year"],
            rules=data["rules"],
            actor=self.request.user,
        )

    def get_success_url(self) -> str:
        if self.object is None:
            return reverse("roundtables:series_list")
        return str(self.object.get_absolute_url())


class SeriesUpdateView(SeriesMixin, TellingFormView):
    permission = RUN
    form_class = SeriesForm
    title = gettext_lazy("Change the round table")
    saved = gettext_lazy("Saved.")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.series, name) for name in services.EDITABLE}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"series": self.series}

    def perform(self, form: Any) -> RoundTableSeries:
        return services.change_series(self.series, actor=self.request.user, **form.cleaned_data)


class MemberCreateView(SeriesMixin, TellingFormView):
    permission = RUN
    form_class = MemberForm
    title = gettext_lazy("Add a member")
    submit = gettext_lazy("Add member")
    saved = gettext_lazy("The member is added.")

    def perform(self, form: Any) -> SeriesMember:
        return services.add_member(self.series, actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return f"{self.series.get_absolute_url()}#members"


class MemberMixin(PortalView, abstract=True):
    """A visible member of a table out of the address; success leads back to the list."""

    permission = RUN
    member: SeriesMember

    def load(self) -> None:
        rows = SeriesMember.visible_to(self.request.user).select_related("series__municipality")
        self.member = self.fetch(rows, pk=self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        return self.member

    def get_success_url(self) -> str:
        return f"{self.member.series.get_absolute_url()}#members"


class MemberUpdateView(MemberMixin, TellingFormView):
    """The office, and who comes when the member cannot."""

    form_class = MemberSeatForm
    title = gettext_lazy("Office and standing deputy")
    saved = gettext_lazy("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"member": self.member}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"series": self.member.series, "preline": f"{self.member.name}, {self.member.body}"}
        return super().get_context_data(**kwargs) | own

    def perform(self, form: Any) -> SeriesMember:
        return services.change_member(self.member, actor=self.request.user, **form.values())


class MemberRemoveView(MemberMixin, ScopedActionView):
    def perform(self) -> RoundTableSeries:
        return services.remove_member(self.member, actor=self.request.user)


class GuidelineListView(SeriesMixin, ScopedPageView):
    """The living list, and below it what was replaced or ended."""

    permission = VIEW
    template_name = "roundtables/guideline_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "living": list(selectors.living_guidelines(self.series)),
            "history": list(selectors.guideline_history(self.series)),
            "runs": self.request.user.has_perm(RUN, self.series),
        }


class GuidelineFormView(TellingFormView, abstract=True):
    """Work on one guideline; back to the living list."""

    permission = RUN
    guideline: Guideline

    def load(self) -> None:
        rows = Guideline.visible_to(self.request.user).select_related("series__municipality", "topic")
        self.guideline = self.fetch(rows, pk=self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        return self.guideline

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"series": self.guideline.series, "quote": self.guideline.text}
        return super().get_context_data(**kwargs) | own

    def get_success_url(self) -> str:
        return f"{self.guideline.series.get_absolute_url()}leitlinien/"


class GuidelineReplaceView(GuidelineFormView):
    form_class = GuidelineReplaceForm
    title = gettext_lazy("Replace the guideline")
    submit = gettext_lazy("Adopt the new wording")
    saved = gettext_lazy("The new wording is in force, the old one stays in the history.")

    def meetings(self) -> QuerySet[Meeting]:
        """Held already, and with minutes that still take entries; the newest first."""
        under_way = {Meeting.State.RUNNING, Meeting.State.DRAFT, Meeting.State.REVIEW}
        return self.guideline.series.meetings.filter(state__in=under_way).order_by("-starts_at")

    def get_initial(self) -> dict[str, Any]:
        meeting = self.meetings().first()
        day = timezone.localdate(meeting.starts_at) if meeting else timezone.localdate()
        return {"text": self.guideline.text, "adopted_on": day, "meeting": meeting}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"meetings": self.meetings()}

    def perform(self, form: Any) -> Guideline:
        return services.replace_guideline(self.guideline, actor=self.request.user, **form.cleaned_data)


class GuidelineEndView(GuidelineFormView):
    form_class = GuidelineEndForm
    title = gettext_lazy("End the guideline")
    submit = gettext_lazy("End guideline")
    saved = gettext_lazy("The end of the guideline is entered.")

    def get_initial(self) -> dict[str, Any]:
        return {"ended_on": timezone.localdate()}

    def perform(self, form: Any) -> Guideline:
        on = form.cleaned_data["ended_on"]
        return services.end_guideline(self.guideline, on=on, actor=self.request.user)


class FocusEndView(TellingFormView):
    """A focus topic ends; back to the page of the table."""

    permission = RUN
    form_class = FocusEndForm
    title = gettext_lazy("End the focus topic")
    submit = gettext_lazy("End focus topic")
    saved = gettext_lazy("The end of the focus topic is entered.")
    focus: FocusTopic

    def load(self) -> None:
        rows = FocusTopic.visible_to(self.request.user).select_related("series__municipality")
        self.focus = self.fetch(rows, pk=self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        return self.focus

    def get_initial(self) -> dict[str, Any]:
        return {"until_on": timezone.localdate()}

    def perform(self, form: Any) -> FocusTopic:
        day, reason = form.cleaned_data["until_on"], form.cleaned_data["end_reason"]
        return services.end_focus_topic(self.focus, on=day, reason=reason, actor=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"series": self.focus.series, "quote": self.focus.text}
        return super().get_context_data(**kwargs) | own

    def get_success_url(self) -> str:
        return f"{self.focus.series.get_absolute_url()}#goals-title"
