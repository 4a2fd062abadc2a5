"""Milestones: the list, the school year on one page, and one milestone with all it hangs on."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.views import PortalView, ScopedListView, ScopedPageView
from roundtables import selectors, services
from roundtables.forms import MilestoneLinksForm, MilestoneProgressForm
from roundtables.models import Milestone
from roundtables.views.bases import RUN, VIEW, TellingFormView

CHANGE = "roundtables.change_milestone"


class MilestoneListView(ScopedListView):
    """Milestones of all visible tables, or those that one's own school or Träger carries; first what is still open."""

    permission = VIEW
    model = Milestone
    template_name = "roundtables/milestone_list.html"
    partial = "rows"
    paginate_by = 25  # each with what it waits for, aspects and history: a screen's worth

    def select(self, queryset: Any) -> Any:
        choices = selectors.milestone_choices(queryset)
        open_first = selectors.STILL_OPEN
        self.filters = selectors.MilestoneFilter.from_query(self.request.GET, choices, usual=open_first)
        found = selectors.milestone_rows(queryset, self.filters, user=self.request.user)
        return selectors.milestone_lines(found, user=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        may = selectors.may_report(self.request.user, context["object_list"])
        return context | {"filters": self.filters, "rows": may}


class MilestoneTimelineView(ScopedPageView):
    """One school year from August to July."""

    permission = VIEW
    template_name = "roundtables/milestone_timeline.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Milestone.visible_to(self.request.user)
        choices = selectors.milestone_choices(rows)
        filters = selectors.MilestoneFilter.from_query(self.request.GET, choices)
        timeline = selectors.timeline_of(rows, filters, user=self.request.user)
        return super().get_context_data(**kwargs) | {"filters": filters, "timeline": timeline}


class MilestoneMixin(PortalView, abstract=True):
    """A visible milestone out of the address."""

    milestone: Milestone

    def load(self) -> None:
        rows = selectors.milestones_to_read(Milestone.visible_to(self.request.user))
        self.milestone = self.fetch(rows, pk=self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        return self.milestone

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"milestone": self.milestone, "series": self.milestone.series}
        return super().get_context_data(**kwargs) | own

    def get_success_url(self) -> str:
        return reverse("roundtables:milestone_detail", args=[self.milestone.pk])


class MilestoneDetailView(MilestoneMixin, ScopedPageView):
    """What was agreed, what it hangs on, and what happened to it."""

    permission = VIEW
    template_name = "roundtables/milestone_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        page = selectors.milestone_page(self.milestone, user=user)
        rates = selectors.rate_links(self.milestone, page.aspects, user=user)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rates": rates,
            "rates_for_many": len({link.name for link in rates}) > 1,
            "reports": user.has_perm(CHANGE, self.milestone),
            "runs": user.has_perm(RUN, self.milestone),
        }


class MilestoneUpdateView(MilestoneMixin, TellingFormView):
    """Report progress; the table's own people may also move and drop."""

    permission = CHANGE
    template_name = "roundtables/milestone_update.html"
    title = gettext_lazy("Milestone: report progress")
    saved = gettext_lazy("The milestone is saved.")

    def get_form(self, form_class: Any = None) -> Any:
        runs = self.request.user.has_perm(RUN, self.milestone)
        return MilestoneProgressForm(**self.get_form_kwargs(), milestone=self.milestone, runs=runs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"history": selectors.milestone_history(self.milestone)}
        return super().get_context_data(**kwargs) | own

    def perform(self, form: Any) -> Milestone:
        data = form.cleaned_data
        if data["state"] == self.milestone.state:
            data["reason"] = data.get("reason") or self.milestone.state_reason
        stored = services.move_milestone(self.milestone, actor=self.request.user, **data)
        self.is_changed = stored.changed_at != self.milestone.changed_at
        return stored


class MilestoneLinksView(MilestoneMixin, TellingFormView):
    """What it waits for, who takes part, and the agreement it is a step of."""

    permission = RUN
    title = gettext_lazy("Links and partners")
    saved = gettext_lazy("The links are saved.")

    def get_form(self, form_class: Any = None) -> Any:
        return MilestoneLinksForm(**self.get_form_kwargs(), milestone=self.milestone)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"quote": self.milestone.text, "meeting": None}
        return super().get_context_data(**kwargs) | own

    def perform(self, form: Any) -> Milestone:
        told = {name: form.cleaned_data[name] for name in ("waits_for", "partners", "places", "agreement")}
        stored = services.bind_milestone(self.milestone, actor=self.request.user, seen=form.version, **told)
        self.is_changed = stored.links_version != self.milestone.links_version
        return stored
