"""Input of the training plan."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.fields import DayField
from core.forms import GuardedModelForm
from core.layout import Pair, Wide, form_helper
from schools.models import Training


class TrainingForm(GuardedModelForm):
    """One training."""

    class Meta:
        model = Training
        fields = ("topic", "group", "provider", "held_on", "is_done")
        field_classes = {"held_on": DayField}
        help_texts = {
            "topic": _("For example: giving feedback with learning videos"),
            "group": _(
                "Who takes part: a group, please no names of people. For example: subject group German"
            ),
            "provider": _("For example: media advice, training team, colleagues. May stay empty."),
            "held_on": _("May stay empty while there is no date yet."),
            "is_done": _("The training has taken place."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].widget.attrs["min"] = "2000-01-01"
        self.helper = form_helper(
            Wide("topic"), Pair("group", "provider"), Pair("held_on"), "is_done", "seen"
        )
