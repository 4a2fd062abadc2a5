"""A round as a table for the Träger's further work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.exports import Cell, table_bytes

if TYPE_CHECKING:
    from needs.selectors import Line


def round_table(lines: Iterable[Line], *, kind: str) -> bytes:
    """One line per need, money in euro net."""
    header = (
        _("School number"),
        _("School"),
        _("Priority"),
        _("Equipment type"),
        _("Quantity"),
        _("Kind of need"),
        _("Pedagogical reason"),
        _("Section of the Medienkonzept"),
        _("Vorhaben"),
        _("Competence of the Medienkompetenzrahmen"),
        _("Rooms or years"),
        _("Training"),
        _("Training on"),
        _("Building work"),
        _("Price of a piece"),
        _("Sum"),
        _("Consumptive or investive"),
        _("Proposal for funding"),
        _("State"),
        _("Reason of the school authority"),
    )
    rows = [_row(line) for line in lines]
    return table_bytes(kind, header, rows, title=_("Needs"))


def _row(line: Line) -> tuple[Cell, ...]:
    item = line.item
    return (
        item.school.school_number,
        str(item.school),
        item.priority,
        item.type.name,
        item.quantity,
        item.get_kind_display(),
        item.reason,
        item.section_name,
        item.plan_name,
        item.competence_name,
        item.place,
        item.get_training_display(),
        item.training_on,
        item.get_building_display(),
        item.price,
        item.total,
        line.accounting_name,
        str(item.funding or ""),
        item.get_state_display(),
        item.decision,
    )
