"""The bare view that the pages are measured against: signed in, one indexed query, fifty rows."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from gutersloh_portal.urls import urlpatterns as portal
from schools.models import School

TEMPLATE = """<!doctype html><html lang="de"><head><title>Liste</title></head><body><h1>Liste</h1><table>
{% for row in rows %}<tr><th>{{ row.school_number }}</th><td>{{ row.name }}</td><td>{{ row.school_type }}</td></tr>
{% endfor %}</table></body></html>"""


@cache
def _template() -> Any:
    return engines["django"].from_string(TEMPLATE)


def bare(request: HttpRequest) -> HttpResponse:
    """What Django costs without the portal."""
    rows = list(School.unscoped.order_by("school_number")[:50])
    return HttpResponse(_template().render({"rows": rows}, request))


urlpatterns = [*portal, path("bare/", bare)]
