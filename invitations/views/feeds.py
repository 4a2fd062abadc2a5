"""One's own meetings in one's own calendar program, by a secret address."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.days import day_in_words
from core.http import attachment, keep_secret
from core.views import PortalView, ScopedActionView, ScopedPageView
from invitations import selectors, services
from invitations.models import CalendarFeed
from invitations.views.guests import LinkPage
from roundtables import ics


class FeedMixin(PortalView, abstract=True):
    """Of nobody but the person signed in."""

    permission = "accounts.change_profile"
    template_name = "invitations/feed.html"


class FeedView(FeedMixin, ScopedPageView):
    """On or off, and what it shows."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"feed": selectors.feed_of(self.request.user)}


class FeedOnView(FeedMixin):
    """The address is shown in the answer itself: nothing that is kept leads to it again."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        link = services.switch_on(self.request.user)
        context = {"link": link, "feed": selectors.feed_of(self.request.user)}
        return keep_secret(self.render_to_response(context))


class FeedProlongView(FeedMixin, ScopedActionView):
    """Another year for the same address."""

    def perform(self) -> CalendarFeed:
        feed = services.prolong(self.request.user)
        day = day_in_words(feed.until)
        messages.success(self.request, _("Your address is valid until %(day)s.") % {"day": day})
        return feed

    def get_success_url(self) -> str:
        return reverse("invitations:feed")


class FeedOffView(FeedMixin, ScopedActionView):
    """The address opens nothing any more."""

    def perform(self) -> None:
        services.switch_off(self.request.user)
        messages.success(self.request, _("The address is switched off."))

    def get_success_url(self) -> str:
        return reverse("invitations:feed")


class CalendarView(LinkPage):
    """The calendar itself, for a program that cannot sign in: title, time, place and link, no names."""

    http_method_names = ["get", "head", "options"]
    reader: User

    def find(self) -> bool:
        found = selectors.find_reader(self.kwargs["token"])
        if found is not None:
            self.reader = found
        return found is not None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        content = ics.calendar_of(selectors.meetings_for(self.reader), name=settings.SITE_NAME)
        return attachment(content, filename="runde-tische.ics", content_type=ics.CONTENT_TYPE)
