"""Yearly figures of a school: list, form, and import of many schools at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from core.errors import Conflict, DomainError
from core.problems import FileRefused
from core.views import PortalView, ScopedActionView, ScopedFormView, ScopedListView, ScopedUpdateView
from core.views_previews import SHOWN, TellsProblems
from schools.forms.register import FiguresForm, FiguresUploadForm
from schools.importers.figures import FiguresReading, FiguresRow, read_figures
from schools.models import SchoolYearFigures
from schools.selectors import register as selectors
from schools.services import figures as services
from schools.views.bases import OfSchool

SALT = "schools.figures_import"
PREVIEW_SECONDS = 3600


class FiguresListView(OfSchool, ScopedListView):
    model = SchoolYearFigures
    permission = "schools.view_figures"
    template_name = "schools/figures_list.html"
    context_object_name = "figures"

    def get_queryset(self) -> Any:
        return selectors.figures_list(self.request.user, self.school)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for row in context["figures"]:
            row.year_label = selectors.year_label(row)
            row.by_year_group = selectors.by_year_group(row)
            row.by_room_type = selectors.by_room_type(row)
        may_change = self.can("schools.change_figures")
        return context | {
            "may_change": may_change,
            "may_import": self.request.user.has_perm("schools.import_figures"),
        }


class SavesFigures(OfSchool, abstract=True):
    """What creating and changing have in common."""

    def perform(self, form: Any) -> SchoolYearFigures:
        figures = services.save_figures(
            form.save(commit=False), changes=form.changes(), actor=self.request.user
        )
        text = _("The figures for %(year)s were saved.") % {"year": selectors.year_label(figures)}
        messages.success(self.request, text)
        return figures

    def get_success_url(self) -> str:
        return reverse("schools:figures_list", args=[self.school.school_number])


class FiguresCreateView(SavesFigures, ScopedFormView):
    permission = "schools.change_figures"
    template_name = "schools/figures_form.html"
    form_class = FiguresForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": SchoolYearFigures(school=self.school)}


class FiguresUpdateView(SavesFigures, ScopedUpdateView):
    model = SchoolYearFigures
    permission = "schools.change_figures"
    template_name = "schools/figures_form.html"
    form_class = FiguresForm

    def load(self) -> None:
        OfSchool.load(self)
        own = selectors.figures_list(self.request.user, self.school).select_related("school")
        self.object = self.fetch(own, pk=self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        return self.object

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"year": selectors.year_label(self.object)}


class PreviewsFigures(PortalView, abstract=True):
    """A sound file is answered with its preview; its rows travel signed in that page, nothing is kept."""

    def preview_of(self, reading: FiguresReading, *, file_name: str) -> dict[str, Any]:
        """Raises FileRefused, see `import_figures`."""
        outcome = services.import_figures(
            reading, schools=selectors.figures_schools(self.request.user), dry_run=True
        )
        return {
            "outcome": outcome,
            "rows": outcome.changes[:SHOWN],
            "more_rows": max(0, len(outcome.changes) - SHOWN),
            "token": sign_preview(
                Preview(reading, file_name=file_name, seen=outcome.fingerprint), self.request.user.pk
            ),
            "file_name": file_name,
        }


class FiguresImportCreateView(TellsProblems, PreviewsFigures, ScopedFormView):
    permission = "schools.import_figures"
    template_name = "schools/figures_import.html"
    form_class = FiguresUploadForm

    def form_valid(self, form: Any) -> HttpResponse:
        file = form.cleaned_data["file"]
        try:
            preview = self.preview_of(read_figures(file), file_name=file.name)
        except FileRefused as refused:
            form.add_error("file", str(self.told(refused)))
            return self.form_invalid(form)
        except DomainError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form, preview=preview))


class FiguresImportCommitView(PreviewsFigures, ScopedActionView):
    """Takes over what was shown; where it would be something else by now, the new preview comes instead."""

    permission = "schools.import_figures"
    template_name = "schools/figures_import.html"
    shown: Preview
    is_outdated = False

    def perform(self) -> Any:
        self.shown = unsign_preview(self.request)
        try:
            outcome = services.commit_figures(
                self.shown.reading,
                schools=selectors.figures_schools(self.request.user),
                seen=self.shown.seen,
                actor=self.request.user,
            )
        except Conflict:
            self.is_outdated = True
            raise
        text = _("Figures taken over: %(created)d new, %(updated)d changed, %(unchanged)d unchanged.")
        messages.success(self.request, text % outcome.counts)
        return outcome

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().post(request, *args, **kwargs)
        if not self.is_outdated:
            return answer
        preview = self.preview_of(self.shown.reading, file_name=self.shown.file_name)
        return self.render_to_response({"view": self, "preview": preview}, status=409)

    def get_success_url(self) -> str:
        return reverse("schools:school_list") if self.object else reverse("schools:figures_import_create")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a page showed: the checked rows, the name of their file and the fingerprint of what they would do."""

    reading: FiguresReading
    file_name: str
    seen: str


def sign_preview(preview: Preview, person: int) -> str:
    """Bound to the person who looks at it."""
    rows = [
        [row.line, row.school_number, row.school_year, row.values | {"reference_date": _day(row)}]
        for row in preview.reading.rows
    ]
    return signing.dumps([person, preview.file_name, preview.seen, rows], salt=SALT, compress=True)


def _day(row: FiguresRow) -> str:
    day: str = row.values["reference_date"].isoformat()
    return day


def unsign_preview(request: HttpRequest) -> Preview:
    """DomainError when the preview is older than an hour or somebody else's."""
    token = request.POST.get("token", "")
    try:
        person, file_name, seen, rows = signing.loads(token, salt=SALT, max_age=PREVIEW_SECONDS)
    except (signing.BadSignature, ValueError) as error:
        raise DomainError(_("The preview is no longer valid. Please upload the file again.")) from error
    if person != request.user.pk:
        raise DomainError(_("The preview is no longer valid. Please upload the file again."))
    reading = FiguresReading(
        rows=[
            FiguresRow(line, number, year, values | {"reference_date": parse_date(values["reference_date"])})
            for line, number, year, values in rows
        ]
    )
    return Preview(reading, file_name=file_name, seen=seen)
