"""The ranking of a planning year: the table, one need in it, moves, settling, export."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.audit import trail_of
from core.errors import DomainError
from core.exports import FORMATS
from core.parsing import hidden_number, hidden_version
from core.views import FormPageView, ScopedActionView, ScopedFormView, ScopedPageView, TableView
from needs.views.bases import item_url
from planning.exporters import ranking_table
from planning.forms.rankings import LockForm, PlaceForm, UnlockForm, ValuesForm, WeightsForm
from planning.models import RankedItem, Ranking
from planning.selectors.rankings import Line, RankingPicture, ranking_of, ranking_picture
from planning.services import rankings as services
from planning.views.bases import OfPlan

VIEW, CHANGE = "planning.view_ranking", "planning.change_ranking"
SHOWN = 20  # entries of the trail


class OfRanking(OfPlan, abstract=True):
    def get_success_url(self) -> str:
        return self.page("ranking_detail")

    def ranking(self) -> Ranking:
        return ranking_of(user=self.request.user, authority=self.authority, year=self.year)

    def picture(self) -> RankingPicture:
        return ranking_picture(user=self.request.user, authority=self.authority, year=self.year)

    @property
    def target(self) -> dict[str, Any]:
        """What every service is told."""
        return {"year": self.year, "actor": self.request.user}


class RankingDetailView(OfRanking, ScopedPageView):
    permission = VIEW
    template_name = "planning/ranking_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        picture = self.picture()
        ranking = picture.ranking
        return super().get_context_data(**kwargs) | {
            "picture": picture,
            "ranking": ranking,
            "trail": list(trail_of(ranking)[:SHOWN]) if ranking.pk else [],
            "may_change": not ranking.is_locked,
            "formats": list(FORMATS),
            "fiscal_year": self.year + 1,
        }


class OfRankedItem(OfRanking, abstract=True):
    """One need that stands in the ranking."""

    shown: RankingPicture
    line: Line
    row: RankedItem | None

    def load(self) -> None:
        super().load()
        if not self.can(self.permission):
            return  # refused in a moment
        self.shown = self.picture()
        line = next((one for one in self.shown.lines if one.pk == self.kwargs["pk"]), None)
        if line is None:
            raise Http404
        self.line = line
        self.row = RankedItem.visible_to(self.request.user).filter(item=line.pk).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "line": self.line,
            "item": self.line.item,
            "ranking": self.shown.ranking,
            "last": len(self.shown.lines),
            "need_url": item_url(self.line.item),
        }


class RankingItemView(OfRankedItem, ScopedFormView):
    """How its score comes about, and values by hand."""

    permission = CHANGE
    template_name = "planning/ranking_item.html"
    form_class = ValuesForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"line": self.line, "row": self.row}

    def perform(self, form: ValuesForm) -> RankedItem:
        row = services.save_values(
            self.line.item,
            values=form.values(),
            note=form.cleaned_data["note"],
            for_school=form.cleaned_data["for_school"],
            actor=self.request.user,
        )
        messages.success(self.request, _("The values are saved."))
        return row


class RankingPlaceView(OfRankedItem, ScopedFormView):
    """A position as a number, with a note."""

    permission = CHANGE
    template_name = "planning/ranking_place.html"
    form_class = PlaceForm

    def get_form_kwargs(self) -> dict[str, Any]:
        told = {"line": self.line, "ranking": self.shown.ranking, "last": len(self.shown.lines)}
        return super().get_form_kwargs() | told

    def perform(self, form: PlaceForm) -> Ranking:
        ranking = services.move(
            self.authority,
            item=self.line.pk,
            version=self.shown.ranking.version,
            **{name: form.cleaned_data[name] for name in ("position", "is_shared", "note")},
            **self.target,
        )
        messages.success(self.request, _("Moved: %(line)s.") % {"line": self.line.item})
        return ranking

    def get_success_url(self) -> str:
        return f"{super().get_success_url()}#need-{self.kwargs['pk']}"


class RankingMoveView(OfRanking, ScopedActionView):
    """The buttons of the table ("up", "down") and what was dragged ("item" to "position")."""

    permission = CHANGE
    moved: int | None = None
    back_to = ""  # the id of what keeps the focus: the button that was pressed, or the line that was dragged

    def perform(self) -> Ranking:
        told = {
            name: hidden_number(self.request.POST.get(name, ""))
            for name in ("up", "down", "item", "position")
        }
        seen = hidden_version(self.request.POST)
        by = next((name for name in ("up", "down", "item") if told[name] is not None), "item")
        self.moved = told[by]
        if self.moved is None:
            raise DomainError(_("Choose what to move."))
        self.back_to = f"{'need' if by == 'item' else by}-{self.moved}"
        if told["position"]:
            return services.move(
                self.authority, item=self.moved, position=told["position"], version=seen, **self.target
            )
        is_up = told["up"] is not None
        return services.step(self.authority, item=self.moved, up=is_up, version=seen, **self.target)

    def get_success_url(self) -> str:
        return super().get_success_url() + (f"#{self.back_to}" if self.back_to else "")


class RankingSortView(OfRanking, ScopedActionView):
    permission = CHANGE

    def perform(self) -> Ranking:
        seen = hidden_version(self.request.POST)
        ranking = services.sort_by_score(self.authority, version=seen, **self.target)
        messages.success(self.request, _("The order follows the points again."))
        return ranking


class RankingWeightsView(OfRanking, FormPageView):
    permission = CHANGE
    template_name = "planning/ranking_form.html"
    form_class = WeightsForm
    title = gettext_lazy("Change the weights")
    lead = gettext_lazy("From 0 (does not count) to 9. They count for all needs of this planning year.")
    saved = gettext_lazy("The weights are saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"ranking": self.ranking()}

    def perform(self, form: WeightsForm) -> Ranking:
        return services.save_weights(self.authority, weights=form.weights(), **self.target)


class RankingLockView(OfRanking, FormPageView):
    permission = CHANGE
    template_name = "planning/ranking_form.html"
    form_class = LockForm
    title = gettext_lazy("Settle the ranking")
    lead = gettext_lazy(
        "Positions and values are kept as they are now. Each school reads in which third its needs stand, and why."
    )
    submit = gettext_lazy("Settle it")
    saved = gettext_lazy("The ranking is settled. The schools read their results.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"ranking": self.ranking()}

    def perform(self, form: LockForm) -> Ranking:
        return services.lock(
            self.authority, note=form.cleaned_data["note"], version=self.ranking().version, **self.target
        )


class RankingUnlockView(OfRanking, FormPageView):
    permission = CHANGE
    template_name = "planning/ranking_form.html"
    form_class = UnlockForm
    title = gettext_lazy("Open the ranking again")
    lead = gettext_lazy(
        "The schools then read no result until you settle it once more. The reason stays in the trail."
    )
    submit = gettext_lazy("Open it again")
    saved = gettext_lazy("The ranking is open again.")

    def perform(self, form: UnlockForm) -> Ranking:
        return services.unlock(self.authority, reason=form.cleaned_data["reason"], **self.target)


class RankingExportView(OfRanking, TableView):
    permission = VIEW

    def content(self, kind: str) -> bytes:
        return ranking_table(self.picture(), kind=kind)

    def file_name(self) -> str:
        return _("Ranking-%(year)s") % {"year": self.year}
