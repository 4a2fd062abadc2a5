"""Input of a stock-taking: one room, on a phone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import GuardedForm, ScopedForm, choice_field, leave_unmarked
from core.layout import Fieldset, Pair, Wide, form_helper
from core.parsing import one_line
from equipment.forms.offers import offer_types
from equipment.models import EquipmentType, RoomCount, StockBatch

MOST = 100_000
ALL_THERE = "all_there"


class RoomCountForm(GuardedForm):
    """A number a line; empty means not looked at. One more find each time the room is saved."""

    is_held = False  # the service compares under a lock
    note = forms.CharField(
        label=_("Note about the room"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Please no names of pupils or teachers."),
    )
    find_type = forms.ModelChoiceField(
        EquipmentType.objects.none(), label=_("What stands here and is not listed"), required=False
    )
    find_quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST, required=False)
    find_note = forms.CharField(label=pgettext_lazy("find", "Note"), max_length=120, required=False)
    forget = forms.MultipleChoiceField(
        label=_("Remove from the finds"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, room: RoomCount, batches: list[StockBatch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.room, self.batches = room, batches
        self.watch(room, ["version"])
        self.initial["note"] = room.note
        offer_types(self.fields["find_type"], kept=None)
        names = [self._line(batch) for batch in batches]
        finds = [(str(at), self._find(find)) for at, find in enumerate(room.finds)]
        choice_field(self, "forget").choices = finds
        parts: list[Any] = [Fieldset(_("What should be here"), *names)] if names else []
        found: list[Any] = [Pair("find_type", "find_quantity"), Wide("find_note")]
        if room.finds:
            found.insert(0, "forget")
        else:
            del self.fields["forget"]
        self.helper = form_helper(*parts, Fieldset(_("Unknown find"), *found), Wide("note"), "seen")

    def _line(self, batch: StockBatch) -> str:
        name = f"line_{batch.pk}"
        year = f", {batch.purchase_year}" if batch.purchase_year else ""
        self.fields[name] = forms.IntegerField(
            label=f"{batch.type}{year} ({batch.get_condition_display()}, {batch.get_state_display()})",
            help_text=_("expected: %(count)d") % {"count": batch.quantity},
            min_value=0,
            max_value=MOST,
            required=False,
            widget=forms.NumberInput(
                attrs={"inputmode": "numeric", "class": "count-field", "data-expected": batch.quantity}
            ),
        )
        leave_unmarked(self, name)
        told = self.room.lines.get(str(batch.pk))
        self.initial[name] = told["counted"] if told else None
        return name

    def _find(self, find: dict[str, Any]) -> str:
        names = dict(EquipmentType.objects.filter(pk=find["type"]).values_list("pk", "name"))
        note = f" ({find['note']})" if find["note"] else ""
        return f"{find['quantity']} × {names.get(find['type'], '')}{note}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("find_type")) != bool(cleaned.get("find_quantity")):
            missing = "find_quantity" if cleaned.get("find_type") else "find_type"
            if missing not in self.errors:
                self.add_error(missing, _("A find needs a type and how many of it stand here."))
        return cleaned

    def counted(self) -> dict[int, int]:
        """Line -> pieces. "All there" fills every line that has no number of its own."""
        everything = ALL_THERE in self.data
        found: dict[int, int] = {}
        for batch in self.batches:
            number = self.cleaned_data[f"line_{batch.pk}"]
            if number is None and everything:
                number = batch.quantity
            if number is not None:
                found[batch.pk] = number
        return found

    def finds(self) -> list[dict[str, Any]]:
        gone = set(self.cleaned_data.get("forget", []))
        kept = [find for at, find in enumerate(self.room.finds) if str(at) not in gone]
        if self.cleaned_data["find_type"]:
            kept.append(
                {
                    "type": self.cleaned_data["find_type"].pk,
                    "quantity": self.cleaned_data["find_quantity"],
                    "note": one_line(self.cleaned_data["find_note"]),
                }
            )
        return kept


class RoomAddForm(ScopedForm):
    building = forms.CharField(label=_("Building"), max_length=80, required=False)
    room = forms.CharField(label=_("Room or area"), max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(Pair("building", "room"))


class StocktakingCloseForm(ScopedForm):
    """Nothing to fill in: the page above it says what closing means."""

    helper = form_helper()
