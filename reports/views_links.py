"""What a link out of a mail opens, without signing in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import render

from core.http import download
from invitations import services as invitations
from invitations.models import MinutesMail
from invitations.views.guests import LinkPage
from reports import services


class MinutesByLinkView(LinkPage):
    """The PDF of the sealed minutes that the mail was about, and nothing else."""

    http_method_names = ["get", "head", "options"]
    letter: MinutesMail

    def find(self) -> bool:
        found = invitations.find_minutes(self.kwargs["token"])
        if found is not None:
            self.letter = found
        return found is not None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        file = services.sealed_minutes(self.letter.meeting)
        if file is None:
            return render(request, "reports/minutes_wait.html", status=202)
        return download(file.open("rb"), filename="Protokoll.pdf", content_type="application/pdf")
