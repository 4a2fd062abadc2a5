"""Ranking and budget as tables for the Träger's further work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.exports import Cell, table_bytes
from planning.criteria import CRITERIA

if TYPE_CHECKING:
    from planning.selectors.budgets import BudgetPicture, Row
    from planning.selectors.rankings import Line, RankingPicture


def ranking_table(picture: RankingPicture, *, kind: str) -> bytes:
    """One line a need with all values; money in euro net."""
    header = (
        _("Position"),
        _("School number"),
        _("School"),
        _("Need"),
        _("Priority"),
        _("State"),
        *(f"{one.label} (× {weight})" for one, weight in picture.weights),
        _("Points"),
        _("Sum, net"),
        _("Sum down to here, net"),
        _("Why there"),
        _("Why other than proposed"),
    )
    return table_bytes(kind, header, [_ranked(line) for line in picture.lines], title=_("Ranking"))


def _ranked(line: Line) -> tuple[Cell, ...]:
    item = line.item
    by_key = {one.criterion.key: one.value for one in line.values}
    other = next((one.reason for one in line.values if one.is_by_hand), "")
    return (
        line.position,
        item.need_list.school.school_number,
        str(item.need_list.school),
        str(item),
        item.priority,
        item.get_state_display(),
        *(by_key[one.key] for one in CRITERIA),
        line.score,
        item.total,
        line.running,
        line.note,
        other,
    )


def budget_table(picture: BudgetPicture, *, kind: str) -> bytes:
    """One line of the table a row; what is approved, ordered and spent is gross."""
    header = (
        _("What for"),
        _("School"),
        _("Consumptive or investive"),
        _("Product and account"),
        _("Amount in euro, net"),
        _("Value-added tax in percent"),
        _("Value-added tax in euro"),
        _("Requested in euro, gross"),
        _("Approved in euro, gross"),
        _("Ordered in euro, gross"),
        _("Spent in euro, gross"),
        _("Reason"),
        _("Why more was ordered than approved"),
    )
    return table_bytes(kind, header, [_budgeted(row) for row in picture.rows], title=_("Budget"))


def _budgeted(row: Row) -> tuple[Cell, ...]:
    line = row.line
    return (
        line.text,
        row.school,
        line.get_accounting_display(),
        line.account,
        line.net,
        line.vat_rate,
        line.vat,
        line.gross,
        line.approved,
        row.spending.ordered,
        row.spending.spent,
        line.reason,
        " ".join(row.reasons_above),
    )
