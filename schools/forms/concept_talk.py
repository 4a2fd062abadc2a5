"""Input of the talk about a section."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ScopedForm, mark_field
from core.layout import Wide, form_helper


class CommentForm(ScopedForm):
    """One remark and who reads it."""

    text = forms.CharField(label=_("Your comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    audience = forms.ChoiceField(label=_("Who reads it"), widget=forms.RadioSelect)
    submission_id = mark_field(required=True)

    def __init__(self, *args: Any, audiences: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["audience"]
        if isinstance(field, forms.ChoiceField):
            field.choices = audiences
        self.fields["audience"].initial = audiences[0][0] if audiences else None
        self.helper = form_helper(Wide("text"), "audience", "submission_id")


class ShowForm(ScopedForm):
    """The version that is shown, and to whom beside the adviser."""

    version = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
    with_authority = forms.BooleanField(label=_("also to the school authority"), required=False)
