"""Taking part from a telephone by the code on the wall: no account, no name, one voice per device.

These pages show a question and its answers, nothing else of the table; they open without signing in.
"""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.secret_links import OpenPage, SecretLinkPage
from accounts.throttle import count_miss, is_blocked
from core.errors import DomainError
from screens import selectors, services
from screens.forms import VOTES, CodeForm
from screens.models import Entrance

DEVICE = "dabei"  # the cookie that makes one device one voice
DEVICE_SECONDS = 12 * 3600  # a meeting and its evening


def _salt(entrance: Entrance) -> str:
    return f"screens.device.{entrance.pk}"


def _device(request: HttpRequest, entrance: Entrance) -> str:
    """The mark that the portal gave this device at this meeting; "" for none or one that somebody made up."""
    return str(request.get_signed_cookie(DEVICE, default="", salt=_salt(entrance), max_age=DEVICE_SECONDS))


class EntranceView(OpenPage):
    """Type the code, for whoever cannot scan it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return render(request, "screens/entrance.html", {"form": CodeForm()})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_blocked(request, "entrance"):
            return render(request, "screens/entrance_blocked.html", status=429)
        form = CodeForm(request.POST)
        found = selectors.entrance_by(form.cleaned_data["code"]) if form.is_valid() else None
        if found:
            return HttpResponseRedirect(reverse("screens:phone", args=[found.code]))
        if form.is_valid():
            count_miss(request, "entrance")
            form.add_error(
                "code", _("No meeting takes voices under this code. Please look at the wall again.")
            )
        return render(request, "screens/entrance.html", {"form": form}, status=422)


class PhoneView(SecretLinkPage):
    """The question at hand. A device is known by a mark that leads to nobody."""

    counted_as = "entrance"
    blocked, unknown = "screens/entrance_blocked.html", "screens/phone_over.html"
    entrance: Entrance
    device: str  # the mark it came with; "" the first time

    def is_shut_out(self, request: HttpRequest) -> bool:
        """A room shares one address: whoever is in already is not shut out by the wrong codes of others."""
        self.device = _device(request, self.entrance) if self.find() else ""
        return not self.device and super().is_shut_out(request)

    def find(self) -> bool:
        if self.known:
            self.entrance = self.known
        return self.known is not None

    @cached_property
    def known(self) -> Entrance | None:
        return selectors.entrance_by(self.kwargs["code"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(request)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        shown = selectors.current_question(self.entrance.meeting)
        if shown is None or not shown.is_open or request.POST.get("question") != str(shown.question.pk):
            return self.page(request, over=True, status=409)
        form: Any = VOTES[shown.question.kind](request.POST, question=shown.question)
        if not form.is_valid():
            return self.page(request, form=form, status=422)
        device = self.device or token_urlsafe(16)
        try:
            services.give_voice(shown.question, device=device, choice=form.choice_made())
        except services.VoicesOver:
            return self.page(request, over=True, status=409)
        except DomainError as error:
            form.add_error(None, str(error))
            return self.page(request, form=form, status=422)
        answer = HttpResponseRedirect(request.path)
        return self.know(answer, device)

    def page(
        self, request: HttpRequest, *, form: Any = None, over: bool = False, status: int = 200
    ) -> HttpResponse:
        """The open question with its form, thanks for a voice, the results of the last one, or a word to wait."""
        shown = selectors.current_question(self.entrance.meeting)
        has_voted = bool(shown and shown.is_open and selectors.has_voice(shown.question, self.device))
        if shown and shown.is_open and form is None and (not has_voted or "neu" in request.GET):
            form = VOTES[shown.question.kind](question=shown.question)
        context = {
            "meeting": self.entrance.meeting,
            "entrance": self.entrance,
            "asked": shown,
            "form": form,
            "has_voted": has_voted,
            "over": over,
            "live_key": selectors.entrance_key(self.entrance),
        }
        return self.know(render(request, "screens/phone.html", context, status=status), self.device)

    def know(self, answer: HttpResponse, device: str) -> HttpResponse:
        """Give the device a mark for the day of the meeting, for these pages alone."""
        answer.set_signed_cookie(
            DEVICE,
            device or token_urlsafe(16),
            salt=_salt(self.entrance),
            max_age=DEVICE_SECONDS,
            path=reverse("screens:entrance"),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return answer
