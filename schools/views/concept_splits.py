"""A Word document divided by its headings: upload, preview, take over or throw away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.utils.translation import gettext_lazy, ngettext

from core.errors import Conflict
from core.markdown import render_markdown
from core.views import ScopedFormView
from core.views_previews import OneUploadView, UploadDiscardView, UploadView
from schools import framework
from schools.forms.concept_splits import SplitForm, SplitUploadForm
from schools.importers.documents import Piece
from schools.models import ConceptSplit
from schools.selectors import concept as selectors
from schools.selectors.concept.splits import sections_now
from schools.services import concept_splits as services
from schools.views.bases import OfSchool


class SplitCreateView(OfSchool, UploadView):
    permission = "schools.change_concept"
    template_name = "schools/concept_split_create.html"
    form_class = SplitUploadForm

    def get_form_kwargs(self) -> dict[str, Any]:
        self.concept = selectors.concept_of(user=self.request.user, school=self.school)
        is_word = (self.concept.file.name or "").endswith(".docx")
        return super().get_form_kwargs() | {"own_file": self.concept.file_name if is_word else ""}

    def keep(self, form: Any) -> ConceptSplit:
        return services.divide_document(
            form.cleaned_data["file"], school=self.school, actor=self.request.user
        )

    def get_success_url(self) -> str:
        return self.address("concept_split_detail", self.object.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        return found | {"concept": self.concept}


class OneSplit(OneUploadView, OfSchool, abstract=True):
    permission = "schools.change_concept"
    kind = ConceptSplit

    def select(self, queryset: Any) -> Any:
        return queryset.filter(school=self.school).select_related("school")


class SplitDetailView(OneSplit, ScopedFormView):
    """Which heading goes where, with the text of each; the same page takes over."""

    template_name = "schools/concept_split_detail.html"
    form_class = SplitForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "pieces": [Piece(**plain) for plain in self.upload.pieces],
            "now": sections_now(user=self.request.user, school=self.school),
        }

    def perform(self, form: SplitForm) -> ConceptSplit:
        try:
            return services.commit_split(
                self.upload,
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
            "split": self.upload,
            "concept": selectors.concept_of(user=self.request.user, school=self.school),
            "pieces": [
                {"field": field, "level": piece.level, "html": render_markdown(piece.text, top=3)}
                for piece, field in form.piece_fields
            ],
            "held": [
                {"field": field, "html": render_markdown(section.text, top=3)}
                for section, field in form.rule_fields
            ],
            "written": [framework.section(number) for number in self.upload.sections],
        }


class SplitDiscardView(OneSplit, UploadDiscardView):
    unchanged = gettext_lazy("The preview was thrown away. The sections are unchanged.")

    def get_success_url(self) -> str:
        return self.address("concept_detail")
