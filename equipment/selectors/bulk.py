"""A Träger's list before it is taken over: its faults and its lines in words, page by page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Sum

from core.problems import Problem
from equipment import matching
from equipment.models import BulkImport, BulkLine, StockBatch
from equipment.models.bulk import FIRST_PROBLEMS
from equipment.selectors.inventory import PreviewRow, preview_rows, step_problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from schools.models import SchoolAuthority

FACTS = (
    "quantity",
    "building",
    "room",
    "purchase_year",
    "invoice_number",
    "invoice_date",
    "price",
    "condition",
)


def bulk_imports(*, user: User, authority: SchoolAuthority) -> Any:
    """Newest first, without what only one of them needs."""
    found = BulkImport.visible_to(user).filter(authority=authority).select_related("uploaded_by")
    return found.defer("problems", "counts", "ignored", "table", "mapping")


def taken_over_before(*, user: User, upload: BulkImport) -> BulkImport | None:
    """An earlier import of exactly this file."""
    same = (
        BulkImport.visible_to(user)
        .in_stock()
        .filter(authority=upload.authority_id, file_hash=upload.file_hash)
    )
    found: BulkImport | None = same.exclude(pk=upload.pk).order_by("-committed_at").first()
    return found


def bulk_totals(upload: BulkImport) -> dict[str, int]:
    """Lines of all schools by what they would do; faulty are also those that could not be read."""
    names = (matching.CREATE, matching.UPDATE, matching.UNCHANGED, matching.FAULTY)
    totals = {name: sum(row[name] for row in upload.counts) for name in names}
    totals[matching.FAULTY] += upload.faulty_lines
    return totals


def bulk_faults(*, user: User, upload: BulkImport) -> list[Problem]:
    """The first of the lines that could not be read, then the first of those that do not fit the stock."""
    unread = [Problem(**problem) for problem in upload.problems]
    lines = bulk_lines(user=user, upload=upload, action=matching.FAULTY)[:FIRST_PROBLEMS]
    return [*unread, *(_fault(line) for line in lines)]


def _fault(line: BulkLine) -> Problem:
    batch = matching.Existing(line.batch, 0, {}) if line.batch else None
    step = matching.Step(line.line, line.action, {}, batch, fault=line.fault, other_line=line.other_line)
    return replace(step_problem(step), value=str(line.key) if line.key else "")


def bulk_recorded_beside(*, user: User, upload: BulkImport) -> list[str]:
    """As `recorded_beside`, for all schools of the list."""
    added = BulkLine.visible_to(user).filter(
        upload=upload, action=matching.CREATE, school=OuterRef("school"), type=OuterRef("type")
    )
    stock = StockBatch.visible_to(user).filter(school__authority=upload.authority_id)
    found = stock.exclude(state=StockBatch.State.RETIRED).filter(Exists(added)).order_by()
    return sorted(set(found.values_list("type__name", flat=True)))


def bulk_undated(*, user: User, upload: BulkImport) -> int:
    """As `undated_of`, for all schools of the list."""
    new = BulkLine.visible_to(user).filter(upload=upload, action=matching.CREATE, purchase_year__isnull=True)
    found = (
        new.exclude(state=StockBatch.State.RETIRED).order_by().aggregate(pieces=Sum("quantity", default=0))
    )
    return int(found["pieces"])


def bulk_lines(*, user: User, upload: BulkImport, action: str) -> Any:
    """In the order of the file."""
    lines = BulkLine.visible_to(user).filter(upload=upload, action=action)
    return lines.select_related("school", "type", "funding_source").order_by("line")


def bulk_rows(lines: Iterable[BulkLine], *, user: User, upload: BulkImport) -> list[tuple[str, PreviewRow]]:
    """School number and what the line would do, for the lines of one page."""
    lines = list(lines)
    batches = {
        batch.pk: batch
        for batch in StockBatch.visible_to(user)
        .filter(pk__in=[line.batch for line in lines if line.batch])
        .select_related("type", "funding_source")
    }
    steps = [_step(line, batches.get(line.batch), upload.columns) for line in lines]
    return [(line.school.school_number, row) for line, row in zip(lines, preview_rows(steps), strict=True)]


def _step(line: BulkLine, batch: StockBatch | None, columns: list[str]) -> matching.Step:
    said = {name: value for name, value in _values(line).items() if name in columns}
    existing = [matching.Existing(batch.pk, batch.version, _values(batch))] if batch else []
    row = {"line": line.line, "key": batch.pk if batch else None, "values": said}
    (step,) = matching.plan_lines([row], existing)
    return step


def _values(row: BulkLine | StockBatch) -> dict[str, Any]:
    """In the words of a file: codes, not keys."""
    fund = row.funding_source
    return {
        "type": row.type.code,
        "funding_source": fund.code if fund else "",
        "state": row.state,
        "serials": row.serials,
        **{name: getattr(row, name) for name in FACTS},
    }
