"""The finished concept as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from core.audit import record
from core.documents import check_document, check_name
from core.papers import check_pdf, clean_name
from core.storage import delete_on_commit
from core.uploads import check_upload
from schools.models import ConceptVersion, MediaConcept
from schools.services.concept.working_copy import lock_open

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def upload_concept_file(concept: MediaConcept, file: Any, *, actor: User) -> MediaConcept:
    """Keep a PDF or DOCX as the whole concept: no section has to be typed again. Replaces the one before."""
    kind = _checked_kind(file)
    locked = lock_open(concept)
    before, old_file = locked.file_name, locked.file.name
    locked.file_name = clean_name(file.name, kind, otherwise="Medienkonzept")
    locked.file.save(f"concept.{kind}", file, save=False)
    locked.page_tags = {}  # they were pages of another file
    locked.save(update_fields=["file", "file_name", "page_tags"])
    _forget_file(old_file)
    record(actor, "schools.concept_file_saved", locked, {"file": [before, locked.file_name]})
    return locked


def _checked_kind(file: Any) -> str:
    """ "pdf" or "docx". Raises DomainError for a file that nobody could open, or that could harm who opens it."""
    check_name(file.name or "")
    kind = check_upload(file, kinds={"pdf", "docx"})
    if kind == "docx":
        check_document(file)
    else:
        check_pdf(file)
    return kind


@transaction.atomic
def remove_concept_file(concept: MediaConcept, *, actor: User) -> None:
    """Take the file, PDF or DOCX, off the working copy; adopted versions keep theirs."""
    locked = lock_open(concept)
    if not locked.file:
        return
    name, old_file = locked.file_name, locked.file.name
    locked.file, locked.file_name, locked.page_tags = "", "", {}
    locked.save(update_fields=["file", "file_name", "page_tags"])
    _forget_file(old_file)
    record(actor, "schools.concept_file_removed", locked, {"file": [name, ""]})


def _forget_file(name: str | None) -> None:
    """Delete from disk after the commit, unless an adopted version hands it out."""
    if name and not ConceptVersion.unscoped.filter(file=name).exists():
        delete_on_commit(name)
