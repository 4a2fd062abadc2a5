"""Answers as forms: one aspect on its own page, or every aspect as a row of the full table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from crispy_forms.layout import Field
from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.days import day_in_words
from core.errors import DomainError
from core.forms import ScopedForm, choice_field
from core.layout import Fieldset, Pair, Wide, form_helper
from core.uploads import check_upload
from matrix import services
from matrix.models import FALL_NEEDS_REASON, Rating, Snapshot
from matrix.selectors import Answer, AspectInfo
from schools.models.register import school_year_label, school_year_of

EVIDENCE_KINDS = ("pdf", "docx", "xlsx", "png", "jpg", "webp")
YEARS_AHEAD = 7
UNSTAGED = Rating.State.choices[1:]  # answers without a stage
NEW_TEXTS = _(
    "The matrix has a new version since you opened this page: question and stages may read differently now. "
    "Your answer is not saved yet. Please compare it and save again."
)


@dataclass(frozen=True, slots=True)
class Option:
    """One radio button with the text that stands beside it."""

    value: str
    label: str
    text: str
    id: str
    is_checked: bool
    is_stage: bool


def options_of(aspect: AspectInfo, chosen: str, anchor: str) -> list[Option]:
    """Radio buttons of an answer: the stages with their descriptors first, then the two without a stage."""
    stages = [(str(stage.number), f"{stage.number} {stage.name}", stage.text) for stage in aspect.stages]
    hints = (
        _("We cannot judge this yet. It stays visible as an open question."),
        _("This aspect has no meaning for us."),
    )
    others = [(value, str(label), str(hint)) for (value, label), hint in zip(UNSTAGED, hints, strict=True)]
    return [
        Option(value, label, text, f"{anchor}_{place}", value == chosen, is_stage=place < len(stages))
        for place, (value, label, text) in enumerate([*stages, *others])
    ]


def stage_options(form: Any, aspect: AspectInfo) -> list[Option]:
    """Those of a form's field `answer`."""
    field = form["answer"]
    return options_of(aspect, str(field.value() or ""), field.auto_id)


class LongText(forms.CharField):
    """Browsers send line ends as CR LF; stored and compared is LF, so an untouched text counts as unchanged."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class RatingForm(ScopedForm):
    """One answer to one aspect, with the stages of that aspect. `seen` is the rating that was on the page."""

    answer = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a stage, or say that you do not know or that it does not apply.")
        },
    )
    target_stage = forms.TypedChoiceField(
        label=_("Target stage"), coerce=int, empty_value=None, required=False
    )
    target_year = forms.TypedChoiceField(
        label=_("Until the end of school year"), coerce=int, empty_value=None, required=False
    )
    priority = forms.ChoiceField(label=_("Priority"), required=False)
    reason = LongText(
        label=_("Reason"),
        help_text=_("What do you see this by? Two sentences are enough. Please name no pupils."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    asked = forms.IntegerField(widget=forms.HiddenInput, required=False)  # the aspect whose texts were shown

    def __init__(
        self, *args: Any, aspect: AspectInfo, current: Answer, preselect: int | None = None, **kwargs: Any
    ) -> None:
        chosen = {"answer": str(preselect)} if preselect else {}
        super().__init__(*args, initial=initial_of(current) | {"asked": aspect.pk} | chosen, **kwargs)
        self.aspect = aspect
        self.current = current
        stages = [(str(stage.number), f"{stage.number} {stage.name}") for stage in aspect.stages]
        self._choices("answer", [*stages, *UNSTAGED])
        self.fields["answer"].label = _("Stage today")
        self._choices("target_stage", [("", _("no target")), *stages])
        this_year = school_year_of(timezone.localdate())
        years = {*range(this_year, this_year + YEARS_AHEAD + 1), *filter(None, [current.target_year])}
        self._choices(
            "target_year", [("", _("please choose")), *((y, school_year_label(y)) for y in sorted(years))]
        )
        self._choices("priority", [("", _("none given")), *Rating.Priority.choices])

    def _choices(self, name: str, choices: list) -> None:
        choice_field(self, name).choices = choices

    @property
    def options(self) -> list[Option]:
        """Radio buttons of the answer: the stages with their descriptors first, then the two without a stage."""
        return stage_options(self, self.aspect)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("asked") not in {None, self.aspect.pk}:
            self.add_error("answer", NEW_TEXTS)
            self.build_on(self.current.rating_pk)
        answer, target = cleaned.get("answer") or "", cleaned.get("target_stage")
        year = cleaned.get("target_year")
        if target and answer.isdigit() and target < int(answer):
            self.add_error("target_stage", _("The target lies below the stage of today."))
        if target and answer == Rating.State.NOT_APPLICABLE:
            self.add_error("target_stage", _("What does not apply needs no target."))
        if target and not year and "target_year" not in self.errors:
            self.add_error("target_year", _("Choose by when you want to reach the target."))
        if year and not target and "target_stage" not in self.errors:
            self.add_error("target_stage", _("Choose the target stage that belongs to the school year."))
        now = services.Answer(
            state=answer, stage=int(answer) if answer.isdigit() else None, reason=cleaned.get("reason", "")
        )
        if now.falls_silently(self.current.stage) and "reason" not in self.errors:
            self.add_error("reason", FALL_NEEDS_REASON)
        return cleaned

    def to_answer(self) -> services.Answer:
        cleaned = self.cleaned_data
        chosen = cleaned["answer"]
        return services.Answer(
            state=Rating.State.RATED if chosen.isdigit() else chosen,
            stage=int(chosen) if chosen.isdigit() else None,
            target_stage=cleaned["target_stage"],
            target_year=cleaned["target_year"],
            priority=cleaned["priority"],
            reason=cleaned["reason"],
            **self.evidence(),
        )

    def evidence(self) -> dict[str, Any]:
        """Without evidence fields the link of the answer before stays; the file stays anyway."""
        return {"evidence_url": self.current.evidence_url}

    def build_on(self, newest: int | None) -> None:
        """After a conflict: what is typed stays, and the next save is built on the newest answer and texts."""
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("seen")] = str(newest or "")
        data[self.add_prefix("asked")] = str(self.aspect.pk)
        self.data = data


class ConfirmForm(ScopedForm):
    """The one button of the update page: which aspect, and the answer that stood on the page (`seen`)."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=10)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class CompareForm(ScopedForm):
    """Two releases of one subject, by their numbers. Which of them is the older one, the numbers say."""

    faults = dict.fromkeys(("required", "invalid_choice"), _("Choose one of the releases."))
    old = forms.TypedChoiceField(label=_("From"), coerce=int, error_messages=faults)
    new = forms.TypedChoiceField(label=_("To"), coerce=int, error_messages=faults)

    def __init__(self, *args: Any, releases: Sequence[Snapshot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("old", "new"):
            choice_field(self, name).choices = [(release.number, _label(release)) for release in releases]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("old") and cleaned.get("old") == cleaned.get("new"):
            self.add_error("new", _("Choose two different releases."))
        return cleaned

    def numbers(self) -> tuple[int, int]:
        """The older one first, in whichever order they were chosen."""
        old, new = sorted([self.cleaned_data["old"], self.cleaned_data["new"]])
        return old, new


def _label(release: Snapshot) -> str:
    """ "Freigabe 3 vom 12. März 2026 (Runder Tisch, 2. Treffen)": number and day, then the days it stood on."""
    label = str(_("Release %(number)s of %(day)s")) % _said(release)
    marks = "; ".join(mark.name for mark in release.marks.all())
    return f"{label} ({marks})" if marks else label


def _said(release: Snapshot) -> dict[str, Any]:
    return {"number": release.number, "day": day_in_words(release.taken_at)}


class AspectForm(RatingForm):
    """The page of one aspect: with evidence as link or file."""

    evidence_url = forms.URLField(
        label=_("Link to evidence"), max_length=200, assume_scheme="https", required=False
    )
    evidence_file = forms.FileField(
        label=_("Evidence as file"),
        help_text=_("PDF, Word, Excel or picture, at most 10 MB. Seen by your own people only."),
        max_length=200,
        required=False,
    )
    drop_evidence = forms.BooleanField(label=_("Remove the stored file"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.current.evidence_name:
            del self.fields["drop_evidence"]
        self.helper = form_helper(
            "seen",
            "asked",
            Field("answer", template="matrix/stage_choice.html"),
            Wide("reason"),
            Fieldset(_("Where do you want to go?"), Pair("target_stage", "target_year"), Pair("priority")),
            Fieldset(
                _("Evidence"),
                Pair("evidence_url", "evidence_file"),
                *(["drop_evidence"] if "drop_evidence" in self.fields else []),
            ),
        )

    def clean_evidence_file(self) -> Any:
        file = self.cleaned_data["evidence_file"]
        if file:
            try:
                check_upload(file, kinds=EVIDENCE_KINDS)
            except DomainError as error:
                raise forms.ValidationError(str(error)) from error
        return file

    def evidence(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "evidence_url": cleaned["evidence_url"],
            "evidence": cleaned["evidence_file"] or None,
            "drop_evidence": cleaned.get("drop_evidence", False),
        }


def initial_of(current: Answer) -> dict[str, Any]:
    """An answer in the words of the form's fields."""
    return {
        "answer": str(current.stage) if current.stage else current.state if current.is_answered else "",
        "target_stage": str(current.target_stage or ""),
        "target_year": str(current.target_year or ""),
        "priority": current.priority,
        "reason": current.reason,
        "evidence_url": current.evidence_url,
        "seen": current.rating_pk,
    }
