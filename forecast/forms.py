"""Input of assumptions and scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.days import day_in_figures
from core.forms import GuardedForm, ScopedForm, SentOnce, choice_field, leave_unmarked
from core.layout import Fieldset, Pair, Wide, form_helper
from core.number_tables import NumberTableForm
from forecast.changes import HIGHEST_RATE, LONGEST_LIFE, STANDARD, STANDARD_YEARS, USUAL_YEARS
from forecast.models import LONGEST_BINDING, Scenario
from forecast.reckoning import HORIZON
from forecast.scenarios import Ground
from standards.models import StandardVersion

SLIDER = {"type": "range", "min": "-10", "max": "10", "step": "0.5"}


class FollowUpForm(NumberTableForm):
    """Euro net a piece and year for every type and kind of cost; empty means unknown, 0 that it is free."""

    folds = True

    def number_field(self) -> forms.Field:
        return forms.DecimalField(
            max_digits=8, decimal_places=2, localize=True, validators=[MinValueValidator(Decimal(0))]
        )

    def changes(self) -> dict[tuple[int, str], tuple[Any, Any]]:
        """By (key of a type, kind of cost)."""
        found = {}
        for row, pair in super().changes().items():
            type_, _dash, kind = row.partition("-")
            found[int(type_), kind] = pair
        return found


class BindingForm(NumberTableForm):
    """Years of the Zweckbindung for every source; empty means none."""

    def number_field(self) -> forms.Field:
        return forms.IntegerField(
            validators=[MinValueValidator(1), MaxValueValidator(LONGEST_BINDING)],
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )


def _rate(label: Any, *, hint: Any = "") -> forms.DecimalField:
    bounds = [MinValueValidator(-HIGHEST_RATE), MaxValueValidator(HIGHEST_RATE)]
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.DecimalField(
        label=label,
        required=False,
        localize=True,
        decimal_places=1,
        validators=bounds,
        help_text=hint,
        widget=widget,
    )


def _share(label: Any) -> forms.DecimalField:
    bounds = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.DecimalField(
        label=label, required=False, localize=True, decimal_places=1, validators=bounds, widget=widget
    )


def _life() -> forms.IntegerField:
    return forms.IntegerField(
        required=False,
        validators=[MinValueValidator(0), MaxValueValidator(LONGEST_LIFE)],
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


PATTERNS: dict[str, forms.Field] = {  # kind of change -> field; to copy one costs far less than to make it
    "lives": _life(),
    "shares": _share(""),
    "fund_shares": _share(""),
    "pupils_of": _rate(""),
}


class AssumptionsForm(ScopedForm):
    """What differs from the plan: a field for each type and source in stock and each school; empty is as planned."""

    price_index = _rate(gettext_lazy("Price rise in percent a year"))
    pupils = _rate(
        gettext_lazy("Change of the number of pupils in percent a year"),
        hint=gettext_lazy("Counts for devices for pupils."),
    )

    standard = forms.ChoiceField(
        label=gettext_lazy("Reach an equipment standard"),
        required=False,
        help_text=gettext_lazy(
            "What the schools lack of it today is bought beside the replacement. A draft counts as if it were decided."
        ),
    )
    standard_years = forms.IntegerField(
        label=gettext_lazy("Within how many years"),
        required=False,
        help_text=gettext_lazy("Counts with a standard alone; empty means three years."),
        validators=[MinValueValidator(1), MaxValueValidator(HORIZON)],
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, ground: Ground, changes: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ground = ground
        self.parts: dict[str, list[str]] = {}
        self.codes: dict[str, tuple[str, str]] = {}  # field -> (kind of change, code)
        for name in ("price_index", "pupils"):
            self.initial[name] = Decimal(changes.get(name, "0"))
        versions = [(str(number), _version_label(one)) for number, one in ground.versions.items()]
        choice_field(self, STANDARD).choices = [("", _("only replace what is there")), *versions]
        self.initial.update((name, changes.get(name)) for name in (STANDARD, STANDARD_YEARS))
        self._add_fields()
        for name, (kind, code) in self.codes.items():
            stored = changes.get(kind, {})
            if code in stored:
                value = stored[code]
                self.initial[name] = (value or 0) if kind == "lives" else Decimal(value)

    def _add_fields(self) -> None:
        in_stock = {line.type for line in self.ground.merged}
        paid = {line.fund for line in self.ground.merged}
        plan, types = self.ground.assumed.plan, self.ground.assumed.types
        for pk, one in types.items():
            if pk in in_stock:
                life = plan.kinds[pk].life
                hint = _("Plan: %(years)s. 0 means: is not replaced.") % {"years": life or _("not planned")}
                self._add("lives", one.code, one.name, hint)
                self._add("shares", one.code, one.name)
        for code, pk in self.ground.funds.items():
            if pk in paid:
                self._add("fund_shares", code, self.ground.assumed.funds[pk])
        for school in self.ground.schools:
            self._add("pupils_of", school.school_number, str(school))

    def _add(self, kind: str, code: str, label: str, hint: str = "") -> None:
        name, field = f"{kind}-{code}", deepcopy(PATTERNS[kind])
        field.label, field.help_text = label, hint
        self.fields[name], self.codes[name] = field, (kind, code)
        self.parts.setdefault(kind, []).append(name)

    def full_clean(self) -> None:
        """Of the hundreds of fields few say something: what is empty is as planned and need not be checked."""
        every = self.fields
        self.fields = {
            name: field
            for name, field in every.items()
            if name not in self.codes or self.data.get(self.add_prefix(name))
        }
        super().full_clean()
        self.fields = every

    @property
    def titles(self) -> dict[str, str]:
        return {
            "lives": _("Useful life in years"),
            "shares": _("Funded share of a type in percent"),
            "fund_shares": _("Funded share in percent, by what paid the old pieces"),
            "pupils_of": _("Change of the number of pupils of single schools in percent a year"),
        }

    def groups(self) -> Iterator[tuple[str, list[BoundField], bool]]:
        """Title, fields, and whether one of them says something."""
        for kind, title in self.titles.items():
            if kind in self.parts:
                fields = [self[name] for name in self.parts[kind]]
                yield title, fields, any(field.value() not in (None, "") for field in fields)

    def changes(self) -> dict[str, Any]:
        """In the form of forecast.changes; of a valid form."""
        found: dict[str, Any] = {
            name: str(self.cleaned_data[name])
            for name in ("price_index", "pupils")
            if self.cleaned_data[name]
        }
        if number := self.cleaned_data[STANDARD]:
            found[STANDARD] = int(number)
            found[STANDARD_YEARS] = self.cleaned_data[STANDARD_YEARS] or USUAL_YEARS
        for name, (kind, code) in self.codes.items():
            value = self.cleaned_data.get(name)
            if value is not None:
                found.setdefault(kind, {})[code] = (value or None) if kind == "lives" else str(value)
        return found


def _version_label(version: StandardVersion) -> str:
    if version.valid_from is None or version.is_draft:
        return _("%(title)s (draft, not decided yet)") % {"title": version.title}
    words = {"title": version.title, "day": day_in_figures(version.valid_from)}
    return _("%(title)s, valid from %(day)s") % words


class TryForm(AssumptionsForm):
    """The same with sliders, for trying out: nothing is saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("price_index", "pupils"):
            self.fields[name].localize = False
            self.fields[name].widget = forms.NumberInput(attrs=SLIDER)
            self.fields[name].widget.input_type = "range"
            leave_unmarked(self, name)  # a slider stands somewhere always


class ScenarioForm(SentOnce, GuardedForm, AssumptionsForm):
    """A scenario with its name."""

    is_held = False
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    base_year = forms.IntegerField(
        label=gettext_lazy("First year"),
        validators=[MinValueValidator(2020), MaxValueValidator(2100)],
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For your office alone: it is not shown at the round table."),
    )

    def __init__(self, *args: Any, scenario: Scenario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "base_year", "note"):
            self.initial[name] = getattr(scenario, name)
        if scenario.pk:
            self.watch(scenario, ("version",))
        parts = [
            Fieldset(title, Pair(*self.parts[kind]))
            for kind, title in self.titles.items()
            if kind in self.parts
        ]
        self.helper = form_helper(
            Fieldset(_("Scenario"), Pair("name", "base_year"), Wide("note")),
            Fieldset(_("Rates"), Pair("price_index", "pupils")),
            Fieldset(_("Equipment standard"), Pair(STANDARD, STANDARD_YEARS)),
            *parts,
            "submission_id",
            "seen",
        )

    def values(self) -> dict[str, Any]:
        plain = {name: self.cleaned_data[name] for name in ("name", "base_year", "note")}
        return plain | {"changes": self.changes()}
