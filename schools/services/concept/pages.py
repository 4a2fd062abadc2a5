"""Saying which pages of the uploaded PDF belong to which section."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import record
from core.errors import DomainError
from core.papers import count_pages
from schools import framework
from schools.models import MediaConcept
from schools.services.concept.working_copy import lock_open

if TYPE_CHECKING:
    from accounts.models import User


def page_count(concept: MediaConcept) -> int:
    """Pages of the uploaded PDF; 0 when there is none, or it is gone from the disk."""
    stored: Any = concept.file
    name = stored.name or ""
    if not name.endswith(".pdf") or not stored.storage.exists(name):
        return 0
    with stored.open() as file:
        return count_pages(file)


@transaction.atomic
def tag_pages(concept: MediaConcept, tags: Mapping[int, tuple[int, int]], *, actor: User) -> MediaConcept:
    """Replace all tags: section -> first and last page. Raises DomainError for pages that the PDF does not have."""
    locked = lock_open(concept)
    pages = page_count(locked)
    for number, (first, last) in tags.items():
        framework.section(number)
        if not 1 <= first <= last <= pages:
            raise DomainError(_("The PDF has %(count)d pages. Check the page numbers.") % {"count": pages})
    before = locked.page_tags
    locked.page_tags = {str(number): list(tags[number]) for number in sorted(tags)}
    locked.save(update_fields=["page_tags"])
    if before != locked.page_tags:
        record(actor, "schools.concept_pages_tagged", locked, {"pages": [before, locked.page_tags]})
    return locked
