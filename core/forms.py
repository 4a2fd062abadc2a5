"""Forms whose choices are cut to the user, and that notice somebody else's change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fingerprint import fingerprint
from core.scoping import ScopedModel

if TYPE_CHECKING:
    from accounts.models import User


class ScopedFormMixin:
    """Every choice field offers only what `user` may see."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for field in self.fields.values():
            model = getattr(getattr(field, "queryset", None), "model", None)
            if isinstance(field, forms.ModelChoiceField) and model and issubclass(model, ScopedModel):
                field.queryset = model.visible_to(user)


class ScopedForm(ScopedFormMixin, forms.Form):
    """A form for one act, not for one row."""


class ScopedModelForm(ScopedFormMixin, forms.ModelForm):
    """A form for one row. Model and fields stand in Meta, fields always by name."""


class GuardedModelForm(ScopedModelForm):
    """Says once that somebody else has saved since the page was opened; saving again is then a decision.

    Its layout must hold the hidden field `seen`.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    changed_meanwhile = _(
        "Somebody else has changed this entry in between. Compare your entries and save again."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = self.initial["seen"] = fingerprint(self.instance)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned and not self.errors and self.instance.pk and cleaned["seen"] != self.stored:
            self.add_error(None, self.changed_meanwhile)
            self.data: Any = self.data.copy()
            self.data[self.add_prefix("seen")] = self.stored
        return cleaned
