"""A text that two people may write at once: saved by a button or by itself while somebody types."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from core.errors import Conflict, DomainError
from core.views import ScopedFormView


class VersionedTextView(ScopedFormView, abstract=True):
    """A text with the version it was begun with. Somebody else saved in between: 409, both texts stay on the page.

    As `is_autosave` it answers JSON: 200 with the new version, 422 with a message, 409 without one: the page
    itself says that the button leads to both texts.
    """

    is_autosave = False
    template_name = "roundtables/notes_update.html"
    field: ClassVar[str]  # of the form; its other one is `version`

    def current(self) -> tuple[str, int]:
        """Text and version as stored now."""
        raise NotImplementedError

    def store(self, text: str, version: int) -> int:
        """One service call; the new version. Conflict when `version` is not the stored one."""
        raise NotImplementedError

    def get_initial(self) -> dict[str, Any]:
        text, version = self.current()
        return {self.field: text, "version": version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cancel": self.get_success_url()}

    def form_valid(self, form: Any) -> HttpResponse:
        text, version = form.cleaned_data[self.field], form.cleaned_data["version"]
        try:
            new = self.store(text, version)
        except Conflict as conflict:
            return self._told("", 409) if self.is_autosave else self._both(text, conflict)
        except DomainError as error:
            form.add_error(self.field, str(error))
            return self.form_invalid(form)
        if self.is_autosave:
            moment = time_format(timezone.localtime(), "H:i")
            message = _("Saved at %(time)s.") % {"time": moment}
            return JsonResponse({"version": new, "message": message})
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        if self.is_autosave:
            texts = [text for errors in form.errors.values() for text in errors]
            return self._told(" ".join(texts), 422)
        return super().form_invalid(form)

    def _told(self, message: str, status: int) -> HttpResponse:
        return JsonResponse({"message": message}, status=status)

    def _both(self, mine: str, conflict: Conflict) -> HttpResponse:
        self.load()  # the version that is stored now, so that saving again is a choice
        form = self.get_form_class()(user=self.request.user, initial=self.get_initial() | {self.field: mine})
        own = {"theirs": conflict.theirs, "conflict": str(conflict)}
        return self.render_to_response(self.get_context_data(form=form, **own), status=409)
