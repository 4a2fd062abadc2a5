"""Writing in one section: save, autosave, preview, and two editors at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from core.differences import differences
from core.errors import Conflict, DomainError
from core.markdown import render_markdown
from core.views import ScopedActionView, ScopedFormView
from schools import framework
from schools.forms.concept import SectionForm
from schools.models import ConceptSection
from schools.selectors import concept as selectors
from schools.selectors.concept.pages import pages_of
from schools.services import concept as services
from schools.views.bases import OfSchool


class OfSection(OfSchool, abstract=True):
    """Below one section: another number does not exist."""

    number: int

    def load(self) -> None:
        super().load()
        self.number = self.kwargs["number"]
        try:
            framework.section(self.number)
        except LookupError as error:
            raise Http404 from error


class SectionView(OfSection, ScopedFormView, abstract=True):
    """What the addresses below one section share."""

    permission = "schools.change_concept"
    form_class = SectionForm
    template_name = "schools/section_update.html"

    def get_initial(self) -> dict[str, Any]:
        section = self.section()
        return {"text": section.text, "version": section.version}

    def section(self) -> selectors.SectionPage:
        return selectors.section_page(user=self.request.user, school=self.school, number=self.number)

    def save(self, form: BaseForm, *, is_autosave: bool = False) -> ConceptSection:
        return services.save_section(
            services.ensure_concept(self.school),
            number=self.number,
            text=form.cleaned_data["text"],
            version=form.cleaned_data["version"],
            actor=self.request.user,
            is_autosave=is_autosave,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        section = self.section()
        concept = selectors.concept_of(user=self.request.user, school=self.school)
        return super().get_context_data(**kwargs) | {
            "section": section,
            "tagged": pages_of(concept.page_tags, self.number),
            "bound": selectors.bound(user=self.request.user, school=self.school, section=self.number),
            "saved_html": render_markdown(section.text, top=2),
            "concept": concept,
            "autosave_url": self.address("section_autosave", self.number),
            "may_revise": self.can("schools.adopt_concept"),
        }


class SectionUpdateView(SectionView):
    """The editor. Saves without JavaScript; with it, `SectionAutosaveView` takes the same fields meanwhile."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            section = self.save(form)
        except Conflict:
            return self.show_both(form)
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, saved_text(section))
        return HttpResponseRedirect(self.address("section_update", self.number))

    def show_both(self, form: BaseForm) -> HttpResponse:
        """409: the own text in a form that saves on top of the other version, the other text beside it."""
        theirs = self.section()
        own = SectionForm(
            user=self.request.user,
            initial={"text": form.cleaned_data["text"], "version": theirs.version},
        )
        pieces = differences(theirs.text, form.cleaned_data["text"])
        context = self.get_context_data(form=own, theirs=theirs, pieces=pieces)
        return self.response_class(
            request=self.request,
            template=["schools/section_conflict.html"],
            context=context,
            using=self.template_engine,
            status=409,
        )


class SectionPreviewView(SectionView):
    """The typed text as it will be read; nothing is saved."""

    http_method_names = ["post", "options"]
    partial = "preview"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        html = render_markdown(form.cleaned_data["text"], top=3)
        return self.render_to_response(self.get_context_data(form=form, preview=html, has_preview=True))


class SectionAutosaveView(SectionView):
    """Answers JSON: 200 with the new version, 409 when somebody else saved, 422 when it cannot be saved."""

    http_method_names = ["post", "options"]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            section = self.save(form, is_autosave=True)
        except Conflict as error:
            return JsonResponse({"message": str(error)}, status=409)
        except DomainError as error:
            return JsonResponse({"message": str(error)}, status=422)
        words = framework.word_count(section.text)
        return JsonResponse({"version": section.version, "message": saved_text(section), "words": words})

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        texts = [str(text) for errors in form.errors.values() for text in errors]
        return JsonResponse({"message": " ".join(texts)}, status=422)


class SectionStateView(OfSection, ScopedActionView, abstract=True):
    """A button below the text; back to the editor."""

    permission = "schools.change_concept"

    def get_success_url(self) -> str:
        return self.address("section_update", self.number)


class SectionOutdateView(SectionStateView):
    def perform(self) -> ConceptSection:
        concept = services.ensure_concept(self.school)
        section = services.mark_outdated(concept, number=self.number, actor=self.request.user)
        messages.success(self.request, _("The section is marked as outdated."))
        return section


class SectionConfirmView(SectionStateView):
    def perform(self) -> ConceptSection:
        concept = services.ensure_concept(self.school)
        section = services.confirm_section(concept, number=self.number, actor=self.request.user)
        messages.success(self.request, _("The section counts as up to date again."))
        return section


def saved_text(section: ConceptSection) -> str:
    moment = time_format(timezone.localtime(section.changed_at), "H:i")
    return _("Saved at %(time)s.") % {"time": moment}
