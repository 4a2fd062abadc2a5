"""The agenda as a whole: its order, its templates, and the documents of its items."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.http import download
from core.parsing import hidden_number
from core.views import ScopedActionView
from roundtables import services
from roundtables.forms import DocumentForm, TemplateFillForm, TemplateSaveForm
from roundtables.models import AgendaDocument, AgendaItem, AgendaTemplate, Meeting
from roundtables.views.bases import RUN, VIEW, MeetingMixin, RowMixin, TellingFormView

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpg": "image/jpeg",
    "png": "image/png",
}


class AgendaOrderView(MeetingMixin, ScopedActionView):
    """To a position as a number: typed, or that of the line on which it was dropped."""

    permission = RUN
    anchor = "agenda"

    def perform(self) -> AgendaItem:
        told = {name: hidden_number(self.request.POST.get(name, "")) for name in ("item", "position")}
        rows = AgendaItem.visible_to(self.request.user).filter(meeting=self.meeting)
        item = rows.select_related("meeting").filter(pk=told["item"]).first()
        if item is None or told["position"] is None:
            raise DomainError(_("Choose what to move."))
        self.anchor = f"item-{item.pk}"
        return services.place_agenda_item(item, position=told["position"], actor=self.request.user)


class TemplateSaveView(MeetingMixin, TellingFormView):
    permission = RUN
    form_class = TemplateSaveForm
    anchor = "agenda"
    title = gettext_lazy("Save the agenda as a template")
    submit = gettext_lazy("Save as a template")
    kept = {
        "first": gettext_lazy("The template is saved. It can be chosen when a meeting is planned."),
        "regular": gettext_lazy(
            "The template is saved. Meetings that are planned from now on begin with it."
        ),
    }

    def get_initial(self) -> dict[str, Any]:
        return {"variant": "first" if self.meeting.number == 1 else "regular"}

    def perform(self, form: Any) -> AgendaTemplate:
        self.saved = self.kept[form.cleaned_data["variant"]]
        return services.save_template(self.meeting, actor=self.request.user, **form.cleaned_data)


class TemplateFillView(MeetingMixin, TellingFormView):
    permission = RUN
    form_class = TemplateFillForm
    anchor = "agenda"
    title = gettext_lazy("Agenda out of a template")
    submit = gettext_lazy("Take over")
    saved = gettext_lazy("The items of the template stand on the agenda.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"series": self.meeting.series}

    def perform(self, form: Any) -> int:
        return services.fill_agenda(self.meeting, actor=self.request.user, **form.cleaned_data)


class DocumentCreateView(RowMixin, TellingFormView):
    permission = RUN
    model = AgendaItem
    form_class = DocumentForm
    error_field = "file"
    title = gettext_lazy("Add a document")
    submit = gettext_lazy("Add document")
    saved = gettext_lazy("The document is added. Whoever reads the meeting can open it.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"preline": self.row.title}

    def perform(self, form: Any) -> AgendaDocument:
        return services.add_document(self.row, actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return super().get_success_url() + f"#item-{self.row.pk}"


class OfDocument(RowMixin, abstract=True):
    model = AgendaDocument
    related = ("item__meeting__series__municipality",)


class DocumentDownloadView(OfDocument):
    """For whoever may read the meeting; asked anew each time."""

    permission = VIEW
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        file = self.row.file
        if not file.name or not file.storage.exists(file.name):
            raise Http404
        kind = TYPES[file.name.rpartition(".")[2]]
        return download(file.open("rb"), filename=self.row.file_name, content_type=kind)


class DocumentRemoveView(OfDocument, ScopedActionView):
    permission = RUN

    def perform(self) -> Meeting:
        return services.remove_document(self.row, actor=self.request.user)

    def get_success_url(self) -> str:
        return super().get_success_url() + f"#item-{self.row.item_id}"
