"""The list of schools, and the page of one school."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.days import day_in_figures
from core.templatetags.ui import Tone, badge
from core.views import ScopedDetailView, ScopedListView, ScopedUpdateView
from schools.forms.register import SchoolForm, school_filter
from schools.keys import SCHOOL_TYPES
from schools.models import School, SchoolStatus
from schools.models.register import school_year_label
from schools.selectors import register as selectors
from schools.selectors.people import run_authorities
from schools.services import schools as services

TONES: dict[SchoolStatus, Tone] = {
    SchoolStatus.OPEN: "success",
    SchoolStatus.CLOSING: "warning",
    SchoolStatus.UPCOMING: "info",
    SchoolStatus.RESTING: "neutral",
    SchoolStatus.CLOSED: "neutral",
    SchoolStatus.MISSING: "warning",
}
GONE = {SchoolStatus.CLOSING, SchoolStatus.CLOSED, SchoolStatus.MISSING}  # somebody may carry it on
COLUMNS = (
    ("name", gettext_lazy("School")),
    ("schulform", gettext_lazy("School type")),
    ("gemeinde", gettext_lazy("Municipality")),
    ("traeger", gettext_lazy("School authority")),
)
STATUS_LABELS = {
    "offen": gettext_lazy("Open schools"),
    "kommend": gettext_lazy("Not yet open"),
    "geschlossen": gettext_lazy("Closed or no longer in the register"),
    "alle": gettext_lazy("All"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A heading that sorts. `state` is the value of aria-sort."""

    label: str
    query: str
    state: str


@dataclass(frozen=True, slots=True)
class Area:
    """One field of work on a school's page."""

    title: str
    url: str
    hint: str
    status: str = ""
    tone: str = "neutral"


class SchoolListView(ScopedListView):
    """Visible schools, open ones first of all; counts always name their day."""

    model = School
    permission = "schools.view_school"
    template_name = "schools/school_list.html"
    context_object_name = "schools"

    def load(self) -> None:
        self.choices = selectors.filter_choices(self.request.user)
        self.filter = school_filter(self.request.GET, self.choices)

    def get_queryset(self) -> Any:
        related = {"gemeinde": "municipality", "traeger": "authority"}
        shown = [relation for name, relation in related.items() if self.tells_apart(name)]
        found = selectors.school_list(self.request.user, self.filter)
        return found.select_related(*shown) if shown else found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        words = {status: str(status.label) for status in SchoolStatus}
        for school in context["schools"]:
            status = school.status
            school.status_badge = badge(label=words[status], tone=TONES[status])
            school.type_name = SCHOOL_TYPES.get(school.school_type, school.school_type)
        return context | {
            "choices": self.choices,
            "shows_municipality": self.tells_apart("gemeinde"),
            "shows_authority": self.tells_apart("traeger"),
            "filter": self.filter,
            "status_labels": STATUS_LABELS,
            "columns": [self.column(name, str(label)) for name, label in COLUMNS if self.tells_apart(name)],
            "today": timezone.localdate(),
            "interval_places": run_authorities(self.request.user),
            "may_import": self.request.user.has_perm("schools.import_register"),
            "may_import_figures": self.request.user.has_perm("schools.import_figures"),
        }

    def tells_apart(self, name: str) -> bool:
        """A column that says the same in every line is left out."""
        choices = {"gemeinde": self.choices.municipalities, "traeger": self.choices.authorities}
        return name not in choices or len(choices[name]) > 1

    def column(self, name: str, label: str) -> Column:
        """Pressed again, a heading sorts the other way round."""
        current = self.filter.sort
        state = {name: "ascending", f"-{name}": "descending"}.get(current, "")
        params = self.request.GET.copy()
        params["sortierung"] = f"-{name}" if state == "ascending" else name
        params.pop("page", None)
        return Column(label, f"?{params.urlencode()}", state)


class OneSchool:
    """The address names the school by its number."""

    kwargs: dict[str, Any]
    request: Any
    object: School

    def load(self) -> None:
        schools = School.visible_to(self.request.user).select_related("authority", "municipality")
        self.object = self.fetch(schools, school_number=self.kwargs["school_number"])  # type: ignore[attr-defined]


class SchoolDetailView(OneSchool, ScopedDetailView):
    """Master data, and the way to every field of work this reader may enter."""

    model = School
    permission = "schools.view_school"
    template_name = "schools/school_detail.html"
    context_object_name = "school"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        school = self.object
        self.release = selectors.last_release(self.request.user, school)
        before, after = selectors.successions_of(self.request.user, school)
        return super().get_context_data(**kwargs) | {
            "tone": TONES[school.status],
            "release": self.release,
            "release_url": self.link("matrix.view_snapshot", "matrix:snapshot_detail", self.release.pk)
            if self.release
            else "",
            "areas": [area for area in self.areas() if area.url],
            "report_url": self.link("reports.request_school_report", "reports:school_report_request"),
            "update_url": self.link("schools.change_school", "schools:school_update"),
            "predecessors": before,
            "successors": after,
            "succession_url": self.link("schools.change_school", "schools:succession_create")
            if school.status in GONE
            else "",
            "homepage_url": selectors.homepage_url(school),
        }

    def areas(self) -> list[Area]:
        return [
            self.matrix(),
            Area(
                _("Equipment"),
                self.link("equipment.view_stock", "equipment:stock_list"),
                hint=_("Devices, rooms and networks, compared with the target values."),
            ),
            Area(
                _("Medienkonzept"),
                self.link("schools.view_contents", "schools:concept_detail"),
                hint=_("Sections, competences and adopted versions."),
            ),
            Area(
                _("Needs"),
                self.link("needs.view_list", "needs:need_list_current"),
                hint=_("What the school asks its school authority for, and what becomes of it."),
            ),
            Area(
                _("Jahresgespräch"),
                self.link("annualreviews.view_review", "annualreviews:review_current"),
                hint=_("One page for the yearly talk with the school authority, and what was agreed."),
            ),
            self.figures(),
            Area(
                _("People"),
                self.link("schools.manage_members", "schools:member_list"),
                hint=_("Who works here in the portal, and who is invited."),
            ),
        ]

    def matrix(self) -> Area:
        if self.release:
            day = day_in_figures(self.release.taken_at)
            status, tone = _("released on %(day)s") % {"day": day}, "success"
        else:
            status, tone = _("not yet released"), "neutral"
        url = self.link("matrix.view_assessment", "matrix:school_assessment")
        return Area(_("Matrix"), url, _("Where the school stands, and where it wants to go."), status, tone)

    def figures(self) -> Area:
        url = self.link("schools.view_figures", "schools:figures_list")
        known = selectors.figures_of(school=self.object) if url else None
        status = school_year_label(known["school_year"]) if known else _("still missing")
        tone = "neutral" if known else "warning"
        return Area(
            _("Figures"), url, _("Pupils, classes, teachers and rooms per school year."), status, tone
        )

    def link(self, permission: str, name: str, *args: Any) -> str:
        """The address, or nothing where this reader may not enter."""
        if not self.request.user.has_perm(permission, self.object):
            return ""
        return reverse(name, args=args or [self.object.school_number])


class SchoolUpdateView(OneSchool, ScopedUpdateView):
    """The display name: the only thing about a school that the register does not decide."""

    model = School
    permission = "schools.change_school"
    template_name = "schools/school_update.html"
    form_class = SchoolForm

    def perform(self, form: Any) -> School:
        school = services.rename_school(
            self.object, display_name=form.cleaned_data["display_name"], actor=self.request.user
        )
        messages.success(self.request, _("The display name was saved."))
        return school

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"school": self.object}

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()
