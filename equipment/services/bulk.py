"""Stock lists of a whole Träger: keep the file, and ask for what the worker does with it (`bulk_jobs`)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import previews
from core.audit import record
from core.errors import Conflict, DomainError
from core.sheets import check_sheet
from equipment.models import BulkImport, ImportProfile
from equipment.selectors.undoing import obstacle_to_undoing_bulk
from equipment.services import bulk_writing
from equipment.services.mapping import assign_words, choose_columns
from schools.models import SchoolAuthority

if TYPE_CHECKING:
    from accounts.models import User

Step, State = BulkImport.Step, BulkImport.State


@transaction.atomic
def upload_bulk(file: Any, *, authority: SchoolAuthority, actor: User) -> BulkImport:
    """Keep the file until it is read. Raises DomainError when it is no table or a trap."""
    kind = check_sheet(file)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    upload = BulkImport(
        authority=authority,
        uploaded_by=actor,
        ordered_by=actor,
        file_name=file.name[:200],
        file_kind=kind,
        file_hash=digest.hexdigest(),
        asked_at=timezone.now(),
    )
    file.seek(0)
    upload.file.save(f"liste.{kind}", file, save=False)
    try:
        upload.save(force_insert=True)
    except BaseException:
        upload.file.storage.delete(upload.file.name or "")
        raise
    record(actor, "equipment.bulk_uploaded", upload)
    return upload


@transaction.atomic
def order_commit(upload: BulkImport, *, skips_faulty: bool, actor: User) -> BulkImport:
    """Ask for what the preview showed; a second click finds it asked for or done.

    Raises DomainError when lines are faulty and `skips_faulty` was not chosen, or nothing would be taken over.
    """
    held = previews.hold(upload)
    if held.committed_at or (held.step == Step.COMMIT and held.is_busy):
        return held
    if held.step != Step.READ or held.state != State.ENDED:
        raise Conflict(_("This list is being worked on. Please wait a moment."))
    faulty = held.faulty_lines + bulk_writing.total(held.counts, "faulty")
    if faulty and not skips_faulty:
        raise DomainError(
            _("Some lines are faulty, so nothing was taken over. Correct the file and upload it again.")
        )
    if not bulk_writing.total(held.counts, "create") + bulk_writing.total(held.counts, "update"):
        raise DomainError(_("There is nothing to take over."))
    held.skips_faulty = skips_faulty
    return _order(held, Step.COMMIT, actor)


@transaction.atomic
def map_columns(
    upload: BulkImport,
    *,
    columns: Mapping[str, str],
    is_aggregated: bool,
    words_from: ImportProfile | None = None,
    actor: User,
) -> BulkImport:
    """Have the list read anew with these columns. See `choose_columns` for what is refused."""
    held = previews.hold(upload)
    choose_columns(held, columns=columns, is_aggregated=is_aggregated, words_from=words_from)
    return _order(held, Step.READ, actor)


@transaction.atomic
def map_words(upload: BulkImport, values: Mapping[str, Mapping[str, str]], *, actor: User) -> BulkImport:
    """Have the list read anew with these words. See `assign_words` for what is refused."""
    held = previews.hold(upload)
    assign_words(held, values)
    return _order(held, Step.READ, actor)


@transaction.atomic
def order_undo(upload: BulkImport, *, actor: User) -> BulkImport:
    """Ask for the import to be taken back; a second click finds it asked for or done."""
    held = previews.hold(upload)
    if held.undone_at or (held.step == Step.UNDO and held.is_busy):
        return held
    if obstacle := obstacle_to_undoing_bulk(held):
        raise DomainError(obstacle)
    return _order(held, Step.UNDO, actor)


def _order(held: BulkImport, step: str, actor: User) -> BulkImport:
    held.step, held.state, held.ordered_by = step, State.QUEUED, actor
    held.attempts, held.progress, held.error, held.asked_at = 0, 0, "", timezone.now()
    held.save()
    return held


@transaction.atomic
def discard_bulk(upload: BulkImport, *, actor: User) -> None:
    """Throw a preview away. Conflict while its lines are being taken over, or when they were."""
    held = previews.hold(upload)
    if held.is_busy and held.step != Step.READ:
        raise Conflict(_("This list is being worked on. Please wait a moment."))
    previews.discard(held, actor=actor)
