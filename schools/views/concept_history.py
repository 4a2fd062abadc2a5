"""Earlier texts of a section: list, compare, restore; and who is in it right now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.views import ScopedActionView, ScopedPageView
from schools import framework
from schools.models import ConceptSection, SectionText
from schools.selectors.concept import concept_of
from schools.selectors.concept import history as selectors
from schools.services import concept as services
from schools.services.concept import history
from schools.views.concept_sections import OfSection


class SectionHistoryView(OfSection, ScopedPageView):
    permission = "schools.view_concept"
    template_name = "schools/section_history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = selectors.history(user=self.request.user, school=self.school, number=self.number)
        plan = framework.section(self.number)
        return super().get_context_data(**kwargs) | {"rows": found, "plan": plan}


class OfText(OfSection, abstract=True):
    """Below one earlier text; the school's alone, like the draft."""

    text: SectionText

    def load(self) -> None:
        super().load()
        self.require(self.school)
        found = SectionText.visible_to(self.request.user).select_related("section", "written_by")
        own = {"school": self.school, "section__number": self.number}
        self.text = self.fetch(found, version=self.kwargs["version"], **own)


class SectionTextView(OfText, ScopedPageView):
    permission = "schools.view_concept"
    template_name = "schools/section_text.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "page": selectors.text_page(user=user, text=self.text),
            "plan": framework.section(self.number),
            "concept": concept_of(user=user, school=self.school),
        }


class SectionRestoreView(OfText, ScopedActionView):
    """Brings a text back as a new version."""

    permission = "schools.change_concept"

    def perform(self) -> ConceptSection:
        seen = self.request.POST.get("version", "")
        if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
            raise DomainError(_("Please try again from this page."))
        section = services.save_section(
            services.ensure_concept(self.school),
            number=self.number,
            text=self.text.text,
            version=int(seen),
            actor=self.request.user,
            origin=SectionText.Origin.RESTORED,
        )
        messages.success(self.request, _("The earlier text is restored as a new version. Nothing is lost."))
        return section

    def get_success_url(self) -> str:
        if self.object:
            return self.address("section_update", self.number)
        return self.address("section_text", self.number, self.text.version)


class SectionPresenceView(OfSection, ScopedPageView):
    """Sent by the editor when it opens and while somebody types: says who else is there."""

    permission = "schools.change_concept"
    http_method_names = ["post", "options"]
    template_name = "schools/_section_presence.html"

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        history.note_presence(self.school, number=self.number, user=self.request.user)
        others = selectors.others_present(user=self.request.user, school=self.school, number=self.number)
        return self.render_to_response({"others": others})
