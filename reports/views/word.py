"""The Medienkonzept for Word: made at once, kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core.errors import DomainError
from core.http import attachment
from reports.builders.concept import adopted_document, draft_document
from reports.views.naming import plain
from reports.word import WORD_TYPE, to_word
from schools.views.bases import OfSchool


class ConceptWordView(OfSchool):
    """The adopted version for the school's further use: made at once, kept nowhere."""

    permission = "schools.view_conceptversion"
    http_method_names = ["get", "head", "options"]
    collect: ClassVar[Callable[..., dict[str, Any]]] = staticmethod(adopted_document)
    number_in_address = "key"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            values = type(self).collect(user=self.request.user, school=self.school)
        except DomainError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("schools:concept_detail", args=[self.school.school_number]))
        name = f"medienkonzept-{plain(str(self.school))}-{values['as_of']}.docx"
        return attachment(to_word(values), filename=name, content_type=WORD_TYPE)


class ConceptDraftWordView(ConceptWordView):
    """The working copy, marked as a draft, for the school alone."""

    permission = "schools.view_concept"
    collect = staticmethod(draft_document)
