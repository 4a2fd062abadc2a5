"""Input of orders."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import DayField, EachOnceField
from core.forms import GuardedForm, ScopedForm, SentOnce, leave_unmarked
from core.layout import Fieldset, Pair, Wide, form_helper
from core.money import digits
from equipment.forms import offer_sources
from equipment.models import FundingSource, PriceEntry
from needs.models import NeedItem
from planning.models import BudgetLine
from procurement.models import OrderLine
from procurement.reckoning import Rest, rest_of
from procurement.services.orders import Wanted

Offers = dict[int, list[PriceEntry]]  # type pk -> what the supplier offers, the cheapest first


class OrderHeadForm(SentOnce, ScopedForm):
    """What every order says of itself: its number, day and fund, and a note for the schools.

    Who `may_exceed` what was approved can say why; nobody else has that field.
    """

    number = forms.CharField(
        label=gettext_lazy("Order number"),
        help_text=gettext_lazy("As it stands on your order, so that invoices can be found."),
        max_length=40,
    )
    ordered_on = DayField(
        label=gettext_lazy("Ordered on"), help_text=gettext_lazy("The prices of this day count.")
    )
    fund = forms.ModelChoiceField(FundingSource.objects.all(), label=gettext_lazy("Paid from"))
    note = forms.CharField(
        label=gettext_lazy("Note for the schools"),
        help_text=gettext_lazy("For example when the delivery is expected. The schools read it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    above_reason = forms.CharField(
        label=gettext_lazy("Reason, where more is ordered than was approved"),
        help_text=gettext_lazy(
            "It stands at the order and in the budget. Leave it empty within what was approved."
        ),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, number: str, may_exceed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        if may_exceed:
            leave_unmarked(self, "above_reason")
        else:
            del fields["above_reason"]
        fields["number"].initial = number
        fields["ordered_on"].initial = timezone.localdate
        offer_sources(fields["fund"], kept=None, blank=("", _("Please choose")))

    def values(self) -> dict[str, Any]:
        names = ("number", "ordered_on", "fund", "note", "above_reason")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}

    def order_set(self) -> Fieldset:
        last = [Wide("above_reason")] if "above_reason" in self.fields else []
        return Fieldset(_("The order"), Pair("number", "ordered_on"), Pair("fund"), Wide("note"), *last)


class OrderForm(OrderHeadForm):
    """Needs to order at one supplier. The value of a choice holds the version of the need that was read.

    `lines` are those of the decided budgets, by need; where the money does not reach for all at the prices offered,
    fewer pieces can be ordered. `rests` are what is left of needs of which a part is ordered already.
    """

    items = EachOnceField(
        label=gettext_lazy("Needs to order"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy(
                "Somebody else has changed one of these needs in between. Nothing was ordered; choose again."
            )
        },
    )

    field_order = ("items",)

    def __init__(
        self,
        *args: Any,
        items: list[NeedItem],
        offers: Offers,
        lines: dict[int, BudgetLine],
        rests: dict[int, Rest],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {f"{item.pk}.{item.version}": item for item in items if item.type_id in offers}
        self.offers = {item.type_id: offers[item.type_id] for item in self.by_key.values()}
        fields: dict[str, Any] = self.fields
        fields["items"].choices = [
            (key, _choice(item, lines.get(item.pk), rests.get(item.pk))) for key, item in self.by_key.items()
        ]
        names = []
        for type_id, entries in self.offers.items():
            names.append(f"price_{type_id}")
            fields[names[-1]] = forms.ChoiceField(
                label=_("Product for %(type)s") % {"type": entries[0].type},
                choices=[(str(entry.pk), offer_text(entry)) for entry in entries],
            )
        for item in self.by_key.values():
            line, entries = lines.get(item.pk), offers[item.type_id]
            if rest := rests.get(item.pk):
                asked = _rest(item, rest, entries[0])
            elif line and (line.cut or _reach(item, line, entries[-1]) < item.quantity):
                asked = _pieces(item, line, entries[0])
            else:
                continue
            names.append(f"pieces_{item.pk}")
            fields[names[-1]] = asked
            leave_unmarked(self, names[-1])
        self.helper = form_helper(
            Fieldset(_("What is ordered"), "items", *names),
            self.order_set(),
            "submission_id",
        )

    def clean(self) -> dict[str, Any]:
        """A cut need that is chosen says how many; an empty field would order all of them without a word."""
        cleaned = super().clean() or self.cleaned_data
        for key in cleaned.get("items", ()):
            name = f"pieces_{self.by_key[key].pk}"
            if name in self.fields and name not in self.errors and cleaned.get(name) is None:
                self.add_error(name, _("Say how many are ordered."))
        return cleaned

    def wanted(self) -> list[Wanted]:
        chosen = [self.by_key[key] for key in self.cleaned_data["items"]]
        return [
            Wanted(item, item.version, self._entry(item), self.cleaned_data.get(f"pieces_{item.pk}"))
            for item in chosen
        ]

    def _entry(self, item: NeedItem) -> PriceEntry:
        picked = self.cleaned_data[f"price_{item.type_id}"]
        return next(entry for entry in self.offers[item.type_id] if str(entry.pk) == picked)


def _choice(item: NeedItem, line: BudgetLine | None, rest: Rest | None) -> str:
    words = {"item": item, "school": item.school, "priority": item.priority}
    said = _("%(item)s – %(school)s (priority %(priority)s)") % words
    if rest:
        counted = {"count": rest.pieces, "all": item.quantity}
        said += ", " + _("the rest: %(count)s of %(all)s pieces") % counted
    if line is None or line.approved is None:
        return said
    approved = _("%(amount)s € gross approved") % {"amount": digits(line.approved)}
    return f"{said}, {approved}"


def _rest(item: NeedItem, rest: Rest, entry: PriceEntry) -> forms.IntegerField:
    """As many pieces are proposed as are left and what is left of the money reaches for."""
    words: dict[str, Any] = {"item": item, "school": item.school, "count": rest.pieces, "all": item.quantity}
    said = _("%(count)s of %(all)s pieces are not ordered yet.") % words
    if rest.money is not None and rest.approved is not None:
        money = {"money": digits(rest.money), "approved": digits(rest.approved)}
        said += " " + _("%(money)s € of %(approved)s € gross approved are not ordered yet.") % money
    return _count_field(
        _("Rest in pieces: %(item)s, %(school)s") % words,
        said,
        most=rest.pieces,
        proposed=rest.reach(entry.price, entry.vat_rate),
    )


def _reach(item: NeedItem, line: BudgetLine, entry: PriceEntry) -> int:
    """How many of a need that nobody has ordered yet the approved money reaches for."""
    return rest_of(item.quantity, (), line.approved).reach(entry.price, entry.vat_rate)


def _pieces(item: NeedItem, line: BudgetLine, entry: PriceEntry) -> forms.IntegerField:
    """As many pieces are proposed as the approved money reaches for at the lowest price of the supplier."""
    words = {
        "approved": digits(line.approved or Decimal(0)),
        "gross": digits(line.gross),
        "count": item.quantity,
    }
    said = (
        _("%(approved)s € of %(gross)s € gross were approved. At most %(count)s pieces.")
        if line.cut
        else _(
            "%(approved)s € gross were approved, which does not reach for all %(count)s pieces at every price."
        )
    )
    return _count_field(
        _("Pieces: %(item)s, %(school)s") % {"item": item, "school": item.school},
        said % words,
        most=item.quantity,
        proposed=_reach(item, line, entry),
    )


def _count_field(label: str, told: str, *, most: int, proposed: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=told,
        min_value=1,
        max_value=most,
        initial=min(max(proposed, 1), most),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


def offer_text(entry: PriceEntry) -> str:
    words = {
        "product": entry.product,
        "price": digits(entry.price),
        "contract": entry.contract,
    }
    said = _("%(product)s, %(price)s € net") % words
    return f"{said} ({entry.contract})" if entry.contract else said


class ReasonForm(ScopedForm):
    """Why an order or a line ends. The schools read it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The school reads it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    helper = form_helper(Wide("reason"))


class QuantityForm(GuardedForm):
    """Another ordered quantity, and why."""

    is_held = False
    quantity = forms.IntegerField(
        label=gettext_lazy("Ordered pieces"),
        min_value=1,
        max_value=100_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("For example: two more came and are kept. The school reads it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    helper = form_helper("seen", Pair("quantity"), Wide("reason"))

    def __init__(self, *args: Any, line: OrderLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["quantity"] = line.quantity
        self.watch(line)
