"""Forms whose choices are cut to the user, and that notice somebody else's change (docs/adr/0013)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID, uuid4

from django import forms
from django.db.models import BLANK_CHOICE_DASH, Model, QuerySet
from django.utils.formats import localize, number_format
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict
from core.fingerprint import fingerprint, fingerprint_now
from core.scoping import ScopedModel

if TYPE_CHECKING:
    from accounts.models import User


LIMITS = frozenset({"min_value", "max_value"})


class ScopedFormMixin:
    """Every choice field offers only what `user` may see, and an empty choice says so in words."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for field in self.fields.values():
            model = getattr(getattr(field, "queryset", None), "model", None)
            if isinstance(field, forms.ModelChoiceField) and model and issubclass(model, ScopedModel):
                field.queryset = model.visible_to(user)
            _name_the_blank(field)

    def add_error(self, field: str | None, error: Any) -> None:
        """Django names the limit of a number as a computer writes it ("0.01")."""
        for one in getattr(error, "error_list", ()):
            if one.code in LIMITS and isinstance(
                limit := (one.params or {}).get("limit_value"), int | Decimal
            ):
                one.params |= {"limit_value": number_format(limit, force_grouping=True)}
        super().add_error(field, error)  # type: ignore[misc]  # of the form that this is mixed into


def _name_the_blank(field: forms.Field) -> None:
    """Nine dashes, which is what Django offers, tell nobody what to do."""
    (blank,) = BLANK_CHOICE_DASH
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == blank[1]:
            field.empty_label = _("Please choose")
    elif isinstance(field, forms.TypedChoiceField):  # of a column with choices
        field.choices = [
            ("", _("Please choose")) if one == blank else one for one in cast("Any", field.choices)
        ]


F = TypeVar("F", bound=forms.Field)


def _field(form: forms.BaseForm, name: str, kind: type[F]) -> F:
    """A field of another kind would take `choices` or `queryset` and do nothing with them."""
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(f"{name} is a {type(field).__name__} and no {kind.__name__}")
    return field


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """For setting what can be chosen."""
    return _field(form, name, forms.ChoiceField)


def row_field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField[Any]:
    """For setting which rows can be chosen."""
    return _field(form, name, forms.ModelChoiceField)


def leave_unmarked(form: forms.BaseForm, *names: str) -> None:
    """No “(optional)” behind these labels: the page says what an empty one means."""
    for name in names:
        field: Any = form.fields[name]
        field.is_unmarked = True  # read by templates/kern/optional.html


class ScopedForm(ScopedFormMixin, forms.Form):
    """A form for one act, not for one row."""


class ScopedModelForm(ScopedFormMixin, forms.ModelForm):
    """A form for one row. Model and fields stand in Meta, fields always by name."""

    Meta: Any

    def values(self) -> dict[str, Any]:
        """What was typed for the columns named in Meta, for the service that writes them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def mark_field(*, required: bool = False) -> forms.UUIDField:
    """One mark per opened page, by which a service knows the second of two clicks again.

    A browser that goes back to the page has a fresh one and, as `portal_form` says, an empty form: what is written
    there then is something new.
    """
    return forms.UUIDField(
        initial=uuid4, required=required, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )


class SentOnce(forms.Form):
    """A form that makes something new: the second of two clicks finds what the first has made (`core.marks`).

    Stands before the other bases. The form's layout must hold the hidden field `submission_id`.
    """

    submission_id = mark_field()

    def mark(self) -> UUID:
        """A fresh one where the field was lost on the way."""
        sent: UUID | None = self.cleaned_data["submission_id"]
        return sent or uuid4()


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two people want differently."""

    label: str
    theirs: str
    mine: str


class Rebuilt(forms.BaseForm):
    """After a conflict: what was typed stays, and the next save is built on the version stored now (`seen`)."""

    data: Any

    def build_on(self, newest: int) -> None:
        self.data = self.data.copy()
        self.data["seen"] = str(newest)


class Guard(forms.BaseForm):
    """Says once that somebody else has saved since the page was opened; saving again is then a decision.

    The form's layout must hold the hidden field `seen`. The page shows both entries (`portal_form`).
    """

    data: Any
    guarded: Model | None = None
    stored = ""
    names: Sequence[str] = ()
    differences: tuple[Difference, ...] = ()
    is_held = True  # False: the service compares once more under a lock of its own
    changed_meanwhile = _(
        "Somebody else has changed this entry in between. Compare your entries and save again."
    )

    def watch(self, row: Model, names: Sequence[str] = ()) -> None:
        """Guard this row, or these columns of it, as they stand now."""
        self.guarded, self.names = row, names
        self.stored = self.initial["seen"] = fingerprint(row, names)

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] | None = super().clean()
        known = self.guarded is not None and self.guarded.pk
        if cleaned and known and not self.errors and cleaned["seen"] != self.stored:
            self.differences = tuple(self._compared(cleaned))
            self.add_error(None, self.changed_meanwhile)
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.stored
        return cleaned

    def _compared(self, cleaned: dict[str, Any]) -> Iterator[Difference]:
        """Fields that show what is stored, where it is not what was typed."""
        for name in self.changed_data:
            if name in self.initial and not self[name].is_hidden:
                theirs, mine = _in_words(self[name], self.initial[name]), _in_words(self[name], cleaned[name])
                if theirs != mine:
                    yield Difference(str(self[name].label), theirs, mine)

    def hold(self) -> None:
        """Inside the transaction that saves: Conflict where somebody saved after `clean` looked."""
        row = self.guarded if self.is_held and self.guarded and self.guarded.pk else None
        if row and fingerprint_now(row, self.names) != self.stored:
            raise Conflict(str(self.changed_meanwhile))


def _in_words(bound: forms.BoundField, value: Any) -> str:
    """As the reader knows it: the label of a choice, a German number or day."""
    field: Any = bound.field
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(field, forms.ModelChoiceField) and not isinstance(value, list | QuerySet):
        offered: Any = field.queryset
        row = value if isinstance(value, Model) else offered.filter(pk=value).first()
        return field.label_from_instance(row) if row else ""
    if isinstance(field, forms.ChoiceField):
        return str(dict(_flat(field.choices)).get(str(value), value))
    if isinstance(value, list | QuerySet):
        return ", ".join(map(str, value))
    return str(localize(value))


def _flat(choices: Any) -> Iterator[tuple[str, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(key), label


def _seen() -> forms.CharField:
    return forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))


class GuardedForm(Guard, ScopedForm):
    """A plain form over a row: call `watch` in `__init__`; without it there is nothing to guard (a new row)."""

    seen = _seen()


class GuardedModelForm(Guard, ScopedModelForm):
    """A form for one row that two people may have open at the same time."""

    seen = _seen()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.watch(self.instance)
