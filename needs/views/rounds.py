"""The Träger's planning round: rules, overview, one school's list, decisions, export."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.exports import FORMATS
from core.views import ScopedActionView, ScopedFormView, ScopedPageView, TableView
from needs import selectors
from needs.exporters import round_table
from needs.forms import DecisionForm, RoundForm
from needs.models import LAST_YEAR, PlanningRound
from needs.services import rounds as services
from needs.views.bases import year_asked
from schools.models import School
from schools.views.bases import OfAuthority


class OfRound(OfAuthority, abstract=True):
    """Below the address of one Träger; without a year in it the current planning year is meant."""

    year: int

    def load(self) -> None:
        super().load()
        self.year = year_asked(self, self.authority.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_change = self.request.user.has_perm("needs.change_round", self.authority)
        told = {"year": self.year, "round_url": self.round_url, "may_change": may_change}
        return super().get_context_data(**kwargs) | told

    @property
    def round_url(self) -> str:
        return reverse("needs:round_detail", args=[self.authority.number, self.year])

    def get_success_url(self) -> str:
        return self.round_url


class RoundDetailView(OfRound, ScopedPageView):
    permission = "needs.view_round"
    template_name = "needs/round_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "picture": selectors.round_picture(user=user, authority=self.authority, year=self.year),
            "years": sorted({*self.years(), self.year}, reverse=True),
            "formats": list(FORMATS),
        }

    def years(self) -> set[int]:
        """Years with a round, the current one, and the one after all of these, to begin its round."""
        known = PlanningRound.visible_to(self.request.user).filter(authority=self.authority)
        years = {*known.values_list("year", flat=True), PlanningRound.current_year(self.authority.pk)}
        return years | {min(max(years) + 1, LAST_YEAR)}


class RoundUpdateView(OfRound, ScopedFormView):
    """The rules of a year; a year that nobody touched yet begins with those of the year before."""

    permission = "needs.change_round"
    template_name = "needs/round_update.html"
    form_class = RoundForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": PlanningRound.of(self.authority.pk, self.year)}

    def perform(self, form: RoundForm) -> PlanningRound:
        planning = services.save_round(
            self.authority, year=self.year, actor=self.request.user, **form.values()
        )
        messages.success(self.request, _("The rules of the round were saved."))
        return planning


class RoundStartView(OfRound, ScopedActionView):
    permission = "needs.change_round"

    def perform(self) -> PlanningRound:
        planning = services.start_round(self.authority, year=self.year, actor=self.request.user)
        messages.success(self.request, _("The discussion has begun. Sent lists can no longer be withdrawn."))
        return planning


class OfSentList(OfRound, abstract=True):
    """One school's list of the round, as soon as it was sent."""

    school: School
    picture: selectors.ListPicture

    def load(self) -> None:
        super().load()
        schools = School.visible_to(self.request.user).filter(authority=self.authority)
        self.school = self.fetch(
            schools.select_related("municipality", "authority"), school_number=self.kwargs["school_number"]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "school": self.school,
            "back_url": self.get_success_url(),
        }

    def get_success_url(self) -> str:
        return reverse("needs:round_list", args=[self.authority.number, self.year, self.school.school_number])


class RoundListView(OfSentList, ScopedPageView):
    permission = "needs.view_round"
    template_name = "needs/round_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        picture = selectors.list_picture(user=self.request.user, school=self.school, year=self.year)
        return super().get_context_data(**kwargs) | {
            "picture": picture,
            "lines": picture.lines if picture.is_sent else [],
        }


class RoundDecideView(OfSentList, ScopedFormView):
    """One decision with its reason, about one need (`?position=17`) or several at once."""

    permission = "needs.decide_item"
    template_name = "needs/round_decide.html"
    form_class = DecisionForm

    def load(self) -> None:
        super().load()
        items = selectors.sent_items(user=self.request.user, authority=self.authority, year=self.year)
        own = items.filter(need_list__school=self.school).select_related("type", "need_list__school")
        self.items = list(own)
        asked = self.request.GET.get("position", "")
        self.asked = next((item for item in self.items if str(item.pk) == asked), None)

    def get_permission_object(self) -> School:
        return self.school

    def get_form_kwargs(self) -> dict[str, Any]:
        offered = [self.asked] if self.asked else self.items
        return super().get_form_kwargs() | {"items": offered}

    def perform(self, form: DecisionForm) -> None:
        decided = services.decide_several(
            form.chosen(),
            state=form.cleaned_data["state"],
            reason=form.cleaned_data["reason"],
            price=form.cleaned_data.get("price"),
            actor=self.request.user,
        )
        text = ngettext("%(count)s need was decided.", "%(count)s needs were decided.", len(decided))
        messages.success(self.request, text % {"count": len(decided)})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        planning = PlanningRound.of(self.authority.pk, self.year)
        return super().get_context_data(**kwargs) | {
            "planning": planning,
            "asked": self.asked,
            "can_decide": any(item.next_states for item in self.items),
        }


class RoundExportView(OfRound, TableView):
    """All sent items of the round as one table."""

    permission = "needs.view_round"

    def content(self, kind: str) -> bytes:
        user = self.request.user
        return round_table(
            selectors.round_lines(user=user, authority=self.authority, year=self.year), kind=kind
        )

    def file_name(self) -> str:
        return _("Needs-%(year)s") % {"year": self.year}
