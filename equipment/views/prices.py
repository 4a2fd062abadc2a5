"""A Träger's price list and its useful lives: pages of its offices."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.exports import FORMATS
from core.views import ScopedActionView, ScopedFormView, ScopedPageView, TableView
from equipment import selectors
from equipment.exporters import price_table
from equipment.forms import LivesForm, PriceForm
from equipment.models import PriceEntry
from equipment.services import prices as services
from equipment.views.bases import OfAuthorityList


class OfPrices(OfAuthorityList, abstract=True):
    permission = "equipment.change_price"

    def get_success_url(self) -> str:
        return reverse("equipment:price_list", args=[self.authority.number])

    def entries(self) -> Any:
        found = PriceEntry.visible_to(self.request.user).filter(authority=self.authority)
        return found.select_related("type")


class PriceListView(OfPrices, ScopedPageView):
    template_name = "equipment/price_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "rows": selectors.price_rows(self.entries(), day=timezone.localdate()),
            "missing": selectors.types_without_price(user=self.request.user, authority=self.authority),
            "formats": list(FORMATS),
        }


class PriceExportView(OfPrices, TableView):
    def content(self, kind: str) -> bytes:
        return price_table(self.entries(), kind=kind)

    def file_name(self) -> str:
        return f"Preisliste-{self.authority.number}"


class PriceCreateView(OfPrices, ScopedFormView):
    template_name = "equipment/price_form.html"
    form_class = PriceForm

    def get_form_kwargs(self) -> dict[str, Any]:
        draft = PriceEntry(authority=self.authority, valid_from=timezone.localdate())
        return super().get_form_kwargs() | {"instance": draft}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"line": ""}

    def perform(self, form: PriceForm) -> PriceEntry:
        entry = services.add_price(
            self.authority,
            values=form.values(),
            submission_id=form.mark(),
            actor=self.request.user,
        )
        messages.success(self.request, _("Added: %(line)s.") % {"line": entry})
        return entry


class OnePrice(OfPrices, abstract=True):
    object: PriceEntry
    version: int

    def load(self) -> None:
        super().load()
        self.object = self.fetch(self.entries(), pk=self.kwargs["pk"])
        self.version = self.object.version


class PriceUpdateView(OnePrice, ScopedFormView):
    template_name = "equipment/price_form.html"
    form_class = PriceForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.object}

    def perform(self, form: PriceForm) -> PriceEntry:
        entry = services.change_price(
            self.object, values=form.values(), version=self.version, actor=self.request.user
        )
        messages.success(self.request, _("Saved: %(line)s.") % {"line": entry})
        return entry

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"entry_pk": self.object.pk, "line": str(self.object)}


class PriceDeleteView(OnePrice, ScopedActionView):
    def perform(self) -> None:
        line = str(self.object)
        services.delete_price(self.object, actor=self.request.user)
        messages.success(self.request, _("Deleted: %(line)s.") % {"line": line})


class LifeUpdateView(OfAuthorityList, ScopedFormView):
    """All planned types on one page; where an own value equals the catalogue's, the type follows the catalogue."""

    permission = "equipment.change_price"
    template_name = "equipment/life_update.html"
    form_class = LivesForm

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = selectors.life_rows(user=self.request.user, authority=self.authority)
        return super().get_form_kwargs() | {"rows": rows}

    def perform(self, form: LivesForm) -> None:
        changed = services.save_lives(self.authority, changes=form.changes(), actor=self.request.user)
        messages.success(
            self.request, _("Useful lives saved.") if changed else _("There was nothing to change.")
        )

    def get_success_url(self) -> str:
        return reverse("equipment:life_update", args=[self.authority.number])
