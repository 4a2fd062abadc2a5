"""What a stock list would do to the stock: its vocabulary and its plan, in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.days import told_day
from core.money import euro
from core.problems import Problem
from equipment import matching
from equipment.models import EquipmentType, FundingSource, InventoryImport, StockBatch
from equipment.models.stock import place_of
from equipment.words import EXPORT_COLUMNS, Catalogue, plain
from schools.models import School, SchoolAuthority

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User


def inventory_catalogue(authority: SchoolAuthority | None = None) -> Catalogue:
    """Codes and names that a file may use, also those no longer offered: old stock still bears them.

    With a Träger also which columns its lists leave out, because it does not record what stands there.
    """
    found = list(EquipmentType.objects.values_list("code", "name", "is_counted_only"))
    types = [(code, name) for code, name, _counted in found]
    return Catalogue(
        types=_vocabulary(types),
        counted_only=frozenset(code for code, _name, is_counted in found if is_counted),
        funding_sources=_vocabulary(FundingSource.objects.values_list("code", "name")),
        names=dict(types),
        left_out=frozenset() if authority is None or authority.records_serials else frozenset({"serials"}),
    )


def _vocabulary(rows: Any) -> dict[str, str]:
    return {plain(word): code for code, name in rows for word in (name, code)}


def undated_of(steps: Iterable[matching.Step]) -> int:
    """New pieces without year of purchase, retired ones left out."""
    new = (step.values for step in steps if step.action == matching.CREATE)
    return sum(
        values["quantity"]
        for values in new
        if values["purchase_year"] is None and values["state"] != StockBatch.State.RETIRED
    )


def inventory_plan(*, school: School, rows: list[dict[str, Any]]) -> list[matching.Step]:
    """What the checked lines would do to the stock as it is now; the caller may read this school's stock."""
    stored: Any = school.stock.order_by("pk").values(
        "pk",
        "version",
        "type__code",
        "quantity",
        "building",
        "room",
        "purchase_year",
        "funding_source__code",
        "invoice_number",
        "invoice_date",
        "price",
        "condition",
        "state",
        "serials",
    )
    existing = [
        matching.Existing(
            pk=row.pop("pk"),
            version=row.pop("version"),
            values={
                "type": row.pop("type__code"),
                "funding_source": row.pop("funding_source__code") or "",
                **row,
                "invoice_date": row["invoice_date"] and row["invoice_date"].isoformat(),
                "price": None if row["price"] is None else str(row["price"]),
            },
        )
        for row in stored
    ]
    return matching.plan_lines(rows, existing)


def plan_problems(steps: list[matching.Step]) -> list[Problem]:
    """Lines that were read but do not fit the stock."""
    return [step_problem(step) for step in steps if step.action == matching.FAULTY]


def step_problem(step: matching.Step) -> Problem:
    """What is wrong with a faulty step, in words."""
    column = EXPORT_COLUMNS["key"] if step.fault in {"unknown_key", "key_twice"} else ""
    value = str(step.batch.pk) if step.batch and step.fault == "key_twice" else ""
    text, remedy = _fault_words(step)
    return Problem(step.line, column, text, value, remedy)


def _fault_words(step: matching.Step) -> tuple[str, str]:
    if step.fault == "unknown_key":
        return (
            _("No stock line of this school has this key."),
            _("Leave the key empty to add the line, or export the stock again."),
        )
    if step.fault == "key_twice":
        return _("The key stands in an earlier line already."), _("Leave the key empty in the new line.")
    if step.fault == "ambiguous":
        return (
            _("Several stock lines of this school could be meant."),
            _("Export the stock and change the lines there: its keys say which line is meant."),
        )
    if step.other_line:
        return (
            _("The line says the same as line %(line)d.") % {"line": step.other_line},
            _("Put both into one line and add up the quantities."),
        )
    return (
        _("The school has another line like this already."),
        _("Export the stock and change the quantity there."),
    )


# --- the page ---


def recorded_beside(steps: Iterable[matching.Step], *, school: School) -> list[str]:
    """Names of the types that the list adds although the stock in use holds some already; one query.

    A list that counts without rooms can mean the same devices that stand there by room.
    """
    added = {step.values["type"] for step in steps if step.action == matching.CREATE}
    found = school.stock.exclude(state=StockBatch.State.RETIRED).filter(type__code__in=added).order_by()
    return sorted(set(found.values_list("type__name", flat=True)))


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One line of the preview in words."""

    line: int
    action: str
    label: str
    tone: str
    type: str
    quantity: int
    place: str
    purchase_year: int | None
    funding_source: str
    changes: list[str]


def preview_rows(steps: Iterable[matching.Step]) -> list[PreviewRow]:
    """Codes become names; a change is told as "old → new". Two queries for the whole catalogue."""
    names = dict(EquipmentType.objects.values_list("code", "name"))
    funds = dict(FundingSource.objects.values_list("code", "name"))
    faces = {
        matching.CREATE: (_("new"), "success"),
        matching.UPDATE: (_("changed"), "info"),
        matching.UNCHANGED: (_("unchanged"), "neutral"),
        matching.FAULTY: (_("faulty"), "danger"),
    }
    return [
        PreviewRow(
            step.line,
            step.action,
            *faces[step.action],
            type=names.get(step.values["type"], step.values["type"]),
            quantity=step.values["quantity"],
            place=place_of(step.values.get("building", ""), step.values.get("room", "")),
            purchase_year=step.values.get("purchase_year"),
            funding_source=funds.get(step.values.get("funding_source", ""), ""),
            changes=[_change(name, pair, names | funds) for name, pair in step.changes.items()] or _new(step),
        )
        for step in steps
    ]


UNUSUAL = (
    "state",
    "condition",
    "price",
    "invoice_number",
    "invoice_date",
)  # of a new line, told beside its columns


def _new(step: matching.Step) -> list[str]:
    """What a new line says beside its columns in the preview, as far as it is not the usual."""
    if step.action != matching.CREATE:
        return []
    told = {name: step.values.get(name) for name in UNUSUAL}
    usual = {"state": StockBatch.State.IN_USE, "condition": StockBatch.Condition.GOOD}
    labels: dict[Any, Any] = dict(StockBatch.State.choices) | dict(StockBatch.Condition.choices)
    return [
        f"{EXPORT_COLUMNS[name]}: {_in_words(name, labels.get(value, value))}"
        for name, value in told.items()
        if value not in {None, "", usual.get(name)}
    ]


def _change(name: str, pair: list[Any], names: dict[str, str]) -> str:
    vocabularies: dict[str, dict[Any, Any]] = {
        "condition": dict(StockBatch.Condition.choices),
        "state": dict(StockBatch.State.choices),
        "type": names,
        "funding_source": names,
    }
    labels = vocabularies.get(name, {})
    old, new = (
        _in_words(name, labels.get(value, value)) if value not in {None, ""} else _("empty") for value in pair
    )
    if name == "serials":
        return _("serial numbers changed")
    return _("%(field)s: %(old)s → %(new)s") % {"field": EXPORT_COLUMNS[name], "old": old, "new": new}


def _in_words(name: str, value: Any) -> str:
    if name == "price":
        return euro(Decimal(value))
    return told_day(str(value)) if name == "invoice_date" else str(value)


def school_imports(*, user: User, school: School) -> Any:
    """Newest first, previews too, without what only one of them needs."""
    found = InventoryImport.visible_to(user).filter(school=school).order_by("-uploaded_at", "-pk")
    return found.defer("rows", "problems", "written", "table")


def committed_before(*, user: User, upload: InventoryImport) -> InventoryImport | None:
    """An earlier import of exactly this file at this school."""
    done = InventoryImport.visible_to(user).in_stock()
    same = done.filter(school=upload.school_id, file_hash=upload.file_hash).exclude(pk=upload.pk)
    found: InventoryImport | None = (
        same.defer("rows", "problems", "written", "table").order_by("-committed_at").first()
    )
    return found
