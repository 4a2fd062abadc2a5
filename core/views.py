"""Base views: two gates, one service call, an answer. Nothing deeper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView, ListView, TemplateView, View
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from core.errors import DomainError, deadlocks_told
from core.exports import FORMATS
from core.forms import Guard
from core.http import PortalRequest, attachment


class PortalView(TemplateResponseMixin, ContextMixin, View):
    """Two gates: `visible_to` decides what exists (404), `permission` what may be done (403).

    A view that works on one object sets it in `get_permission_object`; the permission is asked before any
    handler runs. `partial` names the template partial that answers htmx requests instead of the page.
    """

    request: PortalRequest
    permission: ClassVar[str] = ""
    partial: ClassVar[str] = ""

    def __init_subclass__(cls, *, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not abstract and not cls.permission:
            raise ImproperlyConfigured(f"{cls.__qualname__} must name its permission")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.load()
        self.require(self.get_permission_object())
        return super().dispatch(request, *args, **kwargs)

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Django's answer is an empty page; people come here by an address from their history."""
        plain = super().http_method_not_allowed(request, *args, **kwargs)
        response = render(request, "405.html", status=405)
        response["Allow"] = plain["Allow"]
        return response

    def load(self) -> None:
        """Fetch what the address names (scoped, 404 outside) before the permission is asked."""

    def get_permission_object(self) -> Any:
        return None

    def require(self, obj: Any) -> Any:
        """The object itself, or 403."""
        if not self.request.user.has_perm(self.permission, obj):
            raise PermissionDenied
        return obj

    def fetch(self, queryset: Any, **lookup: Any) -> Any:
        """One row of a scoped queryset, or 404: foreign and missing rows look alike."""
        try:
            return queryset.get(**lookup)
        except (queryset.model.DoesNotExist, ValueError) as error:
            raise Http404 from error

    def get_template_names(self) -> list[str]:
        names = super().get_template_names()
        return [f"{names[0]}#{self.partial}"] if self.request.htmx and self.partial else names


class ScopedPageView(PortalView, TemplateView, abstract=True):
    """A page made of selectors: fill `get_context_data`."""


class TableView(PortalView, abstract=True):
    """A table to take along: `kind` of the address names one of `core.exports.FORMATS`."""

    http_method_names = ["get", "head", "options"]

    def content(self, kind: str) -> bytes:
        """The finished file, already cut to the reader."""
        raise NotImplementedError

    def file_name(self) -> str:
        """Without the ending, which follows from the format."""
        raise NotImplementedError

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        kind = self.kwargs["kind"]
        if kind not in FORMATS:
            raise Http404
        return attachment(
            self.content(kind), filename=f"{self.file_name()}.{kind}", content_type=FORMATS[kind]
        )


class ScopedListView(PortalView, ListView, abstract=True):
    """A list cut to the reader, in pages."""

    paginate_by = 50

    def get_queryset(self) -> Any:
        return self.select(self.model.visible_to(self.request.user))  # type: ignore[union-attr]

    def select(self, queryset: Any) -> Any:
        return queryset


class ScopedDetailView(PortalView, DetailView, abstract=True):
    """One visible row."""

    object: Any

    def load(self) -> None:
        self.object = super().get_object(self.select(self.model.visible_to(self.request.user)))

    def get_object(self, queryset: Any = None) -> Any:
        return self.object

    def select(self, queryset: Any) -> Any:
        return queryset

    def get_permission_object(self) -> Any:
        return self.object


class ScopedFormView(PortalView, FormView, abstract=True):
    """A form whose success is exactly one service call (`perform`); a rule's no comes back as form error (422)."""

    object: Any = None
    error_field: ClassVar[str | None] = None  # where a rule's no stands; None is above the form

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def perform(self, form: Any) -> Any:
        """Call the service; what it returns becomes `self.object` and must still be visible if it is scoped."""
        raise NotImplementedError

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            with deadlocks_told(), transaction.atomic():
                if isinstance(form, Guard):
                    form.hold()
                self.object = self.perform(form)
                self.require_still_visible(self.object)
        except DomainError as error:
            form.add_error(error.field or self.error_field, str(error))
            return self.form_invalid(form)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def require_still_visible(self, obj: Any) -> None:
        """Nobody saves a row out of their own sight: raises PermissionDenied, the transaction rolls back."""
        visible_to: Callable[..., Any] | None = getattr(type(obj), "visible_to", None)
        if visible_to and not visible_to(self.request.user).filter(pk=obj.pk).exists():
            raise PermissionDenied


class FormPageView(ScopedFormView, abstract=True):
    """A form on a page of its own that says what it did.

    Heading, button and answer stand in the view; where the page stands, in a template that extends "form_page.html".
    """

    template_name = "form_page.html"
    title: Any = ""
    lead: Any = ""
    preline: Any = ""
    submit: Any = gettext_lazy("Save")
    saved: Any = ""  # may name what was saved: "Saved: %(line)s."
    is_changed = True  # `perform` says so where what was sent stands there already

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in ("title", "lead", "preline", "submit")}
        return super().get_context_data(**kwargs) | own | {"cancel": self.get_cancel_url()}

    def get_cancel_url(self) -> str:
        return self.get_success_url()

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response = super().form_valid(form)
        if response.status_code == 302 and not self.is_changed:
            messages.info(self.request, _("Nothing has changed, so nothing was saved."))
        elif response.status_code == 302 and self.saved:
            messages.success(self.request, str(self.saved) % {"line": self.object})
        return response


class ScopedUpdateView(ScopedFormView, abstract=True):
    """Change one visible row through a ModelForm."""

    model: Any = None

    def load(self) -> None:
        self.object = self.fetch(self.select(self.model.visible_to(self.request.user)), **self.lookup())

    def lookup(self) -> dict[str, Any]:
        return {"pk": self.kwargs["pk"]}

    def select(self, queryset: Any) -> Any:
        return queryset

    def get_permission_object(self) -> Any:
        return self.object

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.object}


class ScopedActionView(PortalView, abstract=True):
    """A button: POST only, one service call, back to `get_success_url`; a rule's no becomes a message."""

    http_method_names = ["post", "options"]
    object: Any = None

    def perform(self) -> Any:
        raise NotImplementedError

    def get_success_url(self) -> str:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with deadlocks_told(), transaction.atomic():
                self.object = self.perform()
        except DomainError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(self.get_success_url())
