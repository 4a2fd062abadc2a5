"""Keeping what a section said, bringing it back, and noting who is in front of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from schools.models import ConceptSection, School, SectionPresence, SectionText

if TYPE_CHECKING:
    from accounts.models import User

SITTING = timedelta(minutes=30)  # autosaves of one person within this time are one entry
Origin = SectionText.Origin


def keep_text(section: ConceptSection, *, actor: User, is_autosave: bool, origin: str) -> None:
    """Write the section's present text into its history, in the transaction of the change."""
    now, newest = timezone.now(), section.texts.first()
    if newest and origin == Origin.WRITTEN and _goes_on(newest, actor):
        newest.text, newest.version, newest.written_at = section.text, section.version, now
        newest.is_autosave = is_autosave
        newest.save(update_fields=["text", "version", "written_at", "is_autosave"])
        return
    SectionText.unscoped.create(
        section=section,
        school_id=section.school_id,
        version=section.version,
        text=section.text,
        origin=origin,
        is_autosave=is_autosave,
        written_by=actor,
        written_at=now,
    )


def close_sitting(section: ConceptSection) -> None:
    """The person pressed save: what comes next is an entry of its own."""
    section.texts.filter(version=section.version).update(is_autosave=False)


def _goes_on(newest: SectionText, actor: User) -> bool:
    is_open = newest.is_autosave and newest.written_by_id == actor.pk
    return is_open and timezone.now() - newest.begun_at <= SITTING


def note_presence(school: School, *, number: int, user: User) -> None:
    """This person is in front of the section now. Forgets who left long ago."""
    here = SectionPresence.unscoped.filter(school=school, number=number)
    here.filter(seen_at__lt=timezone.now() - SectionPresence.PRESENT).exclude(user=user).delete()
    SectionPresence.unscoped.update_or_create(
        school=school, number=number, user=user, defaults={"seen_at": timezone.now()}
    )
