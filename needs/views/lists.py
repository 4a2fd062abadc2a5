"""The school's list of a planning year: read, check, send, take back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.views import ScopedActionView, ScopedPageView
from needs import selectors
from needs.models import NeedList
from needs.services import lists as services
from needs.views.bases import OfYear


class NeedListView(OfYear, ScopedPageView):
    permission = "needs.view_list"
    template_name = "needs/list_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        picture = selectors.list_picture(user=user, school=self.school, year=self.year)
        works_here = user.has_perm(
            "needs.change_item", self.school
        )  # else it carries the school on, and reads
        asks = works_here and not picture.is_sent
        proposed = selectors.Proposed([], [])
        if asks:
            proposed = selectors.proposed_to(user=user, school=self.school, year=self.year)
        return super().get_context_data(**kwargs) | {
            "picture": picture,
            "works_here": works_here,
            "proposals": proposed.offered,
            "covered": proposed.covered,
            "years": selectors.planning_years(user=user, school=self.school, year=self.year),
            "may_send": user.has_perm("needs.send_list", self.school),
            "today": timezone.localdate(),
        }


class NeedListCheckView(OfYear, ScopedPageView):
    """All answers on one page before they are binding."""

    permission = "needs.change_item"
    template_name = "needs/list_check.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "picture": selectors.list_picture(user=user, school=self.school, year=self.year),
            "may_send": user.has_perm("needs.send_list", self.school),
        }


class NeedListSendView(OfYear, ScopedActionView):
    permission = "needs.send_list"

    def perform(self) -> NeedList:
        need_list = services.send_list(
            self.school, year=self.year, actor=self.request.user, seen=self.request.POST.get("seen", "")
        )
        messages.success(self.request, _("The list was sent to the school authority."))
        return need_list

    def get_success_url(self) -> str:
        name = "needs:need_list" if self.object else "needs:need_list_check"
        return reverse(name, args=[self.school.school_number, self.year])


class NeedListWithdrawView(OfYear, ScopedActionView):
    permission = "needs.send_list"

    def perform(self) -> NeedList:
        need_list = services.withdraw_list(self.school, year=self.year, actor=self.request.user)
        messages.success(
            self.request,
            _("The list was withdrawn. Correct it and send it again: until then nobody else sees it."),
        )
        return need_list
