"""Input of the MKR grid that comes as a file."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ScopedForm


class CompetenceUploadForm(ScopedForm):
    file = forms.FileField(
        label=_("Competence grid as XLSX or CSV"),
        max_length=200,
        help_text=_("At most 10 MB and 5,000 lines. Nothing is changed before you have seen the preview."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={"max_length": _("The name of the file is too long. Rename it and upload it again.")},
    )
