"""Many lines of the stock at once: say what is to change, see what it will do, do it. And one line in two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.generic.base import ContextMixin

from core.errors import DomainError, deadlocks_told
from core.http import PortalRequest
from core.parsing import hidden_number
from core.views import FormPageView, PortalView
from equipment import selectors
from equipment.forms import ChosenChangeForm, ChosenHandOverForm, ChosenRetireForm, SplitForm
from equipment.merging import Step
from equipment.models import StockBatch
from equipment.selectors.bound import Bound, still_bound
from equipment.services import chosen as services
from equipment.services.split import split_stock
from equipment.views.stock import OfStock, OneLine


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can be done with the chosen lines."""

    form: Callable[..., Any]
    title: Any
    button: Any
    permission: str = "equipment.change_stock"


ACTS = {
    "change": Act(ChosenChangeForm, gettext_lazy("Change the chosen lines"), gettext_lazy("Change lines")),
    "hand_over": Act(
        ChosenHandOverForm,
        gettext_lazy("Hand the chosen lines over to another school"),
        gettext_lazy("Hand over"),
        "equipment.hand_over_stock",
    ),
    "retire": Act(ChosenRetireForm, gettext_lazy("Retire the chosen lines"), gettext_lazy("Retire")),
}


class StockChosenView(OfStock, PortalView, ContextMixin):
    """Three steps at one address, told apart by `step`: the form, the preview of it, and the act itself."""

    permission = "equipment.change_stock"
    template_name = "equipment/stock_chosen.html"
    http_method_names = ["get", "post", "options"]
    act: str
    chosen: list[StockBatch]

    def get(self, _request: PortalRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Whoever comes back by the browser's button, or by the address, chooses anew: nothing of a choice is kept."""
        return HttpResponseRedirect(self.get_success_url())

    def post(self, request: PortalRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        self.act = request.POST.get("action", "")
        asked = [hidden_number(text) for text in request.POST.getlist("line")]
        pks = [pk for pk in asked if pk is not None]
        self.chosen = selectors.chosen_lines(user=request.user, school=self.school, pks=pks)
        if self.act not in ACTS or not self.chosen:
            messages.error(request, _("Choose the lines first: tick them in the list."))
            return HttpResponseRedirect(self.get_success_url())
        if len(self.chosen) != len(set(asked)):
            messages.error(request, _("Some of these lines are no longer there. Please choose again."))
            return HttpResponseRedirect(self.get_success_url())
        if not request.user.has_perm(ACTS[self.act].permission, self.school):
            raise PermissionDenied
        return self._step(request.POST.get("step", ""))

    def _step(self, step: str) -> HttpResponse:
        bound = step in {"preview", "apply"}
        form = self._form(self.request.POST if bound else None)
        if not bound:
            return self._answer(form)
        if not form.is_valid():
            return self._answer(form, status=422)
        if step == "preview":
            return self._preview(form)
        try:
            with deadlocks_told():
                done = self._perform(form)
        except DomainError as error:
            messages.error(self.request, str(error))
            return self._preview(form, status=422)
        messages.success(self.request, _told(done))
        return HttpResponseRedirect(self.get_success_url())

    def _form(self, data: Any) -> Any:
        extra = {"school": self.school} if self.act == "hand_over" else {}
        return ACTS[self.act].form(data, user=self.request.user, **extra)

    def _perform(self, form: Any) -> services.Done:
        args: dict[str, Any] = {
            "pks": [one.pk for one in self.chosen],
            "seen": self.request.POST.get("seen", ""),
            "actor": self.request.user,
        }
        if self.act == "retire":
            return services.retire_lines(self.school, reason=form.cleaned_data["reason"], **args)
        if self.act == "hand_over":
            target = form.cleaned_data["target"]
            return services.hand_over_lines(self.school, target, values=form.values(), **args)
        return services.change_lines(self.school, values=form.values(), **args)

    def _steps(self, form: Any) -> list[Step]:
        if self.act == "retire":
            return [Step([one]) for one in self.chosen]
        school = form.cleaned_data["target"] if self.act == "hand_over" else self.school
        return selectors.chosen_steps(
            self.chosen, user=self.request.user, school=school, values=form.values()
        )

    def _bound(self) -> list[Bound]:
        if self.act != "retire":
            return []
        return still_bound(self.chosen, authority_id=self.school.authority_id)

    def _preview(self, form: Any, status: int = 200) -> HttpResponse:
        steps = self._steps(form)
        told = {
            "steps": steps,
            "changes": _words(form),
            "merges": sum(1 for step in steps if step.is_merge),
            "seen": selectors.steps_print(steps, form.values()),
            "carried": list(form.carried()),
        }
        return self._answer(form, status=status, **told)

    def _answer(self, form: Any, status: int = 200, **told: Any) -> HttpResponse:
        act = ACTS[self.act]
        context = self.get_context_data(
            form=form,
            act=self.act,
            heading=act.title,
            submit=act.button,
            chosen=self.chosen,
            pieces=sum(one.quantity for one in self.chosen),
            bound=self._bound(),
            **told,
        )
        return self.render_to_response(context, status=status)


def _words(form: Any) -> list[tuple[str, str]]:
    """Label and new value of everything that is to change."""
    found = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if name == "clear" or value in (None, ""):
            continue
        choices = dict(getattr(field, "choices", []) if isinstance(value, str) else [])
        found.append((str(field.label), choices.get(value, value)))
    empty = _("empty")
    labels = dict(form.fields["clear"].choices) if "clear" in form.fields else {}
    return found + [(str(labels[name]), empty) for name in form.cleaned_data.get("clear", [])]


def _told(done: services.Done) -> str:
    text = ngettext("Done for %(count)d line.", "Done for %(count)d lines.", done.lines) % {
        "count": done.lines
    }
    if done.merged:
        text += " " + ngettext(
            "%(count)d line joined an equal one; its pieces were added there.",
            "%(count)d lines joined equal ones; their pieces were added there.",
            done.merged,
        ) % {"count": done.merged}
    return text


class StockSplitView(OneLine, FormPageView):
    permission = "equipment.change_stock"
    template_name = "equipment/stock_form.html"
    form_class = SplitForm
    title = gettext_lazy("Split a line")
    submit = pgettext_lazy("act", "Split")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"batch": self.object}

    def perform(self, form: SplitForm) -> StockBatch:
        part = split_stock(
            self.object,
            quantity=form.cleaned_data["quantity"],
            values=form.values(),
            serials=form.cleaned_data.get("serials", []),
            version=self.version,
            actor=self.request.user,
        )
        messages.success(
            self.request,
            _("Split. The part stands in this line now: %(line)s, %(place)s.")
            % {"line": part, "place": part.place or _("no fixed place")},
        )
        return part

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bound = still_bound([self.object], authority_id=self.school.authority_id)
        note = _(
            "Say how many pieces form a line of their own and what is different about them. Type, year, money and "
            "invoice stay the same."
        )
        if place := self.object.place:
            note += " " + _("The line stands here: %(place)s.") % {"place": place}
        return super().get_context_data(**kwargs) | {"note": note, "bound": bound}
