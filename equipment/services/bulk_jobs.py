"""What the worker does with a Träger's list: read it, take all of it over or nothing, take it back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.audit import record, record_many
from core.errors import Conflict, DomainError
from core.jobs import LostClaim, told
from core.sheets import Sheet, open_sheet
from core.storage import delete_on_commit
from equipment.device_lists import first_profile, for_counting, is_known_header
from equipment.models import BulkImport, BulkLine
from equipment.profile_sources import OWN, proposal
from equipment.services import bulk_reading, bulk_writing
from equipment.services.bulk_copy import KIND as COPY_KIND
from equipment.services.bulk_copy import first_lines, open_copy, people_in, write_copy
from equipment.services.bulk_devices import stage_devices
from equipment.services.mapping import forgotten, is_foreign, mapping_of, saved_profiles, words_as_json
from equipment.words import plain, sort_columns
from schools.models import School

logger = logging.getLogger(__name__)
Step, State = BulkImport.Step, BulkImport.State
YOUNG = 20  # seconds: the bell of a younger job is on its way
SHOWN_LINES = 50  # of a list whose columns are chosen
READ_SHARE = 60  # percent of the first step that is reading, the rest is comparing


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
        sheet = _open(job, file)
        if not job.mapping:
            job.ignored = {"personal": people_in(sheet)}
            job.mapping = _first_mapping(job, [one for one in sheet.header if one])
        if job.needs_columns:
            if not first_lines(sheet):
                raise DomainError(bulk_reading.only_names())
            _settle_reading(job, fence, state=State.MAPPING)
            return
        stage = stage_devices if is_foreign(job) else bulk_reading.stage
        found = stage(job, sheet, progress=done.part(0, READ_SHARE))
    personal = job.ignored["personal"]
    unknown = [column for column in found.ignored["unknown"] if column not in personal]
    job.ignored = found.ignored | {"personal": personal, "unknown": unknown}
    job.mapping["words"] = words_as_json(found.open_words)
    job.columns, job.problems = found.columns, found.problems
    job.problem_count, job.faulty_lines = found.problem_count, found.faulty_lines
    bulk_writing.look(job, progress=done.part(READ_SHARE, 99))
    fields = ("columns", "problems", "problem_count", "faulty_lines", "counts", "stock_stamp")
    _settle_reading(job, fence, **{field: getattr(job, field) for field in fields})


def _settle_reading(job: BulkImport, fence: int, **values: Any) -> None:
    """A copy of the list that no row would name does not stay."""
    kept = _kept(job)
    try:
        _settle(job, fence, step=Step.READ, **kept, **values)
    except BaseException:
        if kept.get("file"):
            job.file.storage.delete(kept["file"])
        raise


def _open(job: BulkImport, file: IO[bytes]) -> Sheet:
    if job.file_kind == COPY_KIND:
        return open_copy(file)
    saved = [{plain(one) for one in header} for _profile, header in saved_profiles(authority=job.authority)]

    def knows(cells: list[str]) -> bool:
        return is_known_header(cells) or {plain(one) for one in cells if one} in saved

    return open_sheet(file, kind=job.file_kind, is_header=knows)


def _first_mapping(job: BulkImport, columns: list[str]) -> dict[str, Any]:
    """How the list is read before anybody has said more; open where it does not say which school a line is about."""
    header = [column for column in columns if column not in job.ignored["personal"]]
    profile = first_profile(header, saved_profiles(authority=job.authority))
    if profile.name or (profile.source == OWN and "school_number" in sort_columns(tuple(header)).fields):
        return mapping_of(profile, saved=profile.name)
    if profile.source == OWN:
        profile = replace(profile, source="other", columns=proposal("other", header))
    is_open = profile.source == "other" or not {"type", "school_number"} <= set(profile.columns)
    return mapping_of(for_counting(profile), is_open=is_open)


def _kept(job: BulkImport) -> dict[str, Any]:
    """The list stays, without the columns about people, as long as its reading may change."""
    values: dict[str, Any] = {"mapping": job.mapping, "ignored": job.ignored}
    if not is_foreign(job) and not job.open_words and not any(job.profile.values.values()):
        delete_on_commit(job.file.name)
        return values | {"file": "", "table": {}}
    if job.file_kind == COPY_KIND:
        return values
    with job.file.open("rb") as file, TemporaryFile() as copy:
        sheet = _open(job, file)
        first = first_lines(sheet)
        dropped = {*job.ignored["personal"], *([] if is_foreign(job) else job.ignored["unknown"])}
        write_copy(sheet, copy, dropped=dropped)
        copy.seek(0)
        kept = job.file.storage.save("imports/liste.kept", File(copy))
    delete_on_commit(job.file.name)
    shown = [at for at, column in enumerate(sheet.header) if column and column not in dropped]
    table = {
        "header": [sheet.header[at] for at in shown],
        "rows": [[number, [cells[at] for at in shown]] for number, cells in first[:SHOWN_LINES]],
    }
    return values | {"file": kept, "file_kind": COPY_KIND, "table": table}


@transaction.atomic
def _commit(job: BulkImport, fence: int, done: _Progress) -> None:
    outcome = bulk_writing.write(job, progress=done.part(0, 99))
    record(
        job.ordered_by,
        "equipment.bulk_imported",
        job,
        {"file": [None, job.file_name], **{name: [None, number] for name, number in outcome.items()}},
    )
    wrote = {row["number"]: row for row in job.counts if row["create"] or row["update"]}
    schools = School.unscoped.filter(authority=job.authority_id).in_bulk(wrote, field_name="school_number")
    told = [
        (
            schools[number],
            {
                "file": [None, job.file_name],
                "created": [None, row["create"]],
                "updated": [None, row["update"]],
            },
        )
        for number, row in wrote.items()
    ]
    record_many(job.ordered_by, "equipment.inventory_imported", told)
    delete_on_commit(job.file.name)
    _settle(
        job,
        fence,
        step=Step.COMMIT,
        outcome=outcome,
        committed_at=timezone.now(),
        file="",
        table={},
        problems=[],
        mapping=forgotten(job.mapping),
    )


@transaction.atomic
def _undo(job: BulkImport, fence: int, done: _Progress) -> None:
    schools = bulk_writing.take_back(job, progress=done.part(0, 99))
    told = {"file": [job.file_name, None]}
    record(job.ordered_by, "equipment.bulk_import_undone", job, told)
    found = School.unscoped.filter(pk__in=schools)
    record_many(job.ordered_by, "equipment.inventory_import_undone", [(school, told) for school in found])
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
    ended = BulkImport.unscoped.held(job.pk, fence)
    if ended.update(**_back(job.step), error=reason[:400], lease_until=None):
        _forget_raw(job)


@transaction.atomic
def _forget_raw(job: BulkImport) -> None:
    """A list that could not be read goes at once: it may hold names."""
    raw = BulkImport.unscoped.filter(pk=job.pk, step=Step.READ, state=State.FAILED)
    if job.file and raw.exclude(file_kind=COPY_KIND).update(file=""):
        delete_on_commit(job.file.name)


def _back(step: str) -> dict[str, str]:
    if step == Step.READ:
        return {"step": Step.READ, "state": State.FAILED}
    return {"step": Step.READ if step == Step.COMMIT else Step.COMMIT, "state": State.ENDED}


def sweep() -> list[UUID]:
    """Give up on jobs that died three times; return those whose bell must ring again."""
    reason = _("This was interrupted three times. Please tell the operator of the portal.")
    for job in BulkImport.unscoped.exhausted():
        ended = BulkImport.unscoped.exhausted().filter(pk=job.pk)
        if ended.update(**_back(job.step), error=reason, lease_until=None):
            _forget_raw(job)
    waiting = timezone.now() - timedelta(seconds=YOUNG)
    return list(BulkImport.unscoped.claimable().filter(asked_at__lt=waiting).values_list("pk", flat=True))
