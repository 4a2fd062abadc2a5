"""The invoice as a paper: checked, kept privately, given out to the offices alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from core.audit import record
from core.papers import check_pdf, clean_name
from core.storage import delete_on_commit
from core.uploads import check_upload
from procurement.models import Invoice
from procurement.services.orders import hold

if TYPE_CHECKING:
    from accounts.models import User

KINDS = frozenset({"pdf", "jpg", "png"})


@transaction.atomic
def attach_file(invoice: Invoice, file: Any, *, actor: User) -> Invoice:
    """Keep PDF or picture of an invoice; replaces the one before.

    Raises DomainError for another kind of file, and for a PDF that nobody could open or that could do harm.
    """
    kind = check_upload(file, kinds=KINDS)
    if kind == "pdf":
        check_pdf(file)
    hold(invoice.order)
    stored = Invoice.unscoped.get(pk=invoice.pk)
    before, old_file = stored.file_name, stored.file.name
    stored.file_name = clean_name(file.name, kind, otherwise="Rechnung")
    stored.file.save(f"invoice.{kind}", file, save=False)
    stored.version += 1
    stored.save(update_fields=["file", "file_name", "version"])
    delete_on_commit(old_file)
    record(actor, "procurement.invoice_file_saved", stored, {"file": [before, stored.file_name]})
    return stored
