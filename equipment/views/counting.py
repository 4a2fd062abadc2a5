"""Stock-taking: the round of a school, the page of a room, the differences."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.views import ScopedActionView, ScopedFormView, ScopedPageView
from equipment.forms import RoomAddForm, RoomCountForm, StocktakingCloseForm
from equipment.models import RoomCount, StockBatch, Stocktaking
from equipment.selectors import counting as selectors
from equipment.services import counting as services
from schools.views.bases import OfSchool


class OfStocktaking(OfSchool, abstract=True):
    """Below a school's stock-taking; `running` is None while none is open."""

    permission = "equipment.change_stock"
    running: Stocktaking | None

    def load(self) -> None:
        super().load()
        self.running = selectors.open_stocktaking(user=self.request.user, school=self.school)

    def open(self) -> Stocktaking:
        if self.running is None:
            raise Http404
        self.running.school = self.school
        return self.running

    def get_success_url(self) -> str:
        return reverse("equipment:stocktaking", args=[self.school.school_number])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        urls = {
            "list_url": reverse("equipment:stock_list", args=[self.school.school_number]),
            "counting_url": self.get_success_url(),
        }
        told = {"running": self.running, "names": self.can("equipment.view_who")}
        return super().get_context_data(**kwargs) | urls | told


class OfOpenStocktaking(OfStocktaking, abstract=True):
    """404 while no stock-taking is open, for those who may count at all."""

    def require(self, obj: Any) -> Any:
        allowed = super().require(obj)
        self.open()
        return allowed


class StocktakingView(OfStocktaking, ScopedPageView):
    template_name = "equipment/stocktaking.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = selectors.sheets(user=self.request.user, stocktaking=self.open()) if self.running else []
        return super().get_context_data(**kwargs) | {
            "sheets": found,
            "counted": sum(1 for one in found if one.room.counted_at and not one.is_partly),
            "partly": sum(1 for one in found if one.is_partly),
            "taken": sum(1 for one in found if one.room.taken_at),
        }


class StocktakingStartView(OfStocktaking, ScopedActionView):
    def perform(self) -> Stocktaking:
        return services.start_stocktaking(self.school, actor=self.request.user)


class StocktakingCloseView(OfStocktaking, ScopedFormView):
    """What would be lost stands there first: a closed round is not opened again."""

    template_name = "equipment/stocktaking_close.html"
    form_class = StocktakingCloseForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.running is None:
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rooms = RoomCount.visible_to(self.request.user).filter(stocktaking=self.running)
        return super().get_context_data(**kwargs) | {
            "not_counted": list(rooms.filter(counted_at__isnull=True)),
            "not_taken": list(rooms.filter(counted_at__isnull=False, taken_at__isnull=True)),
        }

    def perform(self, form: StocktakingCloseForm) -> Stocktaking | None:
        if self.running is None:
            return None
        messages.success(self.request, _("The stock-taking is closed."))
        return services.close_stocktaking(self.running, actor=self.request.user)


class RoomAddView(OfOpenStocktaking, ScopedFormView):
    template_name = "equipment/room_add.html"
    form_class = RoomAddForm

    def perform(self, form: RoomAddForm) -> RoomCount:
        return services.add_room(self.open(), actor=self.request.user, **form.cleaned_data)


class RoomCountView(OfStocktaking, ScopedFormView):
    """What the QR code on the door opens. An old or unknown code gets a page that says what to do."""

    template_name = "equipment/room_count.html"
    form_class = RoomCountForm
    room: Any  # a RoomCount, or None for a code that nobody knows
    batches: list[StockBatch]

    def load(self) -> None:
        super().load()
        rooms = RoomCount.visible_to(self.request.user).filter(school=self.school, pk=self.kwargs["pk"])
        self.room = rooms.select_related("stocktaking", "counted_by").first()
        self.batches = selectors.room_lines(user=self.request.user, room=self.room) if self.room else []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._gone() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._gone() or super().post(request, *args, **kwargs)

    def _gone(self) -> HttpResponse | None:
        """The page for a code that leads nowhere any more."""
        if self.room and not self.room.stocktaking.closed_at:
            return None
        told = {
            "school": self.school,
            "room": self.room,
            "running": self.running,
            "counting_url": self.get_success_url(),
        }
        return render(self.request, "equipment/room_gone.html", told, status=410 if self.room else 404)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"room": self.room, "batches": self.batches}

    def perform(self, form: RoomCountForm) -> RoomCount:
        count = services.Count(form.counted(), form.finds(), form.cleaned_data["note"])
        saved = services.save_count(
            self.room, count=count, version=self.room.version, actor=self.request.user
        )
        self._tell(selectors.Sheet(saved, self.batches))
        return saved

    def _tell(self, sheet: selectors.Sheet) -> None:
        if sheet.room.counted_at is None:
            text = _("%(room)s is saved and still open: no number and no find is entered yet.")
            messages.info(self.request, text % {"room": sheet.room})
            return
        text = _("Saved: %(room)s.") % {"room": sheet.room}
        if sheet.is_partly:
            text += " " + _("%(counted)d of %(every)d lines are counted.") % {
                "counted": sheet.counted_lines,
                "every": len(sheet.batches),
            }
        messages.success(self.request, text)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {"room": self.room, "batches": self.batches, "sheet": selectors.Sheet(self.room, self.batches)}
        return super().get_context_data(**kwargs) | told


class DifferencesView(OfOpenStocktaking, ScopedPageView):
    template_name = "equipment/stocktaking_differences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, running = self.request.user, self.open()
        found = selectors.results(user=user, stocktaking=running)
        rooms = RoomCount.visible_to(user).filter(stocktaking=running)
        return super().get_context_data(**kwargs) | {
            "results": found,
            "seen": selectors.results_print(found),
            "not_counted": list(rooms.filter(counted_at__isnull=True)),
        }


class TakeOverView(OfOpenStocktaking, ScopedActionView):
    """The rooms that are ticked, or all of them (`all`)."""

    def perform(self) -> int:
        done = services.take_over(
            self.open(),
            rooms=self._rooms(),
            seen=self.request.POST.get("seen", ""),
            actor=self.request.user,
        )
        messages.success(
            self.request,
            ngettext("%(count)d room taken over.", "%(count)d rooms taken over.", done) % {"count": done},
        )
        return done

    def _rooms(self) -> list[UUID]:
        rooms = RoomCount.visible_to(self.request.user).filter(stocktaking=self.open())
        known = list(rooms.values_list("pk", flat=True))
        ticked = set(self.request.POST.getlist("room"))
        return known if "all" in self.request.POST else [pk for pk in known if str(pk) in ticked]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        super().post(request, *args, **kwargs)
        return HttpResponseRedirect(
            reverse("equipment:stocktaking_differences", args=[self.school.school_number])
        )
