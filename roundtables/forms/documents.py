"""A document of an agenda item: a file or a link."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import ScopedForm, mark_field
from core.layout import Wide, form_helper


class DocumentForm(ScopedForm):
    submission_id = mark_field()
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, Word (.docx), JPG or PNG, at most 10 MB."),
        max_length=200,
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.jpg,.jpeg,.png"}),
        error_messages={
            "max_length": gettext_lazy("The name of the file is too long. Rename it and upload it again.")
        },
    )
    url = forms.URLField(
        label=gettext_lazy("or a link"), max_length=500, assume_scheme="https", required=False
    )
    title = forms.CharField(
        label=gettext_lazy("What it is"),
        help_text=gettext_lazy(
            "Stands as the link on the page of the meeting; otherwise the name of the file."
        ),
        max_length=120,
        required=False,
    )

    helper = form_helper("submission_id", Wide("file"), Wide("url"), "title")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and bool(data.get("file")) == bool(data.get("url")):
            self.add_error("file", _("Choose a file or enter a link, one of the two."))
        return data
