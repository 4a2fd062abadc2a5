"""What a Träger wants to have recorded: a page of its offices."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from core.views import ScopedUpdateView
from equipment.forms import RecordingForm
from equipment.services import stock as services
from schools.models import SchoolAuthority


class RecordingUpdateView(ScopedUpdateView):
    permission = "equipment.change_recording"
    model = SchoolAuthority
    form_class = RecordingForm
    template_name = "equipment/recording_update.html"

    def lookup(self) -> dict[str, Any]:
        return {"number": self.kwargs["number"]}

    def perform(self, form: RecordingForm) -> SchoolAuthority:
        wanted = form.cleaned_data["records_serials"]
        saved = services.record_serials(self.object, wanted=wanted, actor=self.request.user)
        messages.success(self.request, _("Saved."))
        return saved

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "authority": self.object,
            "list_url": reverse("equipment:bulk_create", args=[self.object.number]),
        }

    def get_success_url(self) -> str:
        return reverse("equipment:recording_update", args=[self.object.number])
