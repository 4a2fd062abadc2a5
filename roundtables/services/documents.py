"""Documents of an agenda item: checked, kept privately, given out to the readers of the meeting alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.documents import check_document, check_name
from core.errors import DomainError, still_there
from core.marks import made_before
from core.papers import check_pdf, clean_name
from core.storage import delete_on_commit
from core.uploads import check_upload
from roundtables.models import AgendaDocument, AgendaItem, Meeting
from roundtables.services.guards import open_meeting

if TYPE_CHECKING:
    from accounts.models import User

KINDS = frozenset({"pdf", "docx", "jpg", "png"})
MOST = 20  # of one item


@transaction.atomic
def add_document(
    item: AgendaItem,
    *,
    title: str,
    actor: User,
    file: Any = None,
    url: str = "",
    submission_id: UUID | None = None,
) -> AgendaDocument:
    """Lay a file or the address of one beside an item. The same form sent twice writes one.

    Raises DomainError for another kind of file, and for one that nobody could open or that could do harm.
    """
    meeting = open_meeting(item.meeting)
    if known := made_before(AgendaDocument.unscoped, submission_id, item_id=item.pk):
        return known
    if bool(file) == bool(url):
        raise DomainError(_("Choose a file or enter a link, one of the two."))
    rows = AgendaItem.unscoped.filter(meeting=meeting)
    stored = still_there(rows, item.pk, gone=_("This item is no longer on the agenda."))
    if stored.documents.count() >= MOST:
        raise DomainError(_("An item has at most %(most)d documents.") % {"most": MOST})
    row = AgendaDocument(item=stored, title=title, url=url, submission_id=submission_id)
    if file:
        kind = _checked_kind(file)
        row.file_name = clean_name(file.name, kind, otherwise="Unterlage")
        row.file.save(f"document.{kind}", file, save=False)
    row.title = title or row.file_name[:120] or url[:120]
    row.save()
    audit.record(actor, "roundtables.document_added", row)
    return row


def _checked_kind(file: Any) -> str:
    check_name(file.name or "")
    kind = check_upload(file, kinds=KINDS)
    if kind == "pdf":
        check_pdf(file)
    elif kind == "docx":
        check_document(file)
    return kind


@transaction.atomic
def remove_document(document: AgendaDocument, *, actor: User) -> Meeting:
    """Take it away again; the file itself goes after the commit."""
    meeting = open_meeting(document.item.meeting)
    stored = AgendaDocument.unscoped.filter(pk=document.pk).first()
    if stored:
        audit.record(actor, "roundtables.document_removed", stored)
        forget_files([stored])
        stored.delete()
    return meeting


def forget_files(documents: Any) -> None:
    """Off the disk as soon as the rows are gone for good."""
    for row in documents:
        delete_on_commit(row.file.name)
