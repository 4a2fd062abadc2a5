"""Typed request and the answers that carry a file."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from accounts.models import User

    class PortalRequest(HttpRequest):
        user: User  # LoginRequiredMiddleware let nobody else through
        htmx: HtmxDetails
else:
    PortalRequest = HttpRequest


def download(source: IO[bytes] | Any, *, filename: str, content_type: str) -> FileResponse:
    """A file as attachment that no browser interprets, whatever stands in it."""
    response = FileResponse(source, as_attachment=True, filename=filename, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return response


def show_pdf(source: IO[bytes] | Any, *, filename: str) -> FileResponse:
    """A checked PDF that the browser's own viewer opens, so that a link can lead to a page of it.

    Not in a sandbox as `download` is: browsers show no PDF there. It may load nothing and be framed by nobody.
    """
    response = FileResponse(source, filename=filename, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; object-src 'self'; frame-ancestors 'none'"
    return response


def attachment(content: bytes, *, filename: str, content_type: str) -> HttpResponse:
    """Bytes that the portal has just made (CSV, XLSX, ICS, DOCX); no stranger's file, so not in a sandbox."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def keep_secret(response: Any) -> Any:
    """For a page whose address is a secret: no cache keeps it, no link passes it on, no search engine lists it.

    "strict-origin" and not "no-referrer": without any origin the forms of the page would fail their check.
    """
    response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
