"""The Medienkonzept of one school: its page, its file, its way to adoption, and the adopted versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.days import day_in_figures
from core.http import PortalRequest, download
from core.markdown import render_markdown
from core.views import FormPageView, PortalView, ScopedActionView, ScopedPageView
from schools.forms.concept import AdoptForm, ConceptConfirmForm, ConceptFileForm, DiscussForm
from schools.models import ConceptVersion, MediaConcept
from schools.selectors import concept as selectors
from schools.selectors.concept import talk
from schools.selectors.concept.pages import tagged_pages
from schools.services import concept as services
from schools.views.bases import OfSchool

State = MediaConcept.State
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class NextStep:
    """A button of the concept's page. A step with dates has a page of its own, the others are a POST."""

    url: str
    label: str
    has_form: bool
    is_primary: bool


STEPS = {
    State.CONSULTATION: (gettext_lazy("Give to the staff for consultation"), "concept_consult", False),
    State.DISCUSSED: (gettext_lazy("Enter the teacher conference"), "concept_discuss", True),
    State.ADOPTED: (gettext_lazy("Enter the decision of the school conference"), "concept_adopt", True),
    State.SUBMITTED: (gettext_lazy("Note as submitted to the school authority"), "concept_submit", False),
    State.REVISION: (gettext_lazy("Begin a revision"), "concept_revise", False),
}
LED_STEPS = frozenset({State.ADOPTED, State.SUBMITTED, State.REVISION})  # the school lead's alone


class ConceptDetailView(OfSchool, ScopedPageView):
    """The school works here; everybody else who may read it finds the adopted versions."""

    permission = "schools.view_contents"
    template_name = "schools/concept_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        context = super().get_context_data(**kwargs) | {
            "versions": selectors.concept_versions(user=user, school=self.school),
            "page": None,
        }
        if not self.can("schools.view_concept"):
            may_comment = self.can("schools.comment_section")
            return context | {
                "feedback": talk.feedback_lines(user=user, school=self.school) if may_comment else []
            }
        page = selectors.concept_page(user=user, school=self.school)
        return context | {
            "page": page,
            "steps": self.steps(page.concept, is_begun=page.is_begun),
            "waits_for_lead": self.waits_for_lead(page.concept),
            "bound": selectors.bound(user=user, school=self.school),
            "is_review_due": is_review_due(page.concept),
            "file_form": ConceptFileForm(user=user),
            "has_pdf": (page.concept.file.name or "").endswith(".pdf"),
            "tagged": tagged_pages(page.concept.page_tags),
            "light_check": selectors.light_checks(user=user, concepts=[page.concept]).get(self.school.pk),
            "confirm_form": ConceptConfirmForm(user=user),
        }

    def steps(self, concept: MediaConcept, *, is_begun: bool) -> list[NextStep]:
        leads = self.can("schools.adopt_concept")
        allowed = [State(state) for state in concept.next_states if leads or state not in LED_STEPS]
        return [
            self.step(State(concept.state), target, is_first=is_begun and target == allowed[0])
            for target in allowed
        ]

    def step(self, before: State, target: State, *, is_first: bool) -> NextStep:
        label, name, has_form = STEPS[target]
        text = _("Back to consultation") if before == State.DISCUSSED and not has_form else str(label)
        return NextStep(self.address(name), text, has_form, is_primary=is_first and target != State.REVISION)

    def waits_for_lead(self, concept: MediaConcept) -> bool:
        return bool(LED_STEPS & set(concept.next_states)) and not self.can("schools.adopt_concept")


def is_review_due(concept: MediaConcept) -> bool:
    due = concept.next_review_on
    return due is not None and due <= timezone.localdate() and not concept.is_open


# --- the file ---


class ConceptFileUploadView(OfSchool, FormPageView):
    """The box on the concept's page posts here; a refused file is explained on a page of its own."""

    permission = "schools.change_concept"
    form_class = ConceptFileForm
    template_name = "schools/concept_form.html"
    title = gettext_lazy("Upload the finished concept")
    lead = gettext_lazy(
        "The file counts as the whole concept. A file that is already there is replaced; adopted versions keep theirs."
    )
    submit = gettext_lazy("Upload")

    def perform(self, form: ConceptFileForm) -> MediaConcept:
        concept = services.ensure_concept(self.school)
        stored = services.upload_concept_file(concept, form.cleaned_data["file"], actor=self.request.user)
        messages.success(self.request, _("“%(name)s” is uploaded.") % {"name": stored.file_name})
        return stored

    def get_success_url(self) -> str:
        return self.address("concept_detail")


class ConceptFileRemoveView(OfSchool, ScopedActionView):
    permission = "schools.change_concept"

    def perform(self) -> None:
        services.remove_concept_file(services.ensure_concept(self.school), actor=self.request.user)
        messages.success(self.request, _("The file is removed."))

    def get_success_url(self) -> str:
        return self.address("concept_detail")


class ConceptFileDownloadView(OfSchool):
    """The school's own, not yet adopted file."""

    permission = "schools.view_concept"

    def get(self, request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return hand_out(self.fetch(MediaConcept.visible_to(request.user), school=self.school))


def hand_out(row: MediaConcept | ConceptVersion) -> HttpResponseBase:
    """404 when there is no file or it is gone from the disk."""
    if not row.file.name or not row.file.storage.exists(row.file.name):
        raise Http404
    kind = DOCX_TYPE if row.file.name.endswith(".docx") else "application/pdf"
    return download(row.file.open(), filename=row.file_name, content_type=kind)


# --- steps ---


class StateView(OfSchool, ScopedActionView, abstract=True):
    """A step without dates."""

    target: ClassVar[State]

    def perform(self) -> MediaConcept:
        concept = services.ensure_concept(self.school)
        changed = services.change_state(concept, self.target, actor=self.request.user)
        messages.success(self.request, _("The concept is now: %(state)s.") % {"state": self.target.label})
        return changed

    def get_success_url(self) -> str:
        return self.address("concept_detail")


class ConceptConsultView(StateView):
    permission = "schools.change_concept"
    target = State.CONSULTATION


class ConceptSubmitView(StateView):
    permission = "schools.adopt_concept"
    target = State.SUBMITTED


class ConceptReviseView(StateView):
    permission = "schools.adopt_concept"
    target = State.REVISION


class DatedStateView(OfSchool, FormPageView, abstract=True):
    """A step that a conference took on a day."""

    target: ClassVar[State]
    template_name = "schools/concept_step.html"

    def perform(self, form: Any) -> MediaConcept:
        concept = services.ensure_concept(self.school)
        changed = services.change_state(concept, self.target, actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, self.success_text(changed))
        return changed

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = selectors.concept_page(user=self.request.user, school=self.school)
        own = {"page": page, "is_adoption": self.target == State.ADOPTED}
        return super().get_context_data(**kwargs) | own

    def get_success_url(self) -> str:
        return self.address("concept_detail")

    def success_text(self, concept: MediaConcept) -> str:
        return _("The concept is now: %(state)s.") % {"state": self.target.label}


class ConceptDiscussView(DatedStateView):
    permission = "schools.change_concept"
    form_class = DiscussForm
    target = State.DISCUSSED
    title = gettext_lazy("Enter the teacher conference")
    submit = gettext_lazy("Save the date")


class ConceptAdoptView(DatedStateView):
    permission = "schools.adopt_concept"
    form_class = AdoptForm
    target = State.ADOPTED
    title = gettext_lazy("Enter the decision of the school conference")
    submit = gettext_lazy("Keep as adopted version")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"revision_years": self.school.authority.revision_years}

    def success_text(self, concept: Any) -> str:  # adopted: its next review has a day
        review_on = day_in_figures(concept.next_review_on)
        return _("The decision is entered and the version kept. Next review: %(date)s.") % {"date": review_on}


# --- versions ---


class OfVersion(PortalView, abstract=True):
    """One adopted version, for all who read the school's released picture."""

    version: ConceptVersion

    def load(self) -> None:
        versions = ConceptVersion.visible_to(self.request.user).select_related(
            "school__municipality", "school__authority", "created_by"
        )
        found = {"school__school_number": self.kwargs["school_number"], "number": self.kwargs["number"]}
        self.version = self.fetch(versions, **found)

    def get_permission_object(self) -> ConceptVersion:
        return self.version


class ConceptVersionDetailView(OfVersion, ScopedPageView):
    permission = "schools.view_conceptversion"
    template_name = "schools/conceptversion_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = selectors.version_page(user=self.request.user, version=self.version)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "version": self.version,
            "school": self.version.school,
            "tagged": page.tagged,
            "has_text": any(one.text for one in page.sections),
            "sections": [
                {
                    "number": one.number,
                    "heading": one.heading,
                    "html": render_markdown(one.text, top=3),
                    "tables": one.tables,
                }
                for one in page.sections
            ],
        }


class ConceptVersionDownloadView(OfVersion):
    permission = "schools.view_conceptversion"

    def get(self, request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponse | HttpResponseBase:
        return hand_out(self.version)
