"""Fields of action, and what of the round tables supports them."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy

from core.views import ScopedActionView, ScopedPageView
from frame import selectors, services
from frame.forms import ActionFieldForm, AssignForm
from frame.models import ActionField
from frame.views.bases import CHANGE, VIEW, CityMixin, FrameFormView, RowMixin

KINDS = {"leitlinie": "guidelines", "zielperspektive": "goals", "meilenstein": "milestones"}


class OfField(RowMixin, abstract=True):
    model = ActionField


class FieldDetailView(OfField, ScopedPageView):
    permission = VIEW
    template_name = "frame/field_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rows = ActionField.visible_to(user).filter(pk=self.row.pk)
        (support,) = selectors.support_of(rows, self.municipality, user=user)
        return super().get_context_data(**kwargs) | {"support": support}


class FieldCreateView(CityMixin, FrameFormView):
    form_class = ActionFieldForm
    title = gettext_lazy("New field of action")
    saved = gettext_lazy("The field of action is added. Assign next what supports it.")

    def perform(self, form: ActionFieldForm) -> ActionField:
        return services.add_field(
            self.municipality, values=form.values(), submission_id=form.mark(), actor=self.request.user
        )

    def get_success_url(self) -> str:
        return self.object.get_absolute_url() if self.object else super().get_success_url()


class FieldUpdateView(OfField, FrameFormView):
    form_class = ActionFieldForm
    title = gettext_lazy("Change the field of action")
    saved = gettext_lazy("The field of action is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.row}

    def perform(self, form: ActionFieldForm) -> ActionField:
        return services.change_field(self.row, values=form.values(), actor=self.request.user)


class FieldRemoveView(OfField, ScopedActionView):
    permission = CHANGE

    def perform(self) -> None:
        services.remove_field(self.row, actor=self.request.user)

    def get_success_url(self) -> str:
        return CityMixin.get_success_url(self)


class FieldAssignView(OfField, FrameFormView):
    """A list to tick with a search above it. Ticks are added: whoever else assigns takes nothing away."""

    template_name = "frame/field_assign.html"
    title = gettext_lazy("What supports the field of action?")
    submit = gettext_lazy("Assign")
    saved = gettext_lazy("Assigned.")

    def get_form(self, form_class: Any = None) -> AssignForm:
        return AssignForm(**self.get_form_kwargs(), field=self.row, text=self.text)

    @property
    def text(self) -> str:
        return self.request.GET.get("q", "").strip()[:80]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"text": self.text}

    def perform(self, form: AssignForm) -> ActionField:
        return services.assign(self.row, chosen=form.chosen(), actor=self.request.user)


class FieldReleaseView(OfField, ScopedActionView):
    """Take one line off a field again."""

    permission = CHANGE

    def perform(self) -> ActionField:
        tie = KINDS.get(self.kwargs["kind"])
        if tie is None:
            raise Http404
        rows = selectors.rows_at(self.municipality, tie, user=self.request.user)
        row = self.fetch(rows, pk=self.kwargs["row"])
        return services.release(self.row, tie=tie, row=row, actor=self.request.user)
