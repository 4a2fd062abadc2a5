"""The ten-minute update: the last answers one by one, each confirmed by one key or changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.errors import Conflict, DomainError
from matrix import selectors, services
from matrix.forms import ConfirmForm
from matrix.views.subject import ProfileView


class UpdateView(ProfileView, TemplateView):
    """GET shows the next answer that waits (`?aspekt=` another one), POST confirms the one that was shown.

    The button carries the key of the answer on the page: what somebody else said meanwhile is shown first.
    """

    template_name = "matrix/rating_update.html"
    permission = "matrix.rate"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ConfirmForm(request.POST, user=self.request.user)
        asked = self.read_profile().answer(form.data.get("code", ""))
        if not form.is_valid() or asked is None:
            return self.page(
                422, error=_("Nothing was confirmed: this page was incomplete. Please try again.")
            )
        try:
            with transaction.atomic():
                services.confirm(
                    self.subject,
                    selectors.aspect_of(asked.aspect.pk),
                    seen=form.cleaned_data["seen"],
                    actor=self.request.user,
                )
        except Conflict as conflict:
            self.profile = None
            theirs = self.read_profile().answer(asked.aspect.code)
            return self.page(409, error=str(conflict), theirs=theirs)
        except DomainError as error:
            return self.page(422, error=str(error))
        messages.success(request, _("%(code)s is confirmed.") % {"code": asked.aspect.code})
        return HttpResponseRedirect(self.link("update"))

    def page(self, status: int, **extra: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**extra), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        profile = self.read_profile()
        hints = selectors.hints(self.subject, profile, user=self.request.user)
        first = selectors.reasons_from_above(self.subject, matrix=profile.matrix, user=self.request.user)
        queue = selectors.update_queue(profile, hints=hints, first=first)
        asked = self.request.POST.get("code") or self.request.GET.get("aspekt", "")
        shown = queue.pick(asked)
        theirs = kwargs.get("theirs")
        return super().get_context_data(
            profile=profile,
            queue=queue,
            shown=shown,
            form=self.confirm_form(shown) if shown else None,
            hint=hints.get(shown.code) if shown else None,
            change_url=self.change_link(shown.code) if shown else "",
            theirs_url=self.change_link(theirs.aspect.code) if theirs else "",
            open_url=self.link("aspect", queue.unanswered) if queue.unanswered else "",
            update_url=self.link("update"),
            others=[one for one in queue.waiting if one is not shown],
            **kwargs,
        )

    def confirm_form(self, shown: selectors.Waiting) -> ConfirmForm:
        told = {"code": shown.code, "seen": shown.answer.rating_pk}
        return ConfirmForm(initial=told, user=self.request.user)

    def change_link(self, code: str) -> str:
        """The aspect's own page, which leads back here (`AspectView.next_url`)."""
        return f"{self.link('aspect', code)}?weiter=aktualisieren"
