"""What is typed at the desk, questions to everybody, and what a telephone answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import ScopedForm, choice_field, mark_field
from core.layout import Wide, form_helper
from matrix.models import JoinedTopic
from roundtables.models import Meeting, TableFunction
from screens.models import Question
from screens.models.voices import DOTS
from screens.services.voices import MARKS

MOST_OPTIONS = 12  # what fits on a telephone and on the wall
KINDS = {
    "punkte": Question.Kind.DOTS,
    "zustimmung": Question.Kind.CHECK,
    "rueckmeldung": Question.Kind.FEEDBACK,
}
MARK_WORDS = (
    gettext_lazy("does not apply"),
    gettext_lazy("rather not"),
    gettext_lazy("rather yes"),
    gettext_lazy("applies"),
)


class SentenceForm(ScopedForm):
    """The sentence that the table is looking for; `version` is the one the writer began with."""

    sentence = forms.CharField(
        label=gettext_lazy("Sentence that we are working on"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    helper = form_helper("version", Wide("sentence"))


class QuestionForm(ScopedForm):
    """The question; for dots also what can be chosen, one per line."""

    text = forms.CharField(
        label=gettext_lazy("Question"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    options = forms.CharField(
        label=gettext_lazy("What can be chosen"),
        help_text=gettext_lazy(
            "One per line, two to twelve. The joined topics of the matrix stand there already."
        ),
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    submission_id = mark_field()

    def __init__(self, *args: Any, kind: str, sentence: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = {
            Question.Kind.DOTS: _("What should we work on?"),
            Question.Kind.CHECK: sentence,
            Question.Kind.FEEDBACK: _("How was this meeting?"),
        }
        self.initial.setdefault("text", texts[Question.Kind(kind)])
        parts: list[Any] = [Wide("text"), "submission_id"]
        if kind == Question.Kind.DOTS:
            topics = JoinedTopic.objects.filter(catalogue__is_current=True).order_by("order")
            self.initial.setdefault("options", "\n".join(f"{topic.code} {topic.name}" for topic in topics))
            parts.insert(1, Wide("options"))
        else:
            del self.fields["options"]
        self.helper = form_helper(*parts)

    def clean_text(self) -> str:
        return " ".join(str(self.cleaned_data["text"]).split())

    def clean_options(self) -> list[str]:
        lines = [" ".join(line.split()) for line in str(self.cleaned_data["options"]).splitlines()]
        options = list(dict.fromkeys(line for line in lines if line))
        if not 2 <= len(options) <= MOST_OPTIONS:
            raise ValidationError(
                _("Write two to %(most)d different answers, one per line.") % {"most": MOST_OPTIONS}
            )
        if any(len(option) > 120 for option in options):
            raise ValidationError(_("An answer has at most 120 characters."))
        return options


class CodeForm(forms.Form):
    """The code on the wall."""

    code = forms.CharField(
        label=gettext_lazy("Code on the wall"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    helper = form_helper("code")


class DotsVote(forms.Form):
    """Up to three dots."""

    choice = forms.TypedMultipleChoiceField(coerce=int, widget=forms.CheckboxSelectMultiple)
    helper = form_helper("choice")

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = choice_field(self, "choice")
        field.choices = list(enumerate(question.options))
        field.label = _("Choose up to three")

    def clean_choice(self) -> list[int]:
        chosen = self.cleaned_data["choice"]
        if len(chosen) > DOTS:
            raise ValidationError(_("You have three dots. Please take some away."))
        return list(chosen)

    def choice_made(self) -> list[int]:
        return list(self.cleaned_data["choice"])


class CheckVote(forms.Form):
    """One of three."""

    choice = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect)
    helper = form_helper("choice")

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = choice_field(self, "choice")
        field.choices = list(enumerate(question.options))
        field.label = _("Your answer")

    def choice_made(self) -> list[int]:
        return [self.cleaned_data["choice"]]


class FeedbackVote(forms.Form):
    """A mark from 1 to 4 for each statement."""

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marks = list(zip(range(1, MARKS + 1), MARK_WORDS, strict=True))
        for place, statement in enumerate(question.options):
            self.fields[f"mark_{place}"] = forms.TypedChoiceField(
                coerce=int, choices=marks, label=statement, widget=forms.RadioSelect
            )
        self.helper = form_helper(*self.fields)

    def choice_made(self) -> list[int]:
        return [self.cleaned_data[name] for name in self.fields]


VOTES: dict[str, Any] = {
    Question.Kind.DOTS: DotsVote,
    Question.Kind.CHECK: CheckVote,
    Question.Kind.FEEDBACK: FeedbackVote,
}


class ParkForm(ScopedForm):
    """A topic that has to wait, and why."""

    submission_id = mark_field(required=True)
    text = forms.CharField(label=gettext_lazy("What has to wait"), max_length=200)
    reason = forms.CharField(label=gettext_lazy("Why it waits"), max_length=300)

    helper = form_helper("submission_id", "text", "reason")


class FunctionsForm(ScopedForm):
    """Who decides, advises, coordinates or is a guest at this one meeting; `was-…` is what the writer saw."""

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = list(meeting.participants.all())
        for row in self.people:
            label = f"{row.name}, {row.body}"
            self.fields[f"function-{row.pk}"] = forms.ChoiceField(
                label=label, choices=TableFunction.choices, initial=row.function
            )
            self.fields[f"was-{row.pk}"] = forms.ChoiceField(
                choices=TableFunction.choices, initial=row.function, widget=forms.HiddenInput
            )

    def functions(self) -> dict[int, tuple[str, str]]:
        """Participant -> (as seen, as wanted)."""
        told = self.cleaned_data
        return {row.pk: (told[f"was-{row.pk}"], told[f"function-{row.pk}"]) for row in self.people}
