"""The finished concept as a file."""

from __future__ import annotations

import logging
import re
import unicodedata
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import record
from core.documents import check_document, check_name
from core.errors import DomainError
from core.uploads import check_upload
from schools.models import ConceptVersion, MediaConcept
from schools.services.concept.working_copy import lock_open

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

# An action that is a script or starts a program (ISO 32000-2, 12.6.4.6 and 12.6.4.17). What kind it is may stand in
# an object of its own, and other kinds carry a script along under the key JS.
PROGRAM = re.compile(rb"/S\s*/(JavaScript|Launch)\b|\A/(JavaScript|Launch)\Z|/JS (?=\(|<(?!<)|\d+ \d+ R)")


@transaction.atomic
def upload_concept_file(concept: MediaConcept, file: Any, *, actor: User) -> MediaConcept:
    """Keep a PDF or DOCX as the whole concept: no section has to be typed again. Replaces the one before."""
    kind = _checked_kind(file)
    locked = lock_open(concept)
    before, old_file = locked.file_name, locked.file.name
    locked.file_name = _clean_name(file.name, kind)
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
        _check_readable(file)
    return kind


def _check_readable(file: Any) -> None:
    """Others must be able to open it: no torn file, no password. Nothing in it runs by itself."""
    import pikepdf  # noqa: PLC0415 - slow

    try:
        with pikepdf.open(file) as pdf:
            pages = len(pdf.pages)
            runs = any(PROGRAM.search(entry.unparse(resolved=True)) for entry in pdf.objects)
    except pikepdf.PasswordError as error:
        raise DomainError(_("The PDF is protected by a password. Save it without one.")) from error
    except Exception as error:
        logger.info("unreadable PDF: %r", error)
        raise DomainError(_("The PDF is damaged. Create it again and upload that file.")) from error
    finally:
        file.seek(0)
    if not pages:
        raise DomainError(_("The PDF has no pages. Create it again and upload that file."))
    if runs:
        raise DomainError(_("The PDF contains scripts. Print it as a new PDF and upload that file."))


def _clean_name(name: str, kind: str) -> str:
    """The user's name for the file as one harmless line that ends in what it is."""
    visible = "".join(sign for sign in PurePath(name).name if unicodedata.category(sign)[0] != "C")
    return f"{PurePath(visible).stem[:190] or 'Medienkonzept'}.{kind}"


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
        transaction.on_commit(lambda: default_storage.delete(name))
