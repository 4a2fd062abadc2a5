"""The moderator's side of taking part: the door, and questions prepared, asked and closed."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.views import ScopedActionView, ScopedPageView
from roundtables.views.bases import RUN, MeetingMixin, RowMixin, TellingFormView
from screens import selectors, services
from screens.forms import KINDS, QuestionForm
from screens.models import Question


class OnQuestionsMixin(MeetingMixin, abstract=True):
    """Back to the questions of the meeting."""

    permission = RUN

    def get_success_url(self) -> str:
        return reverse("screens:question_list", args=[self.meeting.pk])


class QuestionListView(OnQuestionsMixin, ScopedPageView):
    """All questions of a meeting; the door for telephones."""

    template_name = "screens/question_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {
            "asked": selectors.questions_of(self.meeting),
            "entrance": selectors.entrance_of(self.meeting),
            "kinds": [(slug, kind.label) for slug, kind in KINDS.items()],
            "live_key": selectors.live_key(self.meeting),
        }
        return super().get_context_data(**kwargs) | own


class EntranceOpenView(OnQuestionsMixin, ScopedActionView):
    def perform(self) -> Any:
        return services.open_entrance(self.meeting, actor=self.request.user)


class EntranceCloseView(OnQuestionsMixin, ScopedActionView):
    def perform(self) -> Any:
        services.close_entrance(self.meeting, actor=self.request.user)


class QuestionCreateView(OnQuestionsMixin, TellingFormView):
    form_class = QuestionForm
    title = gettext_lazy("Prepare a question")
    submit = gettext_lazy("Prepare the question")
    saved = gettext_lazy("The question is prepared. Nobody sees it before you ask it.")

    def kind(self) -> str:
        if self.kwargs["kind"] not in KINDS:
            raise Http404
        return KINDS[self.kwargs["kind"]]

    def get_form_kwargs(self) -> dict[str, Any]:
        sentence = self.meeting.wall.sentence if hasattr(self.meeting, "wall") else ""
        return super().get_form_kwargs() | {"kind": self.kind(), "sentence": sentence}

    def perform(self, form: Any) -> Question:
        return services.prepare_question(
            self.meeting, kind=self.kind(), actor=self.request.user, **form.cleaned_data
        )


class OnQuestionMixin(RowMixin, abstract=True):
    """One question; back to all of them."""

    permission = RUN
    model = Question

    def get_success_url(self) -> str:
        return reverse("screens:question_list", args=[self.row.meeting_id])


class QuestionOpenView(OnQuestionMixin, ScopedActionView):
    def perform(self) -> Question:
        return services.open_question(self.row, actor=self.request.user)


class QuestionCloseView(OnQuestionMixin, ScopedActionView):
    def perform(self) -> Question:
        return services.close_question(self.row, actor=self.request.user)


class QuestionRemoveView(OnQuestionMixin, ScopedActionView):
    def perform(self) -> None:
        services.remove_question(self.row, actor=self.request.user)
