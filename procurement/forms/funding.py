"""Input of programmes, grants, charges and calls."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import ABOVE_ZERO, DayField, EachOnceField
from core.forms import GuardedModelForm, ScopedForm, SentOnce
from core.layout import Fieldset, Pair, Wide, form_helper
from core.money import digits
from procurement.checks import exempt_types_of
from procurement.models import Delivery, Grant, GrantCategory, Programme, ProgrammeCategory
from schools.keys import SCHOOL_TYPES

CAPS = ("code", "name", "school_cap", "share_cap", "exempt_types")
CAP_HELP = {
    "school_cap": gettext_lazy("Of the funded part. Empty if there is no such limit."),
    "share_cap": gettext_lazy("Of the granted amount. Empty if there is no such limit."),
}


class ProgrammeForm(GuardedModelForm):
    as_of = DayField(
        label=gettext_lazy("As of"),
        help_text=gettext_lazy("The day on which these facts were put together."),
        required=False,
    )

    class Meta:
        model = Programme
        fields = (
            "name",
            "code",
            "from_year",
            "until_year",
            "own_share",
            "facts",
            "source",
            "as_of",
            "is_active",
        )
        localized_fields = ("own_share",)
        labels = {"is_active": gettext_lazy("is offered for new grants")}
        help_texts = {"own_share": gettext_lazy("Empty if it is not known.")}
        widgets = {"facts": forms.Textarea(attrs={"rows": 5})}

    helper = form_helper(
        Pair("name", "code"),
        Pair("from_year", "until_year"),
        Pair("own_share"),
        Wide("facts"),
        Pair("source", "as_of"),
        "is_active",
        "seen",
    )


class CapsForm(GuardedModelForm):
    """One category of a programme or of a grant."""

    exempt_types = forms.MultipleChoiceField(
        label=gettext_lazy("share does not count for school types"),
        choices=list(SCHOOL_TYPES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model: Any = ProgrammeCategory
        fields = CAPS
        localized_fields = ("school_cap", "share_cap")
        error_messages = {"school_cap": ABOVE_ZERO}
        help_texts = CAP_HELP

    helper = form_helper(Pair("code", "name"), Pair("school_cap", "share_cap"), Wide("exempt_types"), "seen")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["exempt_types"] = sorted(exempt_types_of(self.instance))

    def clean_exempt_types(self) -> str:
        """As the row keeps them."""
        return ",".join(self.cleaned_data["exempt_types"])


class GrantCapsForm(CapsForm):
    class Meta(CapsForm.Meta):
        model: Any = GrantCategory


class GrantForm(GuardedModelForm):
    """What the Träger was granted, and until when."""

    apply_by = DayField(label=gettext_lazy("Apply by"), required=False)
    execute_by = DayField(label=gettext_lazy("Carry out by"), required=False)
    prove_by = DayField(label=gettext_lazy("Proof of use by"), required=False)

    class Meta:
        model = Grant
        fields = (
            "programme",
            "file_number",
            "state",
            "amount",
            "own_share",
            "apply_by",
            "execute_by",
            "prove_by",
            "note",
        )
        localized_fields = ("amount", "own_share")
        error_messages = {"amount": ABOVE_ZERO}
        help_texts = {
            "file_number": gettext_lazy("Of the notice, if there is one."),
            "amount": gettext_lazy("As in the notice. Empty while it is not known."),
            "own_share": gettext_lazy("Counts for what is charged from now on."),
        }
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    helper = form_helper(
        Fieldset(gettext_lazy("The programme"), Pair("programme", "file_number"), Pair("state")),
        Fieldset(gettext_lazy("Money"), Pair("amount", "own_share")),
        Fieldset(gettext_lazy("Days"), Pair("apply_by", "execute_by"), Pair("prove_by")),
        Wide("note"),
        "seen",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Programme.objects.filter(is_active=True)
        if self.instance.pk:
            offered = offered | Programme.objects.filter(pk=self.instance.programme_id)
        fields: dict[str, Any] = self.fields
        fields["programme"].queryset = offered
        fields["programme"].empty_label = _("Please choose")
        for name in ("amount", "own_share"):
            fields[name].widget.attrs |= {"inputmode": "decimal"}


class ChargeForm(ScopedForm):
    """Deliveries to charge to a grant. The value of a choice holds the version that was read."""

    deliveries = EachOnceField(
        label=gettext_lazy("Deliveries"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy(
                "Somebody else has changed or charged one of these deliveries. Nothing was saved; choose again."
            )
        },
    )
    category: Any = forms.ModelChoiceField(None, label=gettext_lazy("Category"))
    reason = forms.CharField(
        label=gettext_lazy("Reason, if a limit is passed or the order names another source"),
        help_text=gettext_lazy("It stands in the ledger and in the proof of use."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    helper = form_helper("deliveries", "category", Wide("reason"))

    def __init__(self, *args: Any, grant: Grant, offered: list[Delivery], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {f"{one.pk}.{one.version}": one for one in offered}
        fields: dict[str, Any] = self.fields
        fields["deliveries"].choices = [(key, _choice(one)) for key, one in self.by_key.items()]
        own = GrantCategory.visible_to(self.user).filter(grant=grant)
        fields["category"].queryset = own
        fields["category"].required = own.exists()
        fields["category"].empty_label = _("Please choose") if own else _("no category")

    def chosen(self) -> list[tuple[Delivery, int]]:
        rows = (self.by_key[key] for key in self.cleaned_data["deliveries"])
        return [(one, one.version) for one in rows]


def _choice(one: Delivery) -> str:
    words = {
        "delivery": one,
        "school": one.school,
        "invoice": one.invoice,
        "amount": digits(one.amount or 0),
        "fund": one.line.order.fund,
    }
    return _("%(delivery)s, %(school)s, invoice %(invoice)s: %(amount)s € gross (%(fund)s)") % words


class CallForm(SentOnce, ScopedForm):
    """Money called of a grant."""

    called_on = DayField(label=gettext_lazy("Called on"))
    amount = forms.DecimalField(
        label=gettext_lazy("Amount in euro"),
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        localize=True,
        error_messages=ABOVE_ZERO,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)
    helper = form_helper(Pair("called_on", "amount"), Wide("note"), "submission_id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["called_on"].initial = timezone.localdate
