"""What a stock list would do to the stock: its vocabulary and its plan, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.problems import Problem
from equipment import matching
from equipment.models import EquipmentType, FundingSource, InventoryImport, StockBatch
from equipment.words import EXPORT_COLUMNS, Catalogue, plain
from schools.models import School

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User


def inventory_catalogue() -> Catalogue:
    """Codes and names that a file may use, also those no longer offered: old stock still bears them."""
    types = list(EquipmentType.objects.values_list("code", "name"))
    return Catalogue(
        types=_vocabulary(types),
        funding_sources=_vocabulary(FundingSource.objects.values_list("code", "name")),
        names=dict(types),
    )


def _vocabulary(rows: Any) -> dict[str, str]:
    return {plain(word): code for code, name in rows for word in (name, code)}


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
                **{name: said(value) for name, value in row.items()},
            },
        )
        for row in stored
    ]
    return matching.plan_lines(rows, existing)


def said(value: Any) -> Any:
    """Days and amounts as the lines of a file keep them: "2024-05-12", "1234.50"."""
    return str(value) if isinstance(value, date | Decimal) else value


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
            place=", ".join(filter(None, (step.values.get("building"), step.values.get("room")))),
            purchase_year=step.values.get("purchase_year"),
            funding_source=funds.get(step.values.get("funding_source", ""), ""),
            changes=_changes(step, names | funds),
        )
        for step in steps
    ]


def _changes(step: matching.Step, names: dict[str, str]) -> list[str]:
    """Of a new line what has no column of its own, of others what becomes of what."""
    if step.action != matching.CREATE:
        return [_change(name, pair, names) for name, pair in step.changes.items()]
    return [
        f"{EXPORT_COLUMNS[name]}: {_shown(name, step.values[name], names)}"
        for name in ("invoice_number", "invoice_date", "price")
        if step.values.get(name)
    ]


def _change(name: str, pair: list[Any], names: dict[str, str]) -> str:
    if name == "serials":
        return _("serial numbers changed")
    old, new = (_shown(name, value, names) for value in pair)
    return _("%(field)s: %(old)s → %(new)s") % {"field": EXPORT_COLUMNS[name], "old": old, "new": new}


def _shown(name: str, value: Any, names: dict[str, str]) -> str:
    if value in {None, ""}:
        return _("empty")
    if name == "invoice_date":
        return date.fromisoformat(value).strftime("%d.%m.%Y")
    if name == "price":
        return f"{number_format(Decimal(value), 2, use_l10n=True, force_grouping=True)} €"
    vocabularies: dict[str, dict[Any, Any]] = {
        "condition": dict(StockBatch.Condition.choices),
        "state": dict(StockBatch.State.choices),
        "type": names,
        "funding_source": names,
    }
    return str(vocabularies.get(name, {}).get(value, value))


def last_import(*, user: User, school: School) -> InventoryImport | None:
    """The newest list that was taken over at this school."""
    done = InventoryImport.visible_to(user).in_stock().filter(school=school)
    found: InventoryImport | None = (
        done.defer("rows", "problems", "written").order_by("-committed_at").first()
    )
    return found


def committed_before(*, user: User, upload: InventoryImport) -> InventoryImport | None:
    """An earlier import of exactly this file at this school."""
    done = InventoryImport.visible_to(user).in_stock()
    same = done.filter(school=upload.school_id, file_hash=upload.file_hash).exclude(pk=upload.pk)
    found: InventoryImport | None = (
        same.defer("rows", "problems", "written").order_by("-committed_at").first()
    )
    return found
