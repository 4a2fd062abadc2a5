"""Input of deliveries, invoices and receipt."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import DayField
from core.forms import GuardedForm, ScopedForm, SentOnce, leave_unmarked
from core.layout import Fieldset, Hint, Pair, Wide, form_helper
from core.money import gross
from procurement.models import Delivery
from procurement.services.deliveries import Bill, Receipt

NUMERIC = {"inputmode": "numeric"}


def _count(label: Any, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=100_000, widget=forms.TextInput(attrs=NUMERIC), **kwargs
    )


def _invoice_fields(*, required: bool) -> dict[str, forms.Field]:
    return {
        "invoice_number": forms.CharField(
            label=gettext_lazy("Invoice number"), max_length=40, required=required
        ),
        "invoice_date": DayField(label=gettext_lazy("Invoice date"), required=required),
        "price": forms.DecimalField(
            label=gettext_lazy("Price of a piece in euro, gross"),
            help_text=gettext_lazy("As on the invoice, with value-added tax."),
            max_digits=10,
            decimal_places=2,
            min_value=0,
            localize=True,
            required=required,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        ),
    }


BILL = ("invoice_number", "invoice_date", "price")


def _bill(cleaned: dict[str, Any]) -> Bill:
    return Bill(cleaned["invoice_number"], cleaned["invoice_date"], cleaned["price"])


class DeliveryForm(SentOnce, ScopedForm):
    """What was sent to a school. The invoice may follow later, but then as a whole."""

    quantity = forms.IntegerField(
        label=gettext_lazy("Delivered pieces"),
        min_value=1,
        max_value=100_000,
        widget=forms.TextInput(attrs=NUMERIC),
    )
    delivered_on = DayField(label=gettext_lazy("Delivered on"))

    def __init__(self, *args: Any, open_pieces: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_invoice_fields(required=False))
        self.fields["quantity"].initial = open_pieces or None
        self.fields["delivered_on"].initial = timezone.localdate
        self.helper = form_helper(
            Fieldset(_("What came"), Pair("quantity", "delivered_on")),
            Fieldset(
                _("Invoice"),
                Hint(_("If it is not there yet, leave these fields empty and complete them later.")),
                Pair("invoice_number", "invoice_date"),
                Pair("price"),
            ),
            "submission_id",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        told = [name for name in BILL if cleaned.get(name) not in {None, ""}]
        if told and not self.errors:
            for name in set(BILL) - set(told):
                self.add_error(name, _("An invoice has number, date and price: fill in all three or none."))
        return cleaned

    def bill(self) -> Bill | None:
        return _bill(self.cleaned_data) if self.cleaned_data["invoice_number"] else None


class InvoiceForm(GuardedForm):
    """What was invoiced for one delivery."""

    is_held = False
    invoice_number = _invoice_fields(required=True)["invoice_number"]
    invoice_date = _invoice_fields(required=True)["invoice_date"]
    price = _invoice_fields(required=True)["price"]
    helper = form_helper("seen", Pair("invoice_number", "invoice_date"), Pair("price"))

    def __init__(self, *args: Any, delivery: Delivery, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if delivery.invoice:
            self.initial["invoice_number"] = delivery.invoice.number
            self.initial["invoice_date"] = delivery.invoice.date
            self.initial["price"] = delivery.price
        else:
            self.initial["price"] = gross(delivery.line.price, delivery.line.vat_rate)  # as ordered
        self.watch(delivery)

    def bill(self) -> Bill:
        return _bill(self.cleaned_data)


class InvoiceFileForm(ScopedForm):
    file = forms.FileField(
        label=gettext_lazy("Invoice as file"),
        help_text=gettext_lazy(
            "PDF, JPG or PNG, at most 10 MB. Seen by the offices of the school authority only."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        max_length=200,
    )
    helper = form_helper(Wide("file"))


class ReceiptForm(SentOnce, ScopedForm):
    """What was counted at the school, and where it stands now; a service or a licence stands nowhere."""

    delivered_on = DayField(label=gettext_lazy("Delivered on"))
    good = _count(gettext_lazy("Received in order"))
    broken = _count(
        gettext_lazy("Received broken"),
        required=False,
        help_text=gettext_lazy("They stay and stand in the stock as broken."),
    )
    wrong = _count(
        gettext_lazy("Wrong, goes back"),
        required=False,
        help_text=gettext_lazy("Other things than ordered. They do not become stock."),
    )
    building = forms.CharField(
        label=gettext_lazy("Building"),
        help_text=gettext_lazy("Only where the school has several."),
        max_length=80,
        required=False,
    )
    room = forms.CharField(
        label=gettext_lazy("Room or area"),
        help_text=gettext_lazy("Where the things stand now, for example “Room 12”."),
        max_length=80,
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy(
            "Needed where pieces are missing, broken or wrong. The school authority reads it."
        ),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, pieces: int, is_equipment: bool, delivered_on: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delivered_on"].initial = delivered_on or timezone.localdate
        self.fields["good"].initial = pieces
        leave_unmarked(self, "note")
        if is_equipment:
            counted = [
                Fieldset(_("Counted"), Pair("good", "broken"), Pair("wrong", "delivered_on")),
                Fieldset(_("Where it stands"), Pair("building", "room")),
            ]
        else:
            for name in ("broken", "building", "room"):
                del self.fields[name]
            counted = [Fieldset(_("Counted"), Pair("good", "wrong"), Pair("delivered_on"))]
        self.helper = form_helper(*counted, Wide("note"), "submission_id")

    def receipt(self) -> Receipt:
        cleaned = self.cleaned_data
        return Receipt(
            delivered_on=cleaned["delivered_on"],
            good=cleaned["good"],
            broken=cleaned.get("broken") or 0,
            wrong=cleaned["wrong"] or 0,
            building=cleaned.get("building", ""),
            room=cleaned.get("room", ""),
            note=cleaned["note"],
        )
