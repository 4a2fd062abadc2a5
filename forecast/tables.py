"""A picture as chart and table: the same numbers twice, the sum of the cells shown is the sum shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.figures import figure
from core.money import digits
from equipment.models import EquipmentType
from forecast.charts import Series, stacked
from forecast.models import FollowUpCost
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
WITH_FOLLOW_UP = ("euro", "konsumtiv")
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
    """`follow_up` stands below the rows of replacement, a row a kind, where the measure is money.

    `sums` is all together.
    """

    heads: tuple[str, ...]
    rows: list[TableRow]
    follow_up: list[TableRow]
    sums: TableRow
    measure: str
    limit: str  # euro net a piece, up to which it is an expense

    @property
    def replaced(self) -> TableRow | None:
        """The rows of replacement together, where more stands below them: what the start page tells of its years."""
        if not (self.rows and self.follow_up):
            return None
        columns = zip(*(row.cells for row in self.rows), strict=True)
        return TableRow(_("Replacement together"), tuple(map(sum, columns)))

    @property
    def lines(self) -> list[TableRow]:
        """What stands above the sum, in the order of the page."""
        return [*self.rows, *([self.replaced] if self.replaced else ()), *self.follow_up]

    @property
    def is_money(self) -> bool:
        return self.measure != "stueck"

    @property
    def unit(self) -> str:
        """Of its numbers, with what parts expense from investment where they are one of the two."""
        words = {
            "euro": _("euro, net"),
            "konsumtiv": _("euro, net, up to %(limit)s € a piece"),
            "investiv": _("euro, net, above %(limit)s € a piece"),
            "stueck": _("pieces"),
        }
        return words[self.measure] % {"limit": self.limit}


def _row(label: str, row: Row, value: Callable[[Cell], Number]) -> TableRow:
    return TableRow(label, tuple(value(cell) for cell in row.cells))


def wave_table(found: Picture, measure: str) -> WaveTable:
    value = VALUES[measure]
    rows = [_row(label, row, value) for label, row in found.rows]
    rows = [row for row in rows if row.total]
    kept = follow_up_rows(found, measure)
    counted = [*rows, *kept]
    nothing = 0 if measure == "stueck" else Decimal(0)
    sums = tuple(sum((row.cells[at] for row in counted), nothing) for at in range(len(found.years)))
    return WaveTable(
        tuple(str(year) for year in found.years),
        rows,
        kept,
        TableRow(_("Together"), sums),
        measure,
        plain_amount(found.assumed.plan.limit),
    )


def follow_up_rows(found: Picture, measure: str) -> list[TableRow]:
    """Follow-up cost by kind, which is an expense; a kind for which nothing was entered has no row, a zero has one."""
    if measure not in WITH_FOLLOW_UP:
        return []
    kept = found.sums.total.kept
    return [
        TableRow(cost_label(kind), tuple(cell.kept.get(kind.value, Decimal(0)) for cell in found.sums.cells))
        for kind in FollowUpCost.Kind
        if kind.value in kept
    ]


def cost_label(kind: FollowUpCost.Kind) -> str:
    return _("follow-up cost: %(kind)s") % {"kind": kind.label}


def follow_up_told(found: Picture) -> str:
    """For how many types each kind was entered; nothing where all are."""
    if all(n == found.all_types for _kind, n in found.told_costs):
        return ""
    words = _("%(kind)s for %(count)s of %(all)s")
    said = [words % {"kind": kind, "count": n, "all": found.all_types} for kind, n in found.told_costs]
    return _(
        "Follow-up cost was entered for a part of the equipment types alone: %(list)s. What is missing is in no amount."
    ) % {"list": ", ".join(said)}


def limit_told(found: Picture) -> str:
    """Whose limit parts expense from investment: one value for all years, even where later rounds have their own."""
    if found.assumed.limit_year is None:
        return _("No planning round has set a limit, so the one of the law counts for all years.")
    return _("The limit of the planning round %(year)s counts for all years.") % {
        "year": found.assumed.limit_year
    }


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
    if kept := follow_up_rows(found, measure):
        together = [sum(cells) for cells in zip(*(row.cells for row in kept), strict=True)]
        series.append(Series(_("follow-up cost"), FOLLOW_UP_TONE, together))
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


def plain_amount(value: Decimal) -> str:
    """Without cents where there are none: 800 or 800,50."""
    return amount(value if value % 1 else int(value))


def amount(value: Number) -> str:
    """As Germans write it: 238.400,00 or 412."""
    if isinstance(value, Decimal):
        return digits(value)
    return rate_words(value)


def rate_words(value: Number) -> str:
    """A percentage or a count, with as many decimals as it has."""
    return figure(value)
