"""Writing the Medienkonzept: sections, grid, file, and the way from draft to adoption.

Every act locks the working copy first, so nobody writes into a concept that is being adopted.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.audit import record
from core.documents import check_document
from core.errors import Conflict, DomainError
from core.uploads import check_upload
from schools import framework
from schools.models import CompetenceUse, ConceptSection, ConceptVersion, MediaConcept, School

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

State = MediaConcept.State
REVIEW_YEARS = 3  # full revision of a Medienkonzept: practice value, no rule of the Land
SITTING = timedelta(minutes=30)  # autosaves of one person within this time are one entry in the trail
MAX_TEXT = 20_000  # characters of one section


class WrongDate(DomainError):
    """A date that cannot be; `field` names it for the form."""

    def __init__(self, message: str, *, field: str = "on") -> None:
        super().__init__(message)
        self.field = field


def ensure_concept(school: School) -> MediaConcept:
    """The school's working copy, created empty at the first need. Safe to run again."""
    concept, _created = MediaConcept.unscoped.get_or_create(school=school)
    return concept


def _lock(concept: MediaConcept) -> MediaConcept:
    return MediaConcept.unscoped.select_for_update(of=("self",)).select_related("school").get(pk=concept.pk)


def lock_open(concept: MediaConcept) -> MediaConcept:
    """Raises DomainError for an adopted concept: its texts stand until a revision is begun."""
    locked = _lock(concept)
    if not locked.is_open:
        raise DomainError(
            _("The concept is adopted and can no longer be changed. Begin a revision first, then save again.")
        )
    return locked


# --- sections ---


@transaction.atomic
def save_section(
    concept: MediaConcept, *, number: int, text: str, version: int, actor: User, is_autosave: bool = False
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
        return section
    changed = ConceptSection.unscoped.filter(pk=section.pk, version=version).update(
        text=plain, version=version + 1, changed_by=actor, changed_at=timezone.now()
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
    return section


def _opens_sitting(before: ConceptSection, actor: User) -> bool:
    return before.changed_by_id != actor.pk or timezone.now() - before.changed_at > SITTING


# --- grid ---


@transaction.atomic
def save_competence_use(
    school: School,
    *,
    competence: str,
    subject: str,
    year_group: int,
    plan: str,
    actor: User,
    use: CompetenceUse | None = None,
    seen: str = "",
) -> CompetenceUse:
    """Add a Vorhaben to the grid, or change `use`, which looked like fingerprint `seen` to its editor.

    Raises DomainError for an unknown competence or a second entry of the same subject and year, Conflict when
    `use` has changed or gone in the meantime.
    """
    locked = lock_open(ensure_concept(school))
    values: dict[str, Any] = {
        "competence": competence,
        "subject": " ".join(subject.split()),
        "year_group": year_group,
        "plan": " ".join(plan.split()),
    }
    _check_use(school, values)
    current = _current_use(use, seen) if use else CompetenceUse(school=school)
    _refuse_second_use(current, values)
    changes = {name: [getattr(current, name), value] for name, value in values.items()}
    for name, value in values.items():
        setattr(current, name, value)
    current.save()
    record(actor, "schools.competence_use_saved", locked, changes)
    return current


def _check_use(school: School, values: dict[str, Any]) -> None:
    if values["competence"] not in framework.competences_by_number():
        raise DomainError(_("This competence does not exist in the Medienkompetenzrahmen NRW."))
    if values["year_group"] not in framework.year_groups(school.school_type):
        raise DomainError(_("This school does not teach that year group."))
    if not values["subject"] or not values["plan"]:
        raise DomainError(_("An entry needs a subject and a Vorhaben."))


def _current_use(use: CompetenceUse, seen: str) -> CompetenceUse:
    current = CompetenceUse.unscoped.filter(pk=use.pk).first()
    if current is None:
        raise Conflict(_("Somebody else has removed this entry. Add it as a new one if it is still needed."))
    if seen and current.fingerprint != seen:
        raise Conflict(
            _("Somebody else has changed this entry to “%(theirs)s”. Nothing was overwritten.")
            % {"theirs": f"{current.subject}, {current.year_group}: {current.plan}"},
            theirs=current.plan,
        )
    return current


def _refuse_second_use(use: CompetenceUse, values: dict[str, Any]) -> None:
    same = {name: values[name] for name in ("competence", "year_group")}
    others = CompetenceUse.unscoped.filter(school_id=use.school_id, subject__iexact=values["subject"], **same)
    if others.exclude(pk=use.pk).exists():
        raise DomainError(
            _("There is already an entry for this competence, subject and year group. Change that one.")
        )


@transaction.atomic
def remove_competence_use(use: CompetenceUse, *, actor: User) -> None:
    """Take an entry out of the grid. Removing it twice is no error."""
    locked = lock_open(ensure_concept(use.school))
    removed = CompetenceUse.unscoped.filter(pk=use.pk).first()
    if removed:
        record(actor, "schools.competence_use_removed", locked, {"use": [f"{removed}: {removed.plan}", None]})
        removed.delete()


# --- file ---


@transaction.atomic
def upload_concept_file(concept: MediaConcept, file: Any, *, actor: User) -> MediaConcept:
    """Keep a PDF or DOCX as the whole concept: no section has to be typed again. Replaces the one before."""
    kind = _checked_kind(file)
    locked = lock_open(concept)
    before, old_file = locked.file_name, locked.file.name
    locked.file_name = _clean_name(file.name, kind)
    locked.file.save(f"concept.{kind}", file, save=False)
    locked.save(update_fields=["file", "file_name"])
    _forget_file(old_file)
    record(actor, "schools.concept_file_saved", locked, {"file": [before, locked.file_name]})
    return locked


def _checked_kind(file: Any) -> str:
    """ "pdf" or "docx". Raises DomainError for a file that nobody could open, or that could harm who opens it."""
    if PurePath(file.name or "").suffix.lower() in {".docm", ".dotm"}:
        raise DomainError(
            _("The document contains macros. Save it as “Word document (.docx)” and upload that file.")
        )
    kind = check_upload(file, kinds={"pdf", "docx"})
    if kind == "docx":
        check_document(file)
    else:
        _check_readable(file)
    return kind


def _check_readable(file: Any) -> None:
    """Others must be able to open it: no torn file, no password."""
    import pikepdf  # noqa: PLC0415 - slow

    try:
        with pikepdf.open(file) as pdf:
            pages = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise DomainError(_("The PDF is protected by a password. Save it without one.")) from error
    except Exception as error:
        logger.info("unreadable PDF: %r", error)
        raise DomainError(_("The PDF is damaged. Create it again and upload that file.")) from error
    finally:
        file.seek(0)
    if not pages:
        raise DomainError(_("The PDF has no pages. Create it again and upload that file."))


def _clean_name(name: str, kind: str) -> str:
    """The user's name for the file as one harmless line that ends in what it is."""
    visible = "".join(sign for sign in PurePath(name).name if unicodedata.category(sign)[0] != "C")
    return f"{PurePath(visible).stem[:190] or 'Medienkonzept'}.{kind}"


@transaction.atomic
def remove_concept_file(concept: MediaConcept, *, actor: User) -> None:
    """Take the PDF off the working copy; adopted versions keep theirs."""
    locked = lock_open(concept)
    if not locked.file:
        return
    name, old_file = locked.file_name, locked.file.name
    locked.file, locked.file_name = "", ""
    locked.save(update_fields=["file", "file_name"])
    _forget_file(old_file)
    record(actor, "schools.concept_file_removed", locked, {"file": [name, ""]})


def _forget_file(name: str | None) -> None:
    """Delete from disk after the commit, unless an adopted version hands it out."""
    if name and not ConceptVersion.unscoped.filter(file=name).exists():
        transaction.on_commit(lambda: default_storage.delete(name))


# --- states ---


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

    Adoption freezes a ConceptVersion; its next review is three years later unless `next_review_on` says
    otherwise. Raises DomainError for a step that is not possible or dates that contradict each other.
    """
    locked = _lock(concept)
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
    review_on = step.next_review_on or default_review(adopted_on)
    if review_on <= adopted_on:
        raise WrongDate(_("The next review must be later than the adoption."), field="next_review_on")
    concept.adopted_on, concept.next_review_on = adopted_on, review_on
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


def default_review(adopted_on: date) -> date:
    """Three years later; from 29 February it is the 28th."""
    year = adopted_on.year + REVIEW_YEARS
    try:
        return adopted_on.replace(year=year)
    except ValueError:
        return adopted_on.replace(year=year, day=28)


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
            % {"what": what, "date": date_format(earlier, "SHORT_DATE_FORMAT")}
        )


def _content_to_freeze(concept: MediaConcept) -> dict[str, Any]:
    sections = {str(row.number): row.text for row in concept.sections.exclude(text="").order_by("number")}
    if not sections and not concept.file:
        raise DomainError(_("The concept is still empty. Fill in a section or upload the concept as a file."))
    uses = concept.school.competence_uses.order_by("competence", "year_group", "subject")
    return {
        "sections": sections,
        "competences": list(uses.values("competence", "subject", "year_group", "plan")),
    }
