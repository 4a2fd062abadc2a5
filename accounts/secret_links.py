"""Pages that a link opens without signing in: whoever holds the link is let in, whoever guesses waits."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.generic.base import View

from accounts.throttle import LOOKS, count_miss, is_blocked
from core.http import keep_secret


class OpenPage(View):
    """Without signing in; no cache keeps the page, no link passes its address on (core.http.keep_secret)."""

    @method_decorator(login_not_required)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return keep_secret(self.let_in(request, *args, **kwargs))

    def let_in(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)


class PublicPage(OpenPage):
    """For everybody, out of the database: who asks for it again and again without signing in waits (`blocked`, 429)."""

    counted_as: ClassVar[str]
    blocked: ClassVar[str]

    def let_in(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            if is_blocked(request, self.counted_as, most=LOOKS):
                return render(request, self.blocked, status=429)
            count_miss(request, self.counted_as)
        return super().let_in(request, *args, **kwargs)


class SecretLinkPage(OpenPage):
    """A page whose address holds a key. Wrong keys are counted together under `counted_as` (accounts.throttle).

    `blocked` (429) and `unknown` (404) are the templates that say so.
    """

    counted_as: ClassVar[str]
    blocked: ClassVar[str]
    unknown: ClassVar[str]

    def let_in(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_shut_out(request):
            return render(request, self.blocked, status=429)
        if not self.find():
            count_miss(request, self.counted_as)
            return render(request, self.unknown, status=404)
        return super().let_in(request, *args, **kwargs)

    def is_shut_out(self, request: HttpRequest) -> bool:
        """Whether this address on the net has guessed too often."""
        return is_blocked(request, self.counted_as)

    def find(self) -> bool:
        """Load what the key in the address opens; False when it opens nothing."""
        raise NotImplementedError
