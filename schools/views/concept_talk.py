"""The draft beyond the school's own people: shown, talked about, signed off, one school after the other."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import DomainError
from core.markdown import render_markdown
from core.views import ScopedActionView, ScopedFormView, ScopedPageView
from schools.forms.concept_talk import CommentForm, ShowForm
from schools.models import SectionComment, ShownSection
from schools.selectors.concept import talk as selectors
from schools.services import concept as services
from schools.services.concept import talk
from schools.views.bases import OfSchool
from schools.views.concept_sections import OfSection


class SectionFeedbackView(OfSection, ScopedFormView):
    """What is shown of a section and what was said about it; the form adds a comment."""

    permission = "schools.comment_section"
    form_class = CommentForm
    template_name = "schools/section_feedback.html"

    @property
    def side(self) -> SectionComment.Side:
        side = talk.side_of(self.request.user, self.school)
        assert side  # noqa: S101 - the permission has asked
        return side

    def get_form_kwargs(self) -> dict[str, Any]:
        audiences = [(one.value, one.label) for one in talk.AUDIENCES[self.side]]
        return super().get_form_kwargs() | {"audiences": audiences}

    def perform(self, form: CommentForm) -> SectionComment:
        return talk.comment_section(
            self.school, number=self.number, actor=self.request.user, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        messages.success(self.request, _("The comment is saved."))
        return self.address("section_feedback", self.number)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        page = selectors.feedback_page(user=user, school=self.school, number=self.number)
        may_check = self.can("schools.check_section")
        text = page.shown.text if page.shown else page.adopted_text
        return super().get_context_data(**kwargs) | {
            "page": page,
            "html": render_markdown(text, top=3),
            "is_own": self.side == SectionComment.Side.SCHOOL,
            "may_check": may_check,
            "open_comments": self.settleable(page.open_comments),
            "done_comments": self.settleable(page.done_comments),
            "next": selectors.next_stop(user=user, school=self.school, number=self.number)
            if may_check
            else None,
        }

    def settleable(self, comments: list[SectionComment]) -> list[tuple[SectionComment, bool]]:
        """Each with whether this reader may say that it is done: its author, the school, an adviser who was asked."""
        may = self.request.user.has_perm
        return [(comment, may("schools.settle_comment", comment)) for comment in comments]


class CommentSettleView(ScopedActionView):
    """A comment is done, or open again."""

    permission = "schools.settle_comment"
    done = True

    def load(self) -> None:
        rows = SectionComment.visible_to(self.request.user).select_related("school")
        self.comment = self.fetch(rows, pk=self.kwargs["pk"])

    def get_permission_object(self) -> SectionComment:
        return self.comment

    def perform(self) -> SectionComment:
        return talk.settle_comment(self.comment, done=self.done, actor=self.request.user)

    def get_success_url(self) -> str:
        place = [self.comment.school.school_number, self.comment.number]
        return reverse("schools:section_feedback", args=place) + "#comments"


class ToFeedback(OfSection, ScopedActionView, abstract=True):
    """A button of the feedback page."""

    def get_success_url(self) -> str:
        return self.address("section_feedback", self.number)

    def answers(self) -> dict[str, Any]:
        """Of `ShowForm`: the version that the person saw, and who reads it. Raises DomainError without a version."""
        form = ShowForm(self.request.POST, user=self.request.user)
        if not form.is_valid():
            raise DomainError(_("Please try again from this page."))
        return form.cleaned_data


class SectionShowView(ToFeedback):
    permission = "schools.change_concept"

    def perform(self) -> ShownSection:
        shown = talk.show_section(
            services.ensure_concept(self.school),
            number=self.number,
            actor=self.request.user,
            **self.answers(),
        )
        messages.success(self.request, _("The section is shown as it is now. Later changes stay with you."))
        return shown


class SectionHideView(ToFeedback):
    permission = "schools.change_concept"

    def perform(self) -> None:
        talk.hide_section(services.ensure_concept(self.school), number=self.number, actor=self.request.user)
        messages.success(self.request, _("The section is no longer shown."))


class SectionCheckView(ToFeedback):
    permission = "schools.check_section"

    def perform(self) -> ShownSection:
        shown = talk.check_section(
            services.ensure_concept(self.school),
            number=self.number,
            version=self.answers()["version"],
            actor=self.request.user,
        )
        messages.success(self.request, _("You have signed off this section."))
        return shown


class ConceptShowView(OfSchool, ScopedActionView):
    """All sections at once."""

    permission = "schools.change_concept"

    def perform(self) -> int:
        count = talk.show_concept(services.ensure_concept(self.school), actor=self.request.user)
        text = ngettext("%(count)d section is shown.", "%(count)d sections are shown.", count)
        nothing = _("Everything that is written is shown already.")
        messages.success(self.request, text % {"count": count} if count else nothing)
        return count

    def get_success_url(self) -> str:
        return self.address("concept_detail")


class ReviewListView(ScopedPageView):
    """The adviser's schools with what waits for a sign-off."""

    permission = "schools.view_review_list"
    template_name = "schools/review_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"rows": selectors.review_list(user=self.request.user)}
