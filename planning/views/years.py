"""The planning year: its phases for both sides, and the Träger's own dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from core.addresses import address
from core.views import ScopedActionView, ScopedFormView, ScopedPageView
from needs.models import PlanningRound
from planning.forms.years import PhaseForm
from planning.models import PlanningPhase
from planning.phases import BY_NUMBER
from planning.selectors.years import Phase, year_picture
from planning.services import years as services
from planning.views.bases import OfPlan
from schools.access import SCHOOL_ROLES, memberships_of

BY_YEAR = ("needs:", "annualreviews:review_detail", "annualreviews:review_list", "planning:ranking")
OF_NOBODY = ("schools:school_list", "roundtables:series_list", "reports:report_list")


@dataclass(frozen=True, slots=True)
class Shown:
    """A phase with the page on which the reader does it; empty where there is none."""

    phase: Phase
    url: str
    when: str  # "past", "now", "ahead" or "off"


def page_of(phase: Phase, *, school_number: str, authority_number: str) -> str:
    """The page of the one of the two that is named."""
    name = phase.rule.school_page if school_number else phase.rule.authority_page
    if not name:
        return ""
    keys: dict[str, Any] = {}
    if name not in OF_NOBODY:
        keys = {"school_number": school_number} if school_number else {"number": authority_number}
    if name.startswith(BY_YEAR):
        keys["year"] = phase.year
    elif name == "planning:budget_detail":
        keys["year"] = phase.year + 1
    return address(name, **keys)


class YearDetailView(OfPlan, ScopedPageView):
    """For the offices with both sides' words, for a school with its own."""

    permission = "planning.view_year"
    template_name = "planning/year_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, is_office = self.request.user, self.can("planning.change_year")
        picture = year_picture(user=user, authority=self.authority, year=self.year)
        own = [] if is_office else self.own_schools()
        school = own[0] if len(own) == 1 else ""
        today = timezone.localdate()
        phases = [
            Shown(phase, self.link(phase, school, is_office=is_office), when_is(phase, today))
            for phase in picture.phases
            if is_office or phase.is_active
        ]
        return super().get_context_data(**kwargs) | {
            "planning": picture.planning,
            "phases": phases,
            "running": [one for one in phases if one.when == "now"],
            "is_office": is_office,
            "fiscal_year": self.year + 1,
            "years": self.years(PlanningRound.visible_to(user).filter(authority=self.authority)),
        }

    def own_schools(self) -> list[str]:
        rows = memberships_of(self.request.user)
        own = {row.school.school_number for row in rows if row.school and row.role in SCHOOL_ROLES}
        return sorted(own)

    def link(self, phase: Phase, school: str, *, is_office: bool) -> str:
        if not (is_office or school):
            return ""
        return page_of(phase, school_number=school, authority_number=self.authority.number)


def when_is(phase: Phase, today: date) -> str:
    if not phase.is_active:
        return "off"
    if phase.runs_on(today):
        return "now"
    return "past" if phase.ends_on < today else "ahead"


class OfPhase(OfPlan, abstract=True):
    """One of the thirteen, and the row in which the Träger has set it."""

    phase: Phase
    row: PlanningPhase | None

    def load(self) -> None:
        super().load()
        number = self.kwargs["phase"]
        if number not in BY_NUMBER:
            raise Http404
        user = self.request.user
        picture = year_picture(user=user, authority=self.authority, year=self.year)
        self.phase = next(one for one in picture.phases if one.number == number)
        planning = PlanningRound.visible_to(user).filter(authority=self.authority, year=self.year)
        rows = PlanningPhase.visible_to(user).filter(planning__in=planning, number=number)
        self.row = rows.first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"phase": self.phase, "row": self.row}


class PhaseUpdateView(OfPhase, ScopedFormView):
    permission = "planning.change_year"
    template_name = "planning/phase_update.html"
    form_class = PhaseForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"phase": self.phase, "row": self.row}

    def perform(self, form: PhaseForm) -> PlanningPhase:
        row = services.save_phase(
            self.authority,
            year=self.year,
            number=self.phase.number,
            values=form.values(),
            actor=self.request.user,
            is_new=self.row is None,
        )
        messages.success(self.request, _("The phase is saved."))
        return row


class PhaseResetView(OfPhase, ScopedActionView):
    permission = "planning.change_year"

    def perform(self) -> None:
        services.reset_phase(
            self.authority, year=self.year, number=self.phase.number, actor=self.request.user
        )
        messages.success(self.request, _("Dates and words are those of the portal again."))
