"""The network of a school: its lines, its rooms, and what of it stands in the stock."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.exports import FORMATS
from core.views import ScopedActionView, ScopedFormView, ScopedPageView, ScopedUpdateView, TableView
from equipment.exporters import network_table
from equipment.forms import NetworkLineForm, RoomNetworkForm
from equipment.models import NetworkLine, RoomNetwork
from equipment.selectors import network as selectors
from equipment.services import network as services
from schools.views.bases import OfSchool


class OfNetwork(OfSchool, abstract=True):
    permission = "equipment.change_stock"

    def get_success_url(self) -> str:
        return reverse("equipment:network", args=[self.school.school_number])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        urls = {
            "list_url": reverse("equipment:stock_list", args=[self.school.school_number]),
            "network_url": self.get_success_url(),
        }
        return super().get_context_data(**kwargs) | urls


class NetworkView(OfNetwork, ScopedPageView):
    permission = "equipment.view_stock"
    template_name = "equipment/network.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "picture": selectors.network_of(user=self.request.user, school=self.school),
            "can_change": self.can("equipment.change_stock"),
            "formats": list(FORMATS),
        }


class NetworkExportView(OfNetwork, TableView):
    """Lines and rooms in one table."""

    permission = "equipment.view_stock"

    def content(self, kind: str) -> bytes:
        picture = selectors.network_of(user=self.request.user, school=self.school)
        return network_table(picture.lines, picture.rooms, kind=kind)

    def file_name(self) -> str:
        return f"Netz-{self.school.school_number}"


class Entry(OfNetwork, abstract=True):
    """A form on one entry of the network; `title` is its heading."""

    template_name = "equipment/network_form.html"
    title: ClassVar[Any]
    remove: ClassVar[str] = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pk = self.kwargs.get("pk")
        number = self.school.school_number
        remove_url = reverse(f"equipment:{self.remove}", args=[number, pk]) if self.remove else ""
        return super().get_context_data(**kwargs) | {"heading": self.title, "remove_url": remove_url}


class Existing(OfNetwork, abstract=True):
    """One entry of this school."""

    kind: ClassVar[type[NetworkLine] | type[RoomNetwork]]
    object: Any

    def load(self) -> None:
        super().load()
        rows = self.kind.visible_to(self.request.user).filter(school=self.school)
        self.object = self.fetch(rows, pk=self.kwargs["pk"])


class LineCreateView(Entry, ScopedFormView):
    form_class = NetworkLineForm
    title = gettext_lazy("Add a connection")

    def perform(self, form: NetworkLineForm) -> NetworkLine:
        return services.add_line(
            self.school, values=form.values(), submission_id=form.mark(), actor=self.request.user
        )


class LineUpdateView(Existing, Entry, ScopedUpdateView):
    form_class = NetworkLineForm
    kind = model = NetworkLine
    title = gettext_lazy("Change a connection")
    remove = "network_line_remove"

    def perform(self, form: NetworkLineForm) -> Any:
        return services.change_network(self.object, values=form.values(), actor=self.request.user)


class RoomCreateView(Entry, ScopedFormView):
    form_class = RoomNetworkForm
    title = gettext_lazy("Add a room with its network")

    def perform(self, form: RoomNetworkForm) -> RoomNetwork:
        return services.add_room_network(self.school, values=form.values(), actor=self.request.user)


class RoomUpdateView(Existing, Entry, ScopedUpdateView):
    form_class = RoomNetworkForm
    kind = model = RoomNetwork
    title = gettext_lazy("Change the network of a room")
    remove = "room_network_remove"

    def perform(self, form: RoomNetworkForm) -> Any:
        return services.change_network(self.object, values=form.values(), actor=self.request.user)


class Remove(Existing, ScopedActionView, abstract=True):
    def perform(self) -> None:
        services.remove_network(self.object, actor=self.request.user)
        messages.success(self.request, _("Removed: %(entry)s.") % {"entry": self.object})


class LineRemoveView(Remove):
    kind = NetworkLine


class RoomRemoveView(Remove):
    kind = RoomNetwork
