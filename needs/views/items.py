"""One item of a school's list: add, change, delete, and the way it went."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.conflicts import ComparesEditors
from core.errors import Conflict
from core.views import ScopedActionView, ScopedFormView, ScopedPageView, ScopedUpdateView
from needs import selectors
from needs.forms import NeedItemForm
from needs.models import NeedItem, PlanningRound
from needs.services import lists as services
from needs.views.bases import OfItem, OfSchool


class AsksForItem(OfSchool, abstract=True):
    form_class: Any = NeedItemForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        planning = PlanningRound.of(self.school.authority_id, self.year)
        return kwargs | {"school": self.school, "planning": planning}


class NeedItemCreateView(AsksForItem, ScopedFormView):
    """`?abschnitt=3` and `?vorhaben=17` say where the wish comes from."""

    permission = "needs.change_item"
    template_name = "needs/item_create.html"

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        return {"section": asked.get("abschnitt", ""), "plan": _number(asked.get("vorhaben", ""))}

    def perform(self, form: NeedItemForm) -> NeedItem:
        item = services.create_item(
            self.school,
            year=self.year,
            values=form.values(),
            submission_id=form.cleaned_data["submission_id"] or form.fields["submission_id"].initial(),
            actor=self.request.user,
        )
        messages.success(self.request, _("Added: %(line)s.") % {"line": item})
        return item


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class NeedItemUpdateView(ComparesEditors, AsksForItem, OfItem, ScopedUpdateView):
    permission = "needs.change_item"
    template_name = "needs/item_update.html"
    model = NeedItem

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.need_list.is_sent:
            messages.info(
                self.request, _("The list has been sent and is fixed. Withdraw it first to correct it.")
            )
            return HttpResponseRedirect(item_url(self.object))
        return super().get(request, *args, **kwargs)

    def perform(self, form: NeedItemForm) -> NeedItem:
        version = form.cleaned_data["version"]
        try:
            item = services.update_item(
                self.object,
                values=form.values(),
                version=-1 if version is None else version,
                actor=self.request.user,
            )
        except Conflict:
            stored = NeedItem.visible_to(self.request.user).select_related("type", "plan", "funding")
            self.compare(form, self.fetch(stored, pk=self.object.pk))
            raise
        messages.success(self.request, _("Saved: %(line)s.") % {"line": item})
        return item

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stored = self.fetch(NeedItem.visible_to(self.request.user).select_related("type"), pk=self.object.pk)
        return super().get_context_data(**kwargs) | {"item": stored, "line": str(stored)}


class NeedItemDeleteView(OfItem, ScopedActionView):
    permission = "needs.change_item"

    def perform(self) -> None:
        line = str(self.object)
        version = _number(self.request.POST.get("version", ""))
        services.delete_item(self.object, version=-1 if version is None else version, actor=self.request.user)
        messages.success(self.request, _("Taken off the list: %(line)s.") % {"line": line})


class NeedItemDetailView(OfItem, ScopedPageView):
    """What was asked for, what became of it, and each reason on the way."""

    permission = "needs.view_item"
    template_name = "needs/item_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, item = self.request.user, self.object
        planning = PlanningRound.of(self.school.authority_id, self.year)
        works_here = user.has_perm("needs.view_list", self.school)
        return super().get_context_data(**kwargs) | {
            "item": item,
            "line": selectors.line_of(item, planning),
            "way": selectors.way_of(item, user=user),
            "works_here": works_here,
            "may_change": works_here and not item.need_list.is_sent,
        }


def item_url(item: NeedItem) -> str:
    return reverse("needs:item_detail", args=[item.school.school_number, item.pk])
