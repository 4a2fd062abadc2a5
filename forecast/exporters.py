"""The wave as a table that leaves the portal: year by year, and text stays text (trust A07)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.exports import table_bytes
from forecast.tables import wave_table

if TYPE_CHECKING:
    from forecast.selectors import Picture


def wave_file(found: Picture, *, measure: str, kind: str) -> bytes:
    """`kind` is one of core.exports.FORMATS; rows, follow-up cost, sum and ends of Zweckbindung as on the page."""
    table = wave_table(found, measure)
    rows = [*table.lines, table.sums]
    head = [_("Replacement"), _("unit"), *table.heads, _("sum")]
    lines = [[row.label, table.unit, *row.cells, row.total] for row in rows]
    return table_bytes(kind, head, [*lines, *_binding_lines(found)], title=_("Replacement"))


def _binding_lines(found: Picture) -> Iterator[list[str | int]]:
    """Below the sum and in pieces whatever the rows above are in; the label names years beyond those shown, too."""
    for one in found.bindings:
        words = {"year": one.year, "fund": found.assumed.funds[one.fund], "early": one.early}
        label = _("Zweckbindung ends %(year)s: %(fund)s (%(early)s of them worn out earlier)") % words
        cells = [one.pieces if year == one.year else 0 for year in found.years]
        yield [label, _("pieces"), *cells, one.pieces]
