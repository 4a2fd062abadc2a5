"""The question that every screen asks each second: has anything changed? (docs/adr/0020)"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from accounts.secret_links import OpenPage
from screens import selectors


class RevisionView(OpenPage):
    """{"revision": n}: a screen that knows a smaller n fetches its page again.

    The key of the page is the right: whoever has it learns one number that says nothing but "look again". So the
    question needs neither session nor person, costs a quarter of a page with both, and keeps nobody signed in.
    """

    revision: int

    def let_in(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = self.revision_by(kwargs["key"])
        if found is None:
            raise Http404
        self.revision = found
        return super().let_in(request, *args, **kwargs)

    def revision_by(self, key: str) -> int | None:
        return selectors.revision_by(key)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return JsonResponse({"revision": self.revision})


class PhoneRevisionView(RevisionView):
    """Of what telephones show: they hear of questions, not of every word on the wall."""

    def revision_by(self, key: str) -> int | None:
        return selectors.entrance_revision(key)
