"""A member of a table: the person, the office, and who comes instead."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import GuardedForm, ScopedForm
from core.layout import Fieldset, Pair, form_helper
from roundtables.models import SeriesMember, TableFunction

OFFICE_AND_DEPUTY = ("office", "deputy_name", "deputy_office")


class SeatFields(forms.Form):
    """The office of a member, and the standing deputy."""

    office = forms.CharField(
        label=gettext_lazy("Office"),
        required=False,
        max_length=160,
        help_text=gettext_lazy("What the person sits here for, such as head of school or IT coordination"),
    )
    deputy_name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=120)
    deputy_office = forms.CharField(label=gettext_lazy("Office"), required=False, max_length=160)
    deputy_email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Gets the date when the deputy comes, and is shown to nobody."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        told = cleaned.get("deputy_office") or cleaned.get("deputy_email")
        if told and not cleaned.get("deputy_name") and "deputy_name" in cleaned:
            self.add_error("deputy_name", _("Please name the standing deputy."))
        return cleaned


def deputy_fields(*more: str) -> Fieldset:
    return Fieldset(
        gettext_lazy("Standing deputy"), Pair("deputy_name", "deputy_office"), "deputy_email", *more
    )


class MemberForm(SeatFields, ScopedForm):
    """Somebody who is invited each time."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    body = forms.CharField(
        label=gettext_lazy("Body or office"),
        max_length=160,
        help_text=gettext_lazy("School, school authority, Schulamt or Medienberatung"),
    )
    function = forms.ChoiceField(label=gettext_lazy("Function"), choices=TableFunction.choices)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("An account with this address may read this round table."),
    )

    helper = form_helper(Pair("name", "body"), Pair("office", "function"), "email", deputy_fields())


class MemberSeatForm(SeatFields, GuardedForm):
    """Later: the office and the deputy alone. The stored address is not shown, only that there is one."""

    forget_address = forms.BooleanField(label=gettext_lazy("Delete the stored address"), required=False)

    def __init__(self, *args: Any, member: SeriesMember, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({name: getattr(member, name) for name in OFFICE_AND_DEPUTY})
        self.watch(member)
        more = ("forget_address",) if member.deputy_email else ()
        if more:
            self.fields["deputy_email"].help_text = _(
                "An address is stored and shown to nobody. Leave this empty to keep it for the same deputy."
            )
        else:
            del self.fields["forget_address"]
        self.helper = form_helper("seen", "office", deputy_fields(*more))

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}
