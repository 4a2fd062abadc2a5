"""Error answers that Django asks a function for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's one-time mark was missing or old: say so in German and how to go on."""
    return render(request, "403_csrf.html", status=403)
