"""The operator's pages: read, write, and what they say before the operator has written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import Conflict
from core.models import SitePage

if TYPE_CHECKING:
    from accounts.models import User


LEGAL = (SitePage.Slug.IMPRINT, SitePage.Slug.PRIVACY, SitePage.Slug.ACCESSIBILITY)
DEFAULTS = Path(__file__).parent / "data" / "sitepages"


def page_of(slug: str) -> SitePage:
    """The stored page, or an unsaved one with the text that ships with the portal."""
    found: SitePage | None = SitePage.objects.filter(slug=slug).first()
    return found or SitePage(slug=slug, body=default_text(slug))


def default_text(slug: str) -> str:
    """Markdown with gaps in [square brackets] for the operator to fill; empty for pages no law asks for."""
    file = DEFAULTS / f"{SitePage.Slug(slug)}.md"
    return file.read_text(encoding="utf-8").strip() if file.exists() else ""


@transaction.atomic
def save_page(slug: str, *, body: str, known: str, actor: User) -> SitePage:
    """Write a page that says `known` (the shipped text, if nobody has written it); Conflict where it says else."""
    stored = SitePage.objects.select_for_update()
    page, _created = stored.get_or_create(slug=slug, defaults={"body": default_text(slug)})
    if page.body != known:
        raise Conflict(
            _("Somebody else has changed this entry in between. Compare your entries and save again.")
        )
    page.body, page.changed_at = body.strip(), timezone.now()
    page.save(update_fields=["body", "changed_at"])
    audit.record(actor, "core.sitepage_changed", page, {"characters": [len(known), len(page.body)]})
    return page


def unwritten() -> list[str]:
    """Pages the law asks for that still show the shipped text, in the order of the footer."""
    written = set(SitePage.objects.values_list("slug", flat=True))
    return [slug for slug in LEGAL if slug not in written]


def extras() -> dict[str, SitePage]:
    """What the operator has written for the public start page, by slug."""
    return {page.slug: page for page in SitePage.objects.exclude(slug__in=LEGAL).exclude(body="")}
