"""Stock lists of a whole Träger: keep the file, read it in the background, take all of it over or nothing."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import previews
from core.audit import record
from core.errors import Conflict, DomainError
from core.jobs import LostClaim, told
from core.sheets import check_sheet, open_sheet
from equipment.models import BulkImport, BulkLine
from equipment.services import bulk_reading, bulk_writing
from equipment.words import is_header
from schools.models import SchoolAuthority

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)
Step, State = BulkImport.Step, BulkImport.State
YOUNG = 20  # seconds: the bell of a younger job is on its way
READ_SHARE = 60  # percent of the first step that is reading, the rest is comparing


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
def order_undo(upload: BulkImport, *, actor: User) -> BulkImport:
    """Ask for the import to be taken back; a second click finds it asked for or done."""
    held = previews.hold(upload)
    if held.undone_at or (held.step == Step.UNDO and held.is_busy):
        return held
    if obstacle := bulk_writing.obstacle_to_undoing(held):
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


# --- the worker ---


def perform(job_id: UUID | str) -> None:
    """What the worker does when the bell rings. Safe to call again: only a free job is claimed."""
    fence = BulkImport.unscoped.claim(job_id)
    if fence is None:
        return
    job = BulkImport.unscoped.select_related("authority", "ordered_by").get(pk=job_id)
    done = _Progress()
    with override(settings.LANGUAGE_CODE), told(BulkImport.unscoped.all, job.pk, fence, done.percent):
        try:
            _permitted(job)
            STEPS[job.step](job, fence, done)
        except LostClaim:
            logger.warning("import %s: another worker took over", job_id)
        except Conflict as error:
            _look_again(job, fence, str(error))
        except DomainError as error:
            _refuse(job, fence, str(error))
        except Exception:
            logger.exception("import %s failed", job_id)
            _refuse(
                job,
                fence,
                _("This did not work. Please try again; if it fails again, tell the operator of the portal."),
            )


class _Progress:
    """Told by the work in its transaction, read by the thread that writes it down."""

    def __init__(self) -> None:
        self.value = 0

    def percent(self) -> int:
        return self.value

    def part(self, first: int, last: int) -> Callable[[int], None]:
        """A progress of its own that fills this part."""

        def tell(percent: int) -> None:
            self.value = first + (last - first) * percent // 100

        return tell


def _permitted(job: BulkImport) -> None:
    if not job.ordered_by.has_perm("equipment.import_bulk", job.authority):
        raise DomainError(_("Your right to do this ended before it was done."))


@transaction.atomic
def _read(job: BulkImport, fence: int, done: _Progress) -> None:
    BulkLine.unscoped.filter(upload=job).delete()
    with job.file.open("rb") as file:
        found = bulk_reading.stage(
            job,
            open_sheet(file, kind=job.file_kind, is_header=is_header),
            progress=done.part(0, READ_SHARE),
        )
    job.columns, job.ignored = found.columns, found.ignored
    job.problems, job.problem_count, job.faulty_lines = (
        found.problems,
        found.problem_count,
        found.faulty_lines,
    )
    bulk_writing.look(job, progress=done.part(READ_SHARE, 99))
    name = job.file.name or ""
    _settle(
        job,
        fence,
        step=Step.READ,
        file="",
        **{
            field: getattr(job, field)
            for field in (
                "columns",
                "ignored",
                "problems",
                "problem_count",
                "faulty_lines",
                "counts",
                "stock_stamp",
            )
        },
    )
    transaction.on_commit(lambda: job.file.storage.delete(name))


@transaction.atomic
def _commit(job: BulkImport, fence: int, done: _Progress) -> None:
    outcome = bulk_writing.write(job, progress=done.part(0, 99))
    record(
        job.ordered_by,
        "equipment.bulk_imported",
        job,
        {"file": [None, job.file_name], **{name: [None, number] for name, number in outcome.items()}},
    )
    _settle(job, fence, step=Step.COMMIT, outcome=outcome, committed_at=timezone.now())


@transaction.atomic
def _undo(job: BulkImport, fence: int, done: _Progress) -> None:
    bulk_writing.take_back(job, progress=done.part(0, 99))
    record(job.ordered_by, "equipment.bulk_import_undone", job, {"file": [job.file_name, None]})
    _settle(job, fence, step=Step.UNDO, undone_at=timezone.now())


STEPS: dict[str, Callable[[BulkImport, int, _Progress], None]] = {
    Step.READ: _read,
    Step.COMMIT: _commit,
    Step.UNDO: _undo,
}


def _settle(job: BulkImport, fence: int, **values: Any) -> None:
    """The last word of a transaction: without the claim nothing of it stays."""
    values = {"state": State.ENDED, "progress": 100, "lease_until": None, "error": ""} | values
    if not BulkImport.unscoped.held(job.pk, fence).update(**values):
        raise LostClaim


@transaction.atomic
def _look_again(job: BulkImport, fence: int, reason: str) -> None:
    """Back to the preview, made anew with the stock as it is now."""
    bulk_writing.look(job, progress=lambda _percent: None)
    _settle(job, fence, step=Step.READ, counts=job.counts, stock_stamp=job.stock_stamp, error=reason)


def _refuse(job: BulkImport, fence: int, reason: str) -> None:
    """Back to where the step was asked for, with a text for the user; nothing of the step was written."""
    BulkImport.unscoped.held(job.pk, fence).update(**_back(job.step), error=reason[:400], lease_until=None)


def _back(step: str) -> dict[str, str]:
    if step == Step.READ:
        return {"step": Step.READ, "state": State.FAILED}
    return {"step": Step.READ if step == Step.COMMIT else Step.COMMIT, "state": State.ENDED}


def sweep() -> list[UUID]:
    """Give up on jobs that died three times; return those whose bell must ring again."""
    reason = _("This was interrupted three times. Please tell the operator of the portal.")
    for job in BulkImport.unscoped.exhausted():
        ended = BulkImport.unscoped.exhausted().filter(pk=job.pk)
        ended.update(**_back(job.step), error=reason, lease_until=None)
    waiting = timezone.now() - timedelta(seconds=YOUNG)
    return list(BulkImport.unscoped.claimable().filter(asked_at__lt=waiting).values_list("pk", flat=True))
