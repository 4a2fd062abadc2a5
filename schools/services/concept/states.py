"""The way from draft to adoption."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.days import day_in_figures
from core.errors import DomainError
from schools.frames import Frame
from schools.live_tables import tables_of
from schools.models import ConceptVersion, MediaConcept
from schools.reviews import years_after
from schools.services.concept.section_states import adopt_sections
from schools.services.concept.working_copy import lock

if TYPE_CHECKING:
    from accounts.models import User

State = MediaConcept.State


class WrongDate(DomainError):
    """A date that cannot be; `field` names it for the form."""

    def __init__(self, message: str, *, field: str = "on") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Step:
    """One change of state: who asks for it, and the dates that belong to it."""

    actor: User
    on: date | None = None
    next_review_on: date | None = None


@transaction.atomic
def change_state(
    concept: MediaConcept,
    target: str,
    *,
    actor: User,
    on: date | None = None,
    next_review_on: date | None = None,
) -> MediaConcept:
    """Move the concept on, as `MediaConcept.TRANSITIONS` allows; `on` is the date of the conference.

    Adoption freezes a ConceptVersion; its next review is as many years later as the Träger says unless
    `next_review_on` names another day. Raises DomainError for a step that is not possible or dates that
    contradict each other.
    """
    locked = lock(concept)
    before = State(locked.state)
    if target not in locked.next_states:
        raise DomainError(
            _("This step is not possible: the concept is now “%(state)s”. Reload the page.")
            % {"state": before.label}
        )
    EFFECTS[State(target)](locked, Step(actor, on, next_review_on))
    locked.state = target
    locked.save()
    record(actor, "schools.concept_state_changed", locked, {"state": [before.value, str(target)]})
    return locked


def _begin_again(concept: MediaConcept, _step: Step) -> None:
    """What was discussed was an older text."""
    concept.discussed_on = None


def _discuss(concept: MediaConcept, step: Step) -> None:
    concept.discussed_on = _past_date(step.on)


def _adopt(concept: MediaConcept, step: Step) -> None:
    adopted_on = _past_date(step.on)
    _not_before(adopted_on, concept.discussed_on, _("the teacher conference"))
    versions = ConceptVersion.unscoped.filter(school_id=concept.school_id)
    latest = versions.aggregate(number=Max("number"), adopted_on=Max("adopted_on"))
    _not_before(adopted_on, latest["adopted_on"], _("the adoption of the version before"))
    review_on = step.next_review_on or years_after(adopted_on, concept.school.authority.revision_years)
    if review_on <= adopted_on:
        raise WrongDate(_("The next review must be later than the adoption."), field="next_review_on")
    concept.adopted_on, concept.next_review_on = adopted_on, review_on
    adopt_sections(concept)
    ConceptVersion.unscoped.create(
        school_id=concept.school_id,
        number=(latest["number"] or 0) + 1,
        adopted_on=adopted_on,
        discussed_on=concept.discussed_on,
        next_review_on=review_on,
        content=_content_to_freeze(concept),
        file=concept.file.name,
        file_name=concept.file_name,
        created_by=step.actor,
    )


def _submit(_concept: MediaConcept, _step: Step) -> None:
    """The adopted version is already there to be read; the state says that the Träger was told."""


EFFECTS: dict[str, Callable[[MediaConcept, Step], None]] = {
    State.CONSULTATION: _begin_again,
    State.DISCUSSED: _discuss,
    State.ADOPTED: _adopt,
    State.SUBMITTED: _submit,
    State.REVISION: _begin_again,
}


def _past_date(on: date | None) -> date:
    if on is None:
        raise WrongDate(_("Enter the date of the conference."))
    if on > timezone.localdate():
        raise WrongDate(_("The conference lies in the future. Enter its date once it has taken place."))
    return on


def _not_before(on: date, earlier: date | None, what: str) -> None:
    if earlier and on < earlier:
        raise WrongDate(
            _("The adoption cannot be earlier than %(what)s on %(date)s.")
            % {"what": what, "date": day_in_figures(earlier)}
        )


def _content_to_freeze(concept: MediaConcept) -> dict[str, Any]:
    sections = {str(row.number): row.text for row in concept.sections.exclude(text="").order_by("number")}
    if not sections and not concept.file:
        raise DomainError(_("The concept is still empty. Fill in a section or upload the concept as a file."))
    uses = concept.school.competence_uses.order_by("competence", "year_group", "subject")
    return {
        "sections": sections,
        "competences": list(uses.values("competence", "subject", "year_group", "plan")),
        "tables": [table.plain() for table in tables_of(concept.school)],
        "pages": concept.page_tags,
        "frame": Frame.today(concept.school.school_type).plain(),
    }
