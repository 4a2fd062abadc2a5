"""What a report looks like, as one hash: changed templates print unchanged data again."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.utils.translation import to_locale

from reports.pdf import STATIC_FILES


@cache
def appearance_of(template_name: str) -> str:
    """SHA-256 of all that makes a page beside its data; read once in a process, like the templates themselves."""
    found = hashlib.sha256(f"weasyprint {version('weasyprint')}\n{settings.SITE_NAME}\n".encode())
    for path in [*_templates(template_name), *_styles(), *_words()]:
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _templates(template_name: str) -> list[Path]:
    """The template itself and those that lie beside it for all kinds."""
    own = Path(get_template(template_name).origin.name)  # type: ignore[attr-defined]  # of Django's own engine
    return [own, own.with_name("base.html"), *sorted(own.parent.glob("_*.html"))]


def _styles() -> list[Path]:
    return [Path(path) for name in STATIC_FILES.values() if (path := finders.find(name))]


def _words() -> list[Path]:
    """The German catalogue: templates hold English sentences."""
    locale = to_locale(settings.LANGUAGE_CODE)
    return [Path(folder, locale, "LC_MESSAGES", "django.mo") for folder in settings.LOCALE_PATHS]
