"""What every page knows."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.session_life import session_life
from gutersloh_portal import navigation
from gutersloh_portal.demo.places import ACCOUNTS, PASSWORD


def portal(request: HttpRequest) -> dict[str, Any]:
    """Lazy: an answer to htmx shows a part of a page and needs no frame."""
    return {
        "SITE_NAME": settings.SITE_NAME,
        "DEMO": settings.DEMO,
        "demo_accounts": ACCOUNTS if settings.DEMO else (),
        "demo_password": PASSWORD if settings.DEMO else "",
        "session_life": SimpleLazyObject(partial(session_life, request)),
        "nav": SimpleLazyObject(partial(navigation.entries, request)),
        "portal_place": SimpleLazyObject(partial(navigation.place, request)),
        "portal_links": SimpleLazyObject(navigation.links),
        "footer_links": SimpleLazyObject(navigation.footer),
    }
