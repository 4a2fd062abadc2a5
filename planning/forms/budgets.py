"""The budget table: what to take from the ranking, one line, handing in, the council's decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import ABOVE_ZERO, DayField, EachOnceField
from core.forms import GuardedForm, GuardedModelForm, ScopedForm, ScopedModelForm, SentOnce, choice_field
from core.layout import Hint, Pair, Wide, form_helper
from core.money import digits
from planning.models import Budget, BudgetLine
from planning.selectors.budgets import Candidate
from planning.services.budgets import WORDS


class PickForm(ScopedForm):
    """Ranked needs to take over; the page shows them as a table with ticks."""

    items = EachOnceField(
        label=gettext_lazy("Needs"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one need."),
            "invalid_choice": gettext_lazy(
                "One of these needs can no longer be taken: it stands in a table already, or was decided."
            ),
        },
    )

    def __init__(self, *args: Any, candidates: list[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.item.pk), one.text) for one in candidates if one.net is not None]
        choice_field(self, "items").choices = choices

    def chosen(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["items"]]


class _LineForm(forms.ModelForm):
    class Meta:
        model = BudgetLine
        fields = WORDS
        localized_fields = ("net", "vat_rate")
        labels = {
            "text": gettext_lazy("What for"),
            "accounting": gettext_lazy("Consumptive or investive"),
            "account": gettext_lazy("Product and account"),
            "net": gettext_lazy("Amount in euro, net"),
            "vat_rate": gettext_lazy("Value-added tax in percent"),
        }
        error_messages = {"net": ABOVE_ZERO}
        help_texts = {"account": gettext_lazy("As your treasury writes it, such as 03.01.02 / 783100.")}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in WORDS}


PARTS = (Wide("text"), "accounting", Wide("account"), Pair("net", "vat_rate"))


class LineCreateForm(SentOnce, ScopedModelForm, _LineForm):
    helper = form_helper("submission_id", *PARTS)


class LineUpdateForm(GuardedModelForm, _LineForm):
    helper = form_helper("seen", *PARTS)


class ApproveForm(GuardedForm):
    approved = forms.DecimalField(
        label=gettext_lazy("Approved in euro, gross"),
        max_digits=12,
        decimal_places=2,
        min_value=0,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why less?"),
        help_text=gettext_lazy("Needed where less is approved than requested; the school reads it."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, line: BudgetLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        shown = line.gross if line.approved is None else line.approved
        self.initial.update({"approved": shown, "reason": line.reason})
        self.watch(line)
        requested = _("Requested are %(gross)s € gross.") % {"gross": digits(line.gross)}
        self.helper = form_helper("seen", Hint(requested), "approved", Wide("reason"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        approved = data.get("approved")
        if approved is not None and approved > self.line.gross:
            self.add_error("approved", _("More was approved than requested."))
        elif approved is not None and approved < self.line.gross and not data.get("reason", "").strip():
            self.add_error("reason", _("Say why less is approved. The school reads it."))
        return data


class RequestForm(GuardedForm):
    requested_on = DayField(label=gettext_lazy("Handed in on"), initial=timezone.localdate)

    helper = form_helper("seen", "requested_on")

    def __init__(self, *args: Any, budget: Budget, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if budget.pk:
            self.watch(budget)


class DecideForm(GuardedForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            (Budget.State.DECIDED.value, gettext_lazy("decided, as it stands in the table")),
            (Budget.State.REJECTED.value, gettext_lazy("rejected as a whole")),
        ],
        widget=forms.RadioSelect,
    )
    decided_on = DayField(label=gettext_lazy("Day of the decision"))
    paper = forms.CharField(label=gettext_lazy("Number of the paper"), max_length=40, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason of a rejection"),
        help_text=gettext_lazy("Only if the table was rejected; the schools read it."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    helper = form_helper("seen", "outcome", Pair("decided_on", "paper"), Wide("reason"))

    def __init__(self, *args: Any, budget: Budget, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if budget.pk:
            self.watch(budget)

    @property
    def is_rejected(self) -> bool:
        return bool(self.cleaned_data["outcome"] == Budget.State.REJECTED)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("outcome") == Budget.State.REJECTED and not data.get("reason", "").strip():
            self.add_error("reason", _("Say why the table was rejected. The schools read it."))
        return data
