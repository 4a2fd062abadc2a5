"""The wave as a table that leaves the portal: year by year, and text stays text (trust A07)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.exports import table_bytes
from forecast.tables import wave_table

if TYPE_CHECKING:
    from forecast.selectors import Picture


def wave_file(found: Picture, *, measure: str, kind: str) -> bytes:
    """`kind` is one of core.exports.FORMATS; rows, follow-up cost and sum as the page shows them."""
    table = wave_table(found, measure)
    rows = [*table.rows, *([table.follow_up] if table.follow_up else []), table.sums]
    unit = _("euro, net") if table.is_money else _("pieces")
    head = [_("Replacement"), _("unit"), *table.heads, _("sum")]
    return table_bytes(
        kind, head, [[row.label, unit, *row.cells, row.total] for row in rows], title=_("Replacement")
    )
