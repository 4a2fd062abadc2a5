"""Buttons beside an aspect: work on it now, or no longer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from core.views import ScopedActionView
from matrix import selectors, services
from matrix.views.subject import SubjectView


class FocusView(SubjectView, ScopedActionView, abstract=True):
    """An aspect of the school's matrix, or one that an earlier version had and that still is a focus."""

    permission = "matrix.rate"

    def load(self) -> None:
        super().load()
        school: Any = self.subject
        if self.kwargs["code"] not in selectors.focus_codes(school, user=self.request.user):
            raise Http404


class FocusSetView(FocusView):
    def perform(self) -> Any:
        focus = services.set_focus(self.subject, self.kwargs["code"], actor=self.request.user)  # type: ignore[arg-type]
        messages.success(self.request, _("%(code)s is a focus of your school now.") % {"code": focus.code})
        return focus

    def get_success_url(self) -> str:
        return self.link("aspect", self.kwargs["code"])


class FocusEndView(FocusView):
    def perform(self) -> Any:
        code = self.kwargs["code"]
        services.end_focus(self.subject, code, actor=self.request.user)  # type: ignore[arg-type]
        messages.success(self.request, _("%(code)s is no focus any more.") % {"code": code})

    def get_success_url(self) -> str:
        return self.link("assessment")
