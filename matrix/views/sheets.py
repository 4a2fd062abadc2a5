"""Answering alone: one aspect a page, kept at each step, handed in once. For members and for holders of a link.

A holder of a link needs no account. These pages show a question, its stages and the own answers, nothing else of
the school; they are the only pages of the matrix that open without signing in.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic.base import TemplateResponseMixin, View

from accounts.secret_links import SecretLinkPage
from core.errors import Conflict, DomainError
from core.views import PortalView
from matrix import selectors, services
from matrix.forms import GuestAnswerForm, HandInForm
from matrix.models import KEPT_DAYS, JointInvitation


class SheetPages(TemplateResponseMixin, View):
    """What both ways to a sheet have in common; `link` knows the way."""

    sheet: JointInvitation

    def link(self, name: str, *args: Any) -> str:
        raise NotImplementedError

    @cached_property
    def shown(self) -> selectors.Sheet:
        return selectors.sheet_of(self.sheet)

    def over(self, reason: services.SheetOver) -> HttpResponse:
        context = {"reason": str(reason), "sheet": self.sheet}
        return render(self.request, "matrix/sheet_over.html", context, status=410)

    def page(self, *, status: int = 200, **extra: Any) -> HttpResponse:
        context = {
            "sheet": self.sheet,
            "joint": self.sheet.round,
            "shown": self.shown,
            "kept_days": KEPT_DAYS,
        }
        links = {"start": self.link("start"), "hand_in": self.link("hand_in")}
        return self.render_to_response(context | {"links": links} | extra, status=status)


class MemberSheet(SheetPages, PortalView, abstract=True):
    """By signing in: the sheet that one was invited to by name."""

    permission = "matrix.answer_alone"

    def load(self) -> None:
        sheets = JointInvitation.visible_to(self.request.user)
        self.sheet = self.fetch(
            sheets.select_related("round__school", "round__catalogue"), pk=self.kwargs["pk"]
        )

    def get_permission_object(self) -> Any:
        return self.sheet

    def link(self, name: str, *args: Any) -> str:
        return reverse(f"matrix:sheet_{name}", args=[self.sheet.pk, *args])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except services.SheetOver as reason:
            return self.over(reason)


class GuestSheet(SheetPages, SecretLinkPage):
    """By link: whoever holds it may answer this one sheet."""

    counted_as = "joint"
    blocked, unknown = "matrix/sheet_blocked.html", "matrix/sheet_unknown.html"

    def find(self) -> bool:
        found = selectors.find_sheet(self.kwargs["token"])
        if found is not None:
            self.sheet = found
        return found is not None

    def let_in(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().let_in(request, *args, **kwargs)
        except services.SheetOver as reason:
            return self.over(reason)

    def link(self, name: str, *args: Any) -> str:
        return reverse(f"matrix:guest_{name}", args=[self.kwargs["token"], *args])


class StartPage(SheetPages):
    """What this is about, how long it takes, who reads it."""

    template_name = "matrix/sheet_start.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        services.require_open(self.sheet)
        lines = [(item, self.link("aspect", item.aspect.code)) for item in self.shown.items]
        code = self.shown.next_open()
        return self.page(lines=lines, next_url=self.link("aspect", code) if code else self.link("hand_in"))


class AspectPage(SheetPages):
    """One question: a stage or one of the two other answers, and a line of reason."""

    template_name = "matrix/sheet_aspect.html"

    def item(self) -> selectors.SheetItem:
        found = self.shown.item(self.kwargs["code"])
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        services.require_open(self.sheet)
        return self.form_page(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        services.require_open(self.sheet)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=422)
        aspect = selectors.aspect_of(self.item().aspect.pk)
        try:
            services.answer_alone(self.sheet, aspect, **form.said(), seen=form.cleaned_data["seen"])
        except services.SheetOver:
            raise
        except Conflict as conflict:
            del self.shown
            theirs = self.item()
            form.build_on(theirs.answer.version if theirs.answer else 0)
            return self.form_page(form, status=409, conflict=str(conflict), theirs=theirs)
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_page(form, status=422)
        return HttpResponseRedirect(self.after())

    def after(self) -> str:
        """The next question without an answer; the last step when there is none left."""
        del self.shown
        code = self.shown.next_open(after=self.kwargs["code"])
        return self.link("aspect", code) if code else self.link("hand_in")

    def form(self, *data: Any) -> GuestAnswerForm:
        item = self.item()
        known: dict[str, Any] = {"seen": 0}
        if item.answer:
            said = str(item.answer.stage or item.answer.state)
            known = {"answer": said, "reason": item.answer.reason, "seen": item.answer.version}
        return GuestAnswerForm(*data, aspect=item.aspect, initial=known)

    def form_page(self, form: GuestAnswerForm, *, status: int = 200, **extra: Any) -> HttpResponse:
        item = self.item()
        place = self.shown.items.index(item)
        before = self.shown.items[place - 1].aspect.code if place else ""
        return self.page(
            form=form,
            aspect=item.aspect,
            position=place + 1,
            previous_url=self.link("aspect", before) if before else "",
            status=status,
            **extra,
        )


class HandInPage(SheetPages):
    """All own answers once more, the consent, and the button that ends it."""

    template_name = "matrix/sheet_hand_in.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        services.require_open(self.sheet)
        return self.form_page(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        services.require_open(self.sheet)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=422)
        data = form.cleaned_data
        try:
            services.hand_in(self.sheet, shows_name=data["shows_name"], name=data.get("name", ""))
        except services.SheetOver:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_page(form, status=422)
        return HttpResponseRedirect(self.link("start"))  # which says that it is done

    def form(self, *data: Any) -> HandInForm:
        return HandInForm(*data, asks_name=self.sheet.member_id is None)

    def form_page(self, form: HandInForm, *, status: int = 200) -> HttpResponse:
        lines = [(item, self.link("aspect", item.aspect.code)) for item in self.shown.items]
        return self.page(form=form, lines=lines, status=status)


class SheetStartView(StartPage, MemberSheet):
    """Start, for a member."""


class SheetAspectView(AspectPage, MemberSheet):
    """One question, for a member."""


class SheetHandInView(HandInPage, MemberSheet):
    """Handing in, for a member."""


class GuestStartView(StartPage, GuestSheet):
    """Start, by link."""


class GuestAspectView(AspectPage, GuestSheet):
    """One question, by link."""


class GuestHandInView(HandInPage, GuestSheet):
    """Handing in, by link."""
