"""A Word document divided by its headings: upload, preview, take over or throw away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Conflict, DomainError
from core.markdown import render_markdown
from core.previews import discard
from core.views import ScopedActionView, ScopedFormView
from schools import framework
from schools.forms.concept_splits import SplitForm, SplitUploadForm
from schools.importers.documents import Piece
from schools.models import ConceptSplit
from schools.selectors import concept as selectors
from schools.selectors.concept.splits import sections_now
from schools.services import concept_splits as services
from schools.views.concept import OfSchool


class SplitCreateView(OfSchool, ScopedFormView):
    permission = "schools.change_concept"
    template_name = "schools/concept_split_create.html"
    form_class = SplitUploadForm

    def get_form_kwargs(self) -> dict[str, Any]:
        self.concept = selectors.concept_of(user=self.request.user, school=self.school)
        is_word = (self.concept.file.name or "").endswith(".docx")
        return super().get_form_kwargs() | {"own_file": self.concept.file_name if is_word else ""}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            split = services.divide_document(
                form.cleaned_data["file"], school=self.school, actor=self.request.user
            )
        except DomainError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return HttpResponseRedirect(self.address("concept_split_detail", split.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        return found | {"concept": self.concept}


class OneSplit(OfSchool, abstract=True):
    split: ConceptSplit

    def load(self) -> None:
        super().load()
        splits = ConceptSplit.visible_to(self.request.user).filter(school=self.school)
        self.split = self.fetch(splits.select_related("school"), pk=self.kwargs["pk"])


class SplitDetailView(OneSplit, ScopedFormView):
    """Which heading goes where, with the text of each; the same page takes over."""

    permission = "schools.change_concept"
    template_name = "schools/concept_split_detail.html"
    form_class = SplitForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "pieces": [Piece(**plain) for plain in self.split.pieces],
            "now": sections_now(user=self.request.user, school=self.school),
        }

    def perform(self, form: SplitForm) -> ConceptSplit:
        try:
            return services.commit_split(
                self.split,
                targets=form.targets(),
                rules=form.rules(),
                seen=form.cleaned_data["seen"],
                actor=self.request.user,
            )
        except Conflict:
            form.look_again()
            raise

    def get_success_url(self) -> str:
        count = len(self.object.sections)
        text = ngettext(
            "%(count)d section was taken over from the document.",
            "%(count)d sections were taken over from the document.",
            count,
        )
        messages.success(self.request, text % {"count": count})
        return self.address("concept_detail")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form: SplitForm = context["form"]
        return context | {
            "split": self.split,
            "concept": selectors.concept_of(user=self.request.user, school=self.school),
            "pieces": [
                {"field": field, "level": piece.level, "html": render_markdown(piece.text, top=3)}
                for piece, field in form.piece_fields
            ],
            "held": [
                {"field": field, "html": render_markdown(section.text, top=3)}
                for section, field in form.rule_fields
            ],
            "written": [framework.section(number) for number in self.split.sections],
        }


class SplitDiscardView(OneSplit, ScopedActionView):
    permission = "schools.change_concept"

    def perform(self) -> bool:
        discard(self.split, actor=self.request.user)
        messages.success(self.request, _("The preview was thrown away. The sections are unchanged."))
        return True

    def get_success_url(self) -> str:
        return self.address("concept_detail")
