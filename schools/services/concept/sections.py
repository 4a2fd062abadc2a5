"""Writing in one section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.errors import Conflict, DomainError
from schools import framework
from schools.models import ConceptSection, MediaConcept, SectionText
from schools.services.concept.history import SITTING, close_sitting, keep_text
from schools.services.concept.working_copy import lock_open

if TYPE_CHECKING:
    from accounts.models import User

MAX_TEXT = 20_000  # characters of one section


@transaction.atomic
def save_section(
    concept: MediaConcept,
    *,
    number: int,
    text: str,
    version: int,
    actor: User,
    is_autosave: bool = False,
    origin: str = SectionText.Origin.WRITTEN,
) -> ConceptSection:
    """Store a text that was written on top of `version`. The same text twice is one save.

    Raises Conflict (with the other text) when somebody saved in between, DomainError when the text is too long
    or the concept is adopted.
    """
    framework.section(number)
    plain = text.replace("\r\n", "\n").replace("\0", "").rstrip()
    if len(plain) > MAX_TEXT:
        raise DomainError(
            _("The text has %(count)d characters; a section holds at most %(limit)d. Shorten it.")
            % {"count": len(plain), "limit": MAX_TEXT}
        )
    locked = lock_open(concept)
    section, _created = ConceptSection.unscoped.get_or_create(
        concept=locked, number=number, defaults={"school_id": locked.school_id}
    )
    if section.text == plain:
        if not is_autosave:
            close_sitting(section)
        return section
    changed = ConceptSection.unscoped.filter(pk=section.pk, version=version).update(
        text=plain,
        version=version + 1,
        changed_by=actor,
        changed_at=timezone.now(),
        state=ConceptSection.State.DRAFT,  # what was checked or adopted was another text
    )
    if not changed:
        raise Conflict(
            _("Somebody else has changed this section since you opened it. Nothing was overwritten."),
            theirs=section.text,
        )
    if not is_autosave or _opens_sitting(section, actor):
        words = [framework.word_count(section.text), framework.word_count(plain)]
        record(actor, "schools.section_saved", locked, {"section": [number, number], "words": words})
    section.refresh_from_db()
    keep_text(section, actor=actor, is_autosave=is_autosave, origin=origin)
    return section


def _opens_sitting(before: ConceptSection, actor: User) -> bool:
    return before.changed_by_id != actor.pk or timezone.now() - before.changed_at > SITTING
