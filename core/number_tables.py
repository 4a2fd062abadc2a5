"""A form with one number a row, for two people at once: only what somebody changed is saved (docs/adr/0013)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.utils.formats import localize
from django.utils.translation import gettext as _

from core.forms import ScopedForm
from core.layout import Fieldset, Fold, Pair, form_helper

Number = int | Decimal | None


@dataclass(frozen=True, slots=True)
class NumberRow:
    """`key` names the row; `stored` is what the portal has now; rows of one `group` stand together."""

    key: int | str
    label: str
    hint: str
    group: str
    stored: Number


class NumberTableForm(ScopedForm):
    """Says at the field where somebody else changed the same number; saving again is then a decision."""

    data: Any
    folds = False  # True: each group is closed until somebody opens it
    seen = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, rows: Sequence[NumberRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            field = self.number_field()
            field.label, field.help_text, field.required = row.label, row.hint, False
            self.fields[self.name(row)] = field
            self.initial[self.name(row)] = row.stored
        self.initial["seen"] = json.dumps({row.key: _text(row.stored) for row in rows})
        groups = groupby(rows, key=lambda row: row.group)
        parts = [self._part(group[:1].upper() + group[1:], list(found)) for group, found in groups]
        self.helper = form_helper(*parts, "seen")

    def _part(self, title: str, rows: Sequence[NumberRow]) -> Fieldset:
        names = [self.name(row) for row in rows]
        if not self.folds:
            return Fieldset(title, Pair(*names))
        stored = [f"{row.label}: {localize(row.stored)}" for row in rows if row.stored is not None]
        return Fold(title, Pair(*names), names=names, hint="; ".join(stored))

    def number_field(self) -> forms.Field:
        raise NotImplementedError

    @staticmethod
    def name(row: NumberRow) -> str:
        return f"row{row.key}"

    def _seen(self) -> dict[str, str]:
        """What the page showed; nothing where somebody sends anything else."""
        try:
            found = json.loads(self.cleaned_data.get("seen") or "{}")
        except ValueError:
            return {}
        return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen = self._seen()
        if not seen and self.rows:
            raise forms.ValidationError(_("Please open this page again. Nothing was saved."))
        clashes = [
            row for row in self.rows if self.name(row) in cleaned and self._clashes(row, cleaned, seen)
        ]
        for row in clashes:
            there = localize(row.stored) if row.stored is not None else _("empty")
            self.add_error(
                self.name(row),
                _("Somebody else has set this to “%(value)s” in between. Save again to overwrite it.")
                % {"value": there},
            )
        if clashes:
            self.data = self.data.copy()
            now = seen | {str(row.key): _text(row.stored) for row in clashes}
            self.data[self.add_prefix("seen")] = json.dumps(now)
        return cleaned

    def _clashes(self, row: NumberRow, cleaned: dict[str, Any], seen: dict[str, str]) -> bool:
        mine, stored = _text(cleaned[self.name(row)]), _text(row.stored)
        shown = seen.get(str(row.key), stored)
        return mine != shown and stored not in (shown, mine)

    def changes(self) -> dict[Any, tuple[Any, Any]]:
        """Key of a row -> (number stored, number wanted), where this person changed it."""
        seen, found = self._seen(), {}
        for row in self.rows:
            wanted = self.cleaned_data[self.name(row)]
            if _text(wanted) not in (seen.get(str(row.key), _text(row.stored)), _text(row.stored)):
                found[row.key] = (row.stored, wanted)
        return found


def _text(value: Number) -> str:
    """4, 4.50 and 4.5 alike."""
    return "" if value is None else f"{Decimal(value).normalize():f}"
