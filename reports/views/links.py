"""What a link out of a mail opens, without signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpRequest
from django.shortcuts import render

from core.http import download
from invitations import selectors as invitations
from invitations.models import MinutesMail
from invitations.views.guests import LinkPage
from reports import selectors

if TYPE_CHECKING:
    from django.db.models.fields.files import FieldFile


class PaperByLink(LinkPage):
    """One PDF about the sealed minutes that a mail was about, and nothing else."""

    http_method_names = ["get", "head", "options"]
    filename: ClassVar[str]
    letter: MinutesMail

    def find(self) -> bool:
        found = invitations.find_minutes(self.kwargs["token"])
        if found is not None:
            self.letter = found
        return found is not None

    def paper(self) -> FieldFile | None:
        """None while it is being made."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        file = self.paper()
        if file is None:
            return render(request, "reports/minutes_wait.html", status=202)
        return download(file.open("rb"), filename=self.filename, content_type="application/pdf")


class MinutesByLinkView(PaperByLink):
    filename = "Protokoll.pdf"

    def paper(self) -> FieldFile | None:
        return selectors.sealed_minutes(self.letter.meeting)


class DutiesByLinkView(PaperByLink):
    """What the person whom the mail was written to has to do; nothing opens where that is nothing."""

    filename = "Meine Aufgaben.pdf"

    def find(self) -> bool:
        return super().find() and selectors.has_own_list(self.letter)

    def paper(self) -> FieldFile | None:
        return selectors.own_list(self.letter)
