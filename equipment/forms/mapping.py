"""What the columns and the words of a list mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.forms import GuardedForm, leave_unmarked
from core.layout import Fieldset, Hint, Pair, form_helper
from equipment.models import EquipmentType, FundingSource, MappedUpload, StockBatch
from equipment.profile import Profile
from equipment.profiles import FIELDS
from equipment.words import EXPORT_COLUMNS, LEFT_OUT

LOOKED_AT = 50  # lines
SAMPLES = 3  # values of a column that are shown
SAMPLE_LENGTH = 40
COUNTED, SINGLE = "counted", "single"
WORD_TITLES = {
    "type": _("Equipment types"),
    "school_number": _("Schools"),
    "funding_source": _("Funding sources"),
    "condition": _("Conditions"),
    "state": _("States"),
}


def shown_values(values: Collection[str]) -> str:
    """The first different values of a column: "iPad 9 · iPad 10"."""
    found = list(dict.fromkeys(value for value in values if value))[:SAMPLES]
    return " · ".join(_cut(value, SAMPLE_LENGTH) for value in found)


def _cut(text: str, length: int = 80) -> str:
    return text if len(text) <= length else text[:length] + "…"


def _in_pairs(names: list[str]) -> list[Pair]:
    return [Pair(*names[at : at + 2]) for at in range(0, len(names), 2)]


class ColumnsForm(GuardedForm):
    """One choice for each column of the list, in the order of the list."""

    preset = forms.CharField(required=False, widget=forms.HiddenInput)  # a saved mapping whose words are used
    way = forms.ChoiceField(
        label=_("Lines that mean the same things"),
        choices=[
            (COUNTED, _("Count them together; serial numbers are not stored")),
            (SINGLE, _("Count them together and keep the serial numbers")),
        ],
        widget=forms.RadioSelect,
        initial=COUNTED,
    )

    def __init__(
        self,
        *args: Any,
        upload: MappedUpload,
        profile: Profile,
        needed: Collection[str],
        records_serials: bool,
        **kwargs: Any,
    ) -> None:
        """`needed`: fields that a column must be chosen for."""
        super().__init__(*args, **kwargs)
        self.watch(upload, ["mapping"])
        self.header: list[str] = upload.table["header"]
        self.needed = needed
        first = [cells for _line, cells in upload.table["rows"][:LOOKED_AT]]
        offered = [name for name in FIELDS if records_serials or name != "serials"]
        choices = [("", _("leave out")), *((name, EXPORT_COLUMNS[name]) for name in offered)]
        chosen = {column: name for name, column in profile.columns.items()}
        names = []
        for at, column in enumerate(self.header):
            name = f"column_{at}"
            samples = shown_values([cells[at] for cells in first])
            self.fields[name] = forms.ChoiceField(
                label=_cut(column), choices=choices, required=False, help_text=samples or gettext("(empty)")
            )
            leave_unmarked(self, name)  # each may be left out
            self.initial[name] = chosen.get(column, "")
            names.append(name)
        self.initial["way"] = COUNTED if profile.is_aggregated else SINGLE
        parts: list[Any] = [Fieldset(_("Columns of the list"), *_in_pairs(names))]
        if records_serials:
            parts.append("way")
        else:
            del self.fields["way"]
        self.helper = form_helper(*parts, "preset", "seen")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        used: dict[str, str] = {}
        for at, column in enumerate(self.header):
            name = cleaned.get(f"column_{at}")
            if name and name in used:
                text = gettext("“%(field)s” is chosen for the column “%(column)s” already.")
                self.add_error(f"column_{at}", text % {"field": EXPORT_COLUMNS[name], "column": used[name]})
            elif name:
                used[name] = column
        missing = [EXPORT_COLUMNS[name] for name in self.needed if name not in used]
        if missing and not self.errors:
            text = gettext("Choose the column for: %(fields)s.")
            self.add_error(None, text % {"fields": ", ".join(missing)})
        return cleaned

    def columns(self) -> dict[str, str]:
        """Field -> column."""
        chosen = ((self.cleaned_data[f"column_{at}"], column) for at, column in enumerate(self.header))
        return {name: column for name, column in chosen if name}

    @property
    def is_aggregated(self) -> bool:
        return self.cleaned_data.get("way", COUNTED) == COUNTED


class WordsForm(GuardedForm):
    """One choice for each word that the portal does not know."""

    skips_rest = forms.BooleanField(
        label=_("Leave out all lines whose word is not assigned here"), required=False
    )

    def __init__(
        self,
        *args: Any,
        upload: MappedUpload,
        schools: Mapping[str, str],
        suggested: Mapping[str, Mapping[str, str]],
        **kwargs: Any,
    ) -> None:
        """`schools`: number -> name of those that the list may be about. `suggested`: field -> word -> code."""
        super().__init__(*args, **kwargs)
        self.watch(upload, ["mapping"])
        offered = _offered(schools)
        self.words: dict[str, tuple[str, str]] = {}
        parts: list[Any] = []
        for kind, words in upload.open_words.items():
            names = []
            for at, (word, lines) in enumerate(words):
                name = f"{kind}_{at}"
                self.words[name] = kind, word
                self.fields[name] = forms.ChoiceField(
                    label=_cut(word) or gettext("(empty)"),
                    choices=[
                        ("", _("not assigned yet")),
                        (LEFT_OUT, _("leave these lines out")),
                        *offered[kind],
                    ],
                    required=False,
                    help_text=ngettext("in %(count)d line", "in %(count)d lines", lines) % {"count": lines},
                )
                leave_unmarked(self, name)  # "not assigned" is a choice
                self.initial[name] = suggested.get(kind, {}).get(word, "")
                names.append(name)
            parts.append(Fieldset(WORD_TITLES[kind], *_in_pairs(names)))
        hint = Hint(_("What you assign here can be kept for the next list."))
        self.helper = form_helper(hint, *parts, "skips_rest", "seen")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        left = [name for name in self.words if not cleaned.get(name)]
        if left and not cleaned.get("skips_rest"):
            text = ngettext(
                "%(count)d word is not assigned yet. Assign it, or choose to leave its lines out.",
                "%(count)d words are not assigned yet. Assign them, or choose to leave their lines out.",
                len(left),
            )
            self.add_error(None, text % {"count": len(left)})
        return cleaned

    def values(self) -> dict[str, dict[str, str]]:
        """Field -> word -> code or LEFT_OUT."""
        found: dict[str, dict[str, str]] = {}
        for name, (kind, word) in self.words.items():
            found.setdefault(kind, {})[word] = self.cleaned_data[name] or LEFT_OUT
        return found


def _offered(schools: Mapping[str, str]) -> dict[str, list[tuple[str, Any]]]:
    sources = FundingSource.objects.filter(is_active=True).values_list("code", "name")
    return {
        "type": _types_by_group(),
        "school_number": [(number, f"{name} ({number})") for number, name in schools.items()],
        "funding_source": list(sources),
        "condition": list(StockBatch.Condition.choices),
        "state": list(StockBatch.State.choices),
    }


def _types_by_group() -> list[tuple[str, Any]]:
    by_group: dict[str, list[tuple[str, str]]] = {}
    for one in EquipmentType.objects.active().order_by("order", "name"):
        by_group.setdefault(str(one.get_group_display()), []).append((one.code, one.name))
    return list(by_group.items())
