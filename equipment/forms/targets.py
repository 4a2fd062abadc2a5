"""Input of target values."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.forms import GuardedModelForm
from core.layout import Fieldset, Hint, Pair, form_helper
from equipment.models import TargetValues


class TargetsForm(GuardedModelForm):
    """The Träger's targets for one school type. An empty field means: no target."""

    is_held = False

    class Meta:
        model = TargetValues
        fields = ("pupils_per_device", "presentation_share", "wlan_share", "teacher_device_share")
        localized_fields = ("pupils_per_device",)
        help_texts = {"pupils_per_device": _("1 means a device for each pupil.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            Hint(_("Leave a field empty where you set no target.")),
            Fieldset(_("Devices"), Pair("pupils_per_device", "teacher_device_share")),
            Fieldset(_("Rooms"), Pair("presentation_share", "wlan_share")),
            "seen",
        )
