"""A Word document becomes texts of sections: divide, show, then take over what was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.documents import broken
from core.errors import Conflict, DomainError
from core.previews import hold
from core.word import check_word
from schools import framework
from schools.importers.documents import Piece, compose, read_pieces, resolve
from schools.models import ConceptSection, ConceptSplit, MediaConcept, School, SectionText
from schools.selectors.concept.splits import versions_seen
from schools.services.concept import MAX_TEXT, ensure_concept, lock_open, save_section

if TYPE_CHECKING:
    from accounts.models import User

APPEND, REPLACE, LEAVE = "append", "replace", "leave"  # what happens to a text that is already there


@transaction.atomic
def divide_document(file: Any, *, school: School, actor: User) -> ConceptSplit:
    """Keep the pieces of this document, or of the school's uploaded one when `file` is None, for a preview.

    Raises DomainError when the file is no harmless Word document with headings, or the concept is adopted.
    """
    concept = lock_open(ensure_concept(school))
    name = file.name if file else concept.file_name
    source = file or _own_file(concept)
    with source:
        check_word(source)
        pieces = read_pieces(source)
    split = ConceptSplit.unscoped.create(
        school=school,
        uploaded_by=actor,
        file_name=name[:200],
        pieces=[piece.plain() for piece in pieces],
    )
    record(actor, "schools.concept_divided", concept, {"file": [None, split.file_name]})
    return split


def _own_file(concept: MediaConcept) -> Any:
    name = concept.file.name or ""
    if not name.endswith(".docx"):
        raise DomainError(_("Choose a Word file."))
    if not concept.file.storage.exists(name):
        raise DomainError(broken())
    return concept.file.open()


@transaction.atomic
def commit_split(
    split: ConceptSplit, *, targets: Sequence[str], rules: Mapping[int, str], seen: str, actor: User
) -> ConceptSplit:
    """Write the pieces into the sections that `targets` name (see `importers.documents`), as a whole or not at all.

    `rules` say per section what happens to its present text; without one the new text is put below it. `seen`
    are the versions that the preview showed. A second click finds it done. Raises Conflict when a section was
    changed since, DomainError when nothing is chosen or a section would become too long.
    """
    concept = lock_open(ensure_concept(split.school))
    locked = hold(split)
    if locked.committed_at:
        return locked
    pieces = [Piece(**plain) for plain in locked.pieces]
    incoming = compose(pieces, resolve(pieces, targets))
    held = {row.number: row for row in concept.sections.all()}
    texts = {
        number: _joined(held.get(number), text, rules.get(number, APPEND))
        for number, text in incoming.items()
        if not (held.get(number, ConceptSection()).text and rules.get(number) == LEAVE)
    }
    if not texts:
        raise DomainError(_("Nothing would be taken over. Choose a section for at least one heading."))
    _check(texts, held, versions_seen(seen))
    for number, text in sorted(texts.items()):
        version = held[number].version if number in held else 0
        save_section(
            concept,
            number=number,
            text=text,
            version=version,
            actor=actor,
            origin=SectionText.Origin.DOCUMENT,
        )
    locked.sections, locked.committed_at, locked.pieces = sorted(texts), timezone.now(), []
    locked.save(update_fields=["sections", "committed_at", "pieces"])
    record(actor, "schools.concept_pieces_taken", concept, {"sections": [None, locked.sections]})
    return locked


def _joined(row: ConceptSection | None, text: str, rule: str) -> str:
    if row is None or not row.text or rule == REPLACE:
        return text
    return f"{row.text}\n\n{text}"


def _check(texts: Mapping[int, str], held: Mapping[int, ConceptSection], seen: Mapping[int, int]) -> None:
    for number, text in texts.items():
        words = {"section": f"{number} {framework.section(number).heading}"}
        if number in held and held[number].version != seen.get(number, 0):
            raise Conflict(
                _(
                    "Somebody else has changed section “%(section)s” in between. Nothing was overwritten. "
                    "Look at its text below and take over again."
                )
                % words
            )
        if len(text) > MAX_TEXT:
            raise DomainError(
                _(
                    "Section “%(section)s” would have %(count)d characters; a section holds at most %(limit)d. "
                    "Give part of it to another section."
                )
                % (words | {"count": len(text), "limit": MAX_TEXT})
            )
