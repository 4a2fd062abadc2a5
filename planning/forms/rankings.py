"""The ranking: weights, values of one need, its place, settling and opening again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import GuardedForm, ScopedForm
from core.layout import Fieldset, Wide, form_helper
from planning.criteria import CRITERIA, HIGHEST, KEYS, LOWEST, MOST_WEIGHT
from planning.models import RankedItem, Ranking
from planning.selectors.rankings import Line

AS_PROPOSED = ""


class WeightsForm(GuardedForm):
    """One number from 0 to 9 for each criterion; 0 leaves it out."""

    def __init__(self, *args: Any, ranking: Ranking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in CRITERIA:
            self.fields[one.key] = forms.IntegerField(
                label=one.label,
                min_value=0,
                max_value=MOST_WEIGHT,
            )
            self.initial[one.key] = ranking.weights[one.key]
        if ranking.pk:
            self.watch(ranking, [f"weight_{key}" for key in KEYS])
        self.helper = form_helper("seen", *KEYS)

    def weights(self) -> dict[str, int]:
        return {key: self.cleaned_data[key] for key in KEYS}


class ValuesForm(GuardedForm):
    """A value for each criterion, or "as proposed"."""

    note = forms.CharField(
        label=gettext_lazy("Why other than proposed?"),
        help_text=gettext_lazy("Stands beside each value set by hand; the school reads it with the result."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    for_school = forms.BooleanField(
        label=gettext_lazy("The social need counts for all needs of this school"), required=False
    )

    def __init__(self, *args: Any, line: Line, row: RankedItem | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value in line.values:
            key = value.criterion.key
            proposed = _("as proposed (%(value)s)") % {"value": value.proposed}
            numbers = [(str(one), str(one)) for one in range(LOWEST, HIGHEST + 1)]
            self.fields[key] = forms.ChoiceField(
                label=value.criterion.label, choices=[(AS_PROPOSED, proposed), *numbers], required=False
            )
            self.initial[key] = str(value.value) if value.is_by_hand else AS_PROPOSED
        self.initial["note"] = row.value_note if row else ""
        if row:
            self.watch(row, [*(f"value_{key}" for key in KEYS), "value_note"])
        self.helper = form_helper("seen", *KEYS, "for_school", Wide("note"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if any(data.get(key) for key in KEYS) and not data.get("note", "").strip():
            self.add_error("note", _("Say why the value is other than proposed. It is shown beside it."))
        return data

    def values(self) -> dict[str, int | None]:
        return {key: int(self.cleaned_data[key]) if self.cleaned_data[key] else None for key in KEYS}


class PlaceForm(GuardedForm):
    """A position as a number. The order as a whole is guarded: whoever moves sees what they move past."""

    position = forms.IntegerField(label=gettext_lazy("Position"), min_value=1)
    is_shared = forms.BooleanField(
        label=gettext_lazy("Share the position with what stands there"),
        help_text=gettext_lazy("Otherwise it stands before it."),
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Why there?"),
        help_text=gettext_lazy("The school reads it as soon as the ranking is settled."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, line: Line, ranking: Ranking, last: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        self.last = last
        fields["position"].help_text = _("From 1 to %(last)s.") % {"last": last}
        self.initial.update({"position": line.position, "is_shared": line.is_shared, "note": line.note})
        if ranking.pk:
            self.watch(ranking, ["version"])
        self.helper = form_helper(
            "seen", Fieldset(_("Where in the ranking"), "position", "is_shared"), Wide("note")
        )

    def clean_position(self) -> int:
        """A position behind the last one is a slip: it is told, not taken for the last one."""
        position: int = self.cleaned_data["position"]
        if position > self.last:
            words = {"last": self.last}
            raise forms.ValidationError(
                _("Position %(last)s is the last one. Enter it to stand last.") % words
            )
        return position


class LockForm(GuardedForm):
    note = forms.CharField(
        label=gettext_lazy("Note for the schools"),
        help_text=gettext_lazy(
            "For example who has settled it and when. Every school reads it beside its result."
        ),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, ranking: Ranking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ranking.pk:
            self.watch(ranking, ["version"])
        self.helper = form_helper("seen", Wide("note"))


class UnlockForm(ScopedForm):
    reason = forms.CharField(
        label=gettext_lazy("Why is it opened again?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    helper = form_helper(Wide("reason"))
