"""Forms of the pages that belong to no school."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import GuardedForm
from core.layout import Wide, form_helper
from core.models import SitePage


class SitePageForm(GuardedForm):
    body = forms.CharField(
        label=_("Text of the page"),
        max_length=40_000,
        help_text=_(
            "Markdown: an empty line begins a paragraph, “- ” a list, “## ” a heading, **double stars** bold. "
            "Links: [text](https://…) or [text](mailto:…)."
        ),
        widget=forms.Textarea(attrs={"rows": 24}),
    )

    def __init__(self, *args: Any, page: SitePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.watch(page)
        self.helper = form_helper("seen", Wide("body"))
