"""Scenarios of a Träger: try, keep, compare, and show one at a round table."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.parsing import hidden_number
from core.views import PortalView, ScopedActionView, ScopedFormView, ScopedPageView
from forecast import services
from forecast.forms import ScenarioForm, TryForm
from forecast.models import Scenario
from forecast.scenarios import Ground, comparison, ground_of
from schools.views.bases import OfAuthority


class ScenarioListView(OfAuthority, ScopedPageView):
    permission = "forecast.view_wave"
    template_name = "forecast/scenario_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = Scenario.visible_to(self.request.user).filter(authority=self.authority)
        return super().get_context_data(**kwargs) | {"scenarios": list(found)}


class ScenarioFormView(ScopedFormView, abstract=True):
    """Name and assumptions; what was tried out arrives in the address and fills the fields."""

    template_name = "forecast/scenario_form.html"
    form_class = ScenarioForm
    scenario: Scenario

    def ground(self) -> Ground:
        owner, year = self.scenario.authority, self.scenario.base_year
        return ground_of(user=self.request.user, authority=owner, first_year=year)

    def get_form_kwargs(self) -> dict[str, Any]:
        ground, changes = self.ground(), self.scenario.changes
        if self.request.method == "GET" and self.request.GET:
            tried = TryForm(self.request.GET, user=self.request.user, ground=ground, changes=changes)
            changes = tried.changes() if tried.is_valid() else changes
        return super().get_form_kwargs() | {"ground": ground, "changes": changes, "scenario": self.scenario}

    def get_success_url(self) -> str:
        return reverse("forecast:scenario_detail", args=[self.object.pk]) if self.object else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("forecast:scenario_list", args=[self.scenario.authority.number])
        return super().get_context_data(**kwargs) | {
            "authority": self.scenario.authority,
            "scenario": self.scenario,
            "list_url": back,
        }


class ScenarioCreateView(ScenarioFormView, OfAuthority):
    permission = "forecast.change_assumption"

    def load(self) -> None:
        super().load()
        self.scenario = Scenario(authority=self.authority, base_year=timezone.localdate().year)

    def perform(self, form: ScenarioForm) -> Scenario:
        return services.create_scenario(
            self.authority,
            values=form.values(),
            submission_id=form.mark(),
            actor=self.request.user,
        )


class OneScenario(PortalView, abstract=True):
    """A scenario of one's own office, or one that is shown at a table."""

    scenario: Scenario

    def load(self) -> None:
        found = Scenario.visible_to(self.request.user).select_related("authority")
        self.scenario = self.fetch(found, pk=self.kwargs["pk"])

    def get_permission_object(self) -> Scenario:
        return self.scenario

    @cached_property
    def others(self) -> dict[int, Scenario]:
        """The other scenarios of the same Träger."""
        found = Scenario.visible_to(self.request.user).filter(authority=self.scenario.authority)
        return {one.pk: one for one in found.exclude(pk=self.scenario.pk)}

    @property
    def other(self) -> Scenario | None:
        """The one that the address asks to compare with (`mit`)."""
        return self.others.get(hidden_number(self.request.GET.get("mit", "")) or 0)


class ScenarioUpdateView(OneScenario, ScenarioFormView):
    permission = "forecast.change_scenario"

    def perform(self, form: ScenarioForm) -> Scenario:
        changed = services.change_scenario(
            self.scenario, values=form.values(), version=self.scenario.version, actor=self.request.user
        )
        messages.success(self.request, _("Saved: %(line)s.") % {"line": changed})
        return changed


class ScenarioDetailView(OneScenario, ScopedPageView):
    """Against the plan, or against another scenario (`mit`). Whatever is tried out is answered and not saved."""

    permission = "forecast.change_scenario"
    template_name = "forecast/scenario_detail.html"
    partial = "answers"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, scenario = self.request.user, self.scenario
        ground = ground_of(user=user, authority=scenario.authority, first_year=scenario.base_year)
        other = self.other
        tried = "price_index" in self.request.GET
        form = TryForm(
            self.request.GET if tried else None, user=user, ground=ground, changes=scenario.changes
        )
        valid = tried and form.is_valid()
        changes = form.changes() if valid else scenario.changes
        names = (other.name if other else _("plan"), scenario.name)
        return super().get_context_data(**kwargs) | {
            "scenario": scenario,
            "authority": scenario.authority,
            "others": list(self.others.values()),
            "other": other,
            "share_url": self.share_url(other.pk if other else None),
            "again_url": self.share_url((scenario.shown or {}).get("against")),
            "form": form,
            "is_tried": valid and changes != scenario.changes,
            "query": self.request.GET.urlencode(),
            "answer": comparison(ground, other.changes if other else {}, changes, names=names),
        }

    def share_url(self, against: int | None) -> str:
        address = reverse("forecast:scenario_share", args=[self.scenario.pk])
        return f"{address}?mit={against}" if against else address


class ScenarioShownView(OneScenario, ScopedPageView):
    """What was frozen when it was shared: for everybody who sits at a table with the Träger."""

    permission = "forecast.view_scenario"
    template_name = "forecast/scenario_shown.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.scenario.shown is None:
            raise Http404
        return super().get_context_data(**kwargs) | {
            "authority": self.scenario.authority,
            "answer": self.scenario.shown,
            "can_change": self.request.user.has_perm("forecast.change_scenario", self.scenario),
            "scenario_pk": self.scenario.pk,
            "series_pk": hidden_number(self.request.GET.get("tisch", "")),  # of the table whose page led here
        }


class ScenarioActionView(OneScenario, ScopedActionView, abstract=True):
    permission = "forecast.change_scenario"

    def get_success_url(self) -> str:
        is_refused = self.object is None
        if is_refused and not Scenario.visible_to(self.request.user).filter(pk=self.scenario.pk).exists():
            return reverse("forecast:scenario_list", args=[self.scenario.authority.number])
        return reverse("forecast:scenario_detail", args=[self.scenario.pk])


class ScenarioCopyView(ScenarioActionView):
    def perform(self) -> Scenario:
        copy = services.copy_scenario(self.scenario, actor=self.request.user)
        messages.success(self.request, _("Copied: %(line)s.") % {"line": copy})
        return copy

    def get_success_url(self) -> str:
        return reverse("forecast:scenario_detail", args=[(self.object or self.scenario).pk])


class ScenarioShareView(ScenarioActionView):
    def perform(self) -> Scenario:
        shown = services.share_scenario(self.scenario, actor=self.request.user, against=self.other)
        messages.success(self.request, _("The scenario is shown as it is reckoned today."))
        return shown


class ScenarioUnshareView(ScenarioActionView):
    def perform(self) -> Scenario:
        hidden = services.unshare_scenario(self.scenario, actor=self.request.user)
        messages.success(self.request, _("The scenario is no longer shown."))
        return hidden


class ScenarioDeleteView(ScenarioActionView):
    def perform(self) -> None:
        number, line = self.scenario.authority.number, str(self.scenario)
        self.back = reverse("forecast:scenario_list", args=[number])
        services.delete_scenario(self.scenario, actor=self.request.user)
        messages.success(self.request, _("Deleted: %(line)s.") % {"line": line})

    def get_success_url(self) -> str:
        return self.back
