"""What a Träger wants to have recorded of each thing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.forms import GuardedModelForm
from core.layout import Wide, form_helper
from schools.models import SchoolAuthority


class RecordingForm(GuardedModelForm):
    class Meta:
        model = SchoolAuthority
        fields = ("records_serials",)
        help_texts = {
            "records_serials": _(
                "Without it no form asks for them, and lists that are imported leave the column out. What is recorded"
                " already stays until somebody deletes it."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.watch(self.instance, self.Meta.fields)  # the register may write the rest at any time
        self.helper = form_helper(Wide("records_serials"), "seen")
