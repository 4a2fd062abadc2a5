"""What a section counts as: each state has one act that leads there.

Draft: saving a text (`sections`). Adopted: the adoption of the concept. Outdated, and up to date again: the
school. A section without text is empty and has no other state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import record
from core.errors import DomainError
from schools.models import ConceptSection, ConceptVersion, MediaConcept
from schools.services.concept.working_copy import lock

if TYPE_CHECKING:
    from accounts.models import User

State = ConceptSection.State


def adopt_sections(concept: MediaConcept) -> None:
    """Every section with a text is part of what the Schulkonferenz adopts."""
    concept.sections.exclude(text="").update(state=State.ADOPTED)


@transaction.atomic
def mark_outdated(concept: MediaConcept, *, number: int, actor: User) -> ConceptSection:
    """The text no longer says how it is. Also possible while the concept is adopted; twice is no error."""
    return _change(concept, number, State.OUTDATED, actor)


@transaction.atomic
def confirm_section(concept: MediaConcept, *, number: int, actor: User) -> ConceptSection:
    """An outdated text holds after all: adopted when it is the text of the latest version, else a draft."""
    section = _with_text(concept, number)
    if section.state != State.OUTDATED:
        return section
    latest = ConceptVersion.unscoped.filter(school_id=concept.school_id).order_by("-number").first()
    adopted = latest.content.get("sections", {}).get(str(number)) if latest else None
    return _change(concept, number, State.ADOPTED if adopted == section.text else State.DRAFT, actor)


def _with_text(concept: MediaConcept, number: int) -> ConceptSection:
    locked = lock(concept)
    section = ConceptSection.unscoped.filter(concept=locked, number=number).exclude(text="").first()
    if section is None:
        raise DomainError(_("This section is still empty. Write its text first."))
    return section


def _change(concept: MediaConcept, number: int, state: ConceptSection.State, actor: User) -> ConceptSection:
    section = _with_text(concept, number)
    if section.state == state:
        return section
    before, section.state = section.state, state
    section.save(update_fields=["state"])
    record(
        actor,
        "schools.section_state_changed",
        concept,
        {"section": [number, number], "state": [before, state]},
    )
    return section
