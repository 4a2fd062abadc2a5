"""Who takes over a seat at the table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import GuardedForm
from core.layout import Hint, Pair, form_helper
from roundtables.models import SeriesMember


class SuccessionForm(GuardedForm):
    """Name and address of the successor. The address of the predecessor is shown to nobody."""

    name = forms.CharField(label=gettext_lazy("Name of the successor"), max_length=120)
    email = forms.EmailField(
        label=gettext_lazy("E-mail of the successor"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("An account with this address may read this round table."),
    )

    def __init__(self, *args: Any, member: SeriesMember, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.watch(member)
        told = gettext_lazy(
            "Body, office, function and standing deputy stay. The seats at meetings that have not begun go to the "
            "successor. Whoever was invited gets a mail that the date is theirs no longer, and the successor an "
            "invitation. In earlier minutes nothing changes."
        )
        self.helper = form_helper("seen", Hint(told), Pair("name", "email"))

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())
