"""Input of a Jahresgespräch: when and with whom, one agreement, what became of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annualreviews.models import AgreementPoint, AnnualReview
from annualreviews.services import ABOUT, POINT
from core.fields import DayField
from core.forms import GuardedForm, GuardedModelForm, ScopedForm, SentOnce, choice_field
from core.layout import Fieldset, Pair, Wide, form_helper
from needs.models import NeedItem
from roundtables.forms.fields import ClockField, clock_of, local_moment


class ReviewForm(GuardedForm):
    """Day and clock are left empty together, or filled together."""

    day = DayField(label=gettext_lazy("Date"), required=False)
    begins = ClockField(label=gettext_lazy("Begins"), required=False)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=120, required=False)
    participants = forms.CharField(
        label=gettext_lazy("Who takes part"),
        help_text=gettext_lazy("One person a line with the office, such as “Frau Muster, Schulleitung”."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    note = forms.CharField(
        label=gettext_lazy("Notes of the talk"),
        help_text=gettext_lazy("Stands on the sheet to sign, above the agreements. No names of pupils."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, review: AnnualReview | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if review:
            self.initial.update({name: getattr(review, name) for name in ABOUT if name != "starts_at"})
            if review.starts_at:
                self.initial["day"], self.initial["begins"] = clock_of(review.starts_at)
            self.watch(review, ABOUT)
        else:
            del self.fields["seen"]
        self.helper = form_helper(
            *(["seen"] if review else []),
            Fieldset(_("When and where"), Pair("day", "begins"), Pair("place")),
            Fieldset(_("The talk"), Wide("participants"), Wide("note")),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day, clock = data.get("day"), data.get("begins")
        data["starts_at"] = None
        if bool(day) != bool(clock) and not {"day", "begins"} & set(self.errors):
            self.add_error("begins" if day else "day", _("Give day and time, or neither."))
        elif day and clock:
            try:
                data["starts_at"] = local_moment(day, clock)
            except ValidationError as error:
                self.add_error("begins", error)
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ABOUT}


class PointForm(SentOnce, GuardedModelForm):
    """One agreement."""

    due_on = DayField(label=gettext_lazy("Until"), required=False)

    class Meta:
        model = AgreementPoint
        fields = POINT
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"text": gettext_lazy("One sentence that both sides sign.")}

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "side").choices = [("", _("Please choose")), *AgreementPoint.Side.choices]
        field: Any = self.fields["item"]
        field.queryset, field.empty_label = items, _("none")
        field.label_from_instance = lambda item: f"{item} ({item.get_state_display()})"
        self.helper = form_helper(Wide("text"), Pair("side", "due_on"), Wide("item"), "submission_id", "seen")

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in POINT}


class OutcomeForm(GuardedForm):
    """A year later: what became of it."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        choices=AgreementPoint.Outcome.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("For example what is missing, or why it is no longer needed."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, point: AgreementPoint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({"outcome": point.outcome, "note": point.outcome_note})
        self.watch(point, ("outcome", "outcome_note"))
        self.helper = form_helper("seen", "outcome", Wide("note"))


class ReopenForm(ScopedForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy(
            "For example: an agreement was missing. A signed sheet has to be signed again."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(Wide("reason"))


def items_of(*, user: Any, school: Any, year: int) -> Any:
    """Needs that an agreement may be about: the sent ones of this year."""
    rows = NeedItem.visible_to(user).filter(
        need_list__school=school, need_list__year=year, need_list__sent_at__isnull=False
    )
    return rows.select_related("type").order_by("priority", "type__order", "pk")
