"""A picture as chart and table: the same numbers twice, the sum of the cells shown is the sum shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from equipment.models import EquipmentType
from forecast.charts import Series, stacked
from forecast.reckoning import Cell, Row

if TYPE_CHECKING:
    from forecast.selectors import Picture

Number = int | Decimal
MEASURES: dict[str, Any] = {
    "euro": gettext_lazy("euro, everything"),
    "konsumtiv": gettext_lazy("euro, expenses (konsumtiv)"),
    "investiv": gettext_lazy("euro, investments (investiv)"),
    "stueck": pgettext_lazy("wave", "pieces"),
}
GROUPINGS: dict[str, Any] = {
    "gruppe": ("group", gettext_lazy("group")),
    "typ": ("type", gettext_lazy("equipment type")),
    "schule": ("school", gettext_lazy("school")),
    "finanzierung": ("fund", gettext_lazy("former funding")),
}
VALUES: dict[str, Callable[[Cell], Number]] = {
    "euro": lambda cell: cell.euro,
    "konsumtiv": lambda cell: cell.expense,
    "investiv": lambda cell: cell.invest,
    "stueck": lambda cell: cell.pieces,
}
FOLLOW_UP_TONE = 12  # the last of charts.PAPER: behind the twelve classes


@dataclass(frozen=True, slots=True)
class TableRow:
    label: str
    cells: tuple[Number, ...]

    @property
    def total(self) -> Number:
        return sum(self.cells)


@dataclass(frozen=True, slots=True)
class WaveTable:
    """`follow_up` stands below the rows of replacement, where the measure is money; `sums` is all together."""

    heads: tuple[str, ...]
    rows: list[TableRow]
    follow_up: TableRow | None
    sums: TableRow
    measure: str

    @property
    def is_money(self) -> bool:
        return self.measure != "stueck"


def _row(label: str, row: Row, value: Callable[[Cell], Number]) -> TableRow:
    return TableRow(label, tuple(value(cell) for cell in row.cells))


def wave_table(found: Picture, measure: str) -> WaveTable:
    value = VALUES[measure]
    rows = [_row(label, row, value) for label, row in found.rows]
    rows = [row for row in rows if row.total]
    kept = follow_up_row(found, measure)
    counted = [*rows, kept] if kept else rows
    sums = tuple(sum(row.cells[at] for row in counted) for at in range(len(found.years)))
    return WaveTable(
        tuple(str(year) for year in found.years), rows, kept, TableRow(_("Together"), sums), measure
    )


def follow_up_row(found: Picture, measure: str) -> TableRow | None:
    """Follow-up cost is an expense; None where there is none or it is not asked for."""
    if measure not in {"euro", "konsumtiv"}:
        return None
    row = _row(_("follow-up cost"), found.sums, lambda cell: cell.follow_up)
    return row if row.total else None


def wave_chart(found: Picture, measure: str) -> dict[str, Any]:
    """Stacked by class whatever the table is grouped by."""
    value, tones = VALUES[measure], list(EquipmentType.Group.values)
    series = [
        Series(
            str(EquipmentType.Group(group).label),
            tones.index(group),
            [value(cell) for cell in row.cells],
        )
        for group, row in found.groups.items()
    ]
    if kept := follow_up_row(found, measure):
        series.append(Series(kept.label, FOLLOW_UP_TONE, kept.cells))
    euro = measure != "stueck"
    sums = [sum(one.values[at] for one in series) for at in range(len(found.years))]
    title = _("Replacement by year, in euro net") if euro else _("Replacement by year, in pieces")
    return stacked(
        title=title,
        finding=finding(found.years, sums, euro=euro),
        years=found.years,
        series=series,
        euro=euro,
    )


def finding(years: Sequence[int], sums: Sequence[Number], *, euro: bool) -> str:
    """The sentence that the bars show: the highest year."""
    if not any(sums):
        return _("Nothing is due for replacement in the years shown.")
    at = max(range(len(sums)), key=lambda index: sums[index])
    words = (
        _("Most is due in %(year)s: %(amount)s €.")
        if euro
        else _("Most is due in %(year)s: %(amount)s pieces.")
    )
    return words % {"year": years[at], "amount": amount(sums[at])}


def amount(value: Number) -> str:
    """As Germans write it: 238.400,00 or 412."""
    return str(number_format(value, use_l10n=True, force_grouping=True))
