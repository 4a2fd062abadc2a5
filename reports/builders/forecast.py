"""The wave in the Trägerbericht: how many pieces, and what replacing them costs, frozen as finished texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from forecast import selectors
from forecast.tables import TableRow, amount, follow_up_told, limit_told, wave_chart, wave_table
from reports.charts import bar_chart

if TYPE_CHECKING:
    from accounts.models import User
    from forecast.selectors import Picture
    from schools.models import School, SchoolAuthority


@dataclass(frozen=True, slots=True)
class Pictures:
    """The same lines reckoned once under the same assumptions: pieces and amounts cannot contradict each other."""

    by_class: Picture
    by_type: Picture


def pictures_of(user: User, authority: SchoolAuthority, schools: list[School]) -> Pictures:
    """What the stock of these schools needs in the next ten years. For the offices of the Träger."""
    assumed = selectors.assumptions(user=user, authority=authority)
    lines = selectors.lines_of(user=user, schools=schools)
    return Pictures(selectors.picture(lines, assumed), selectors.picture(lines, assumed, by="type"))


def forecast_part(found: Picture) -> dict[str, Any]:
    """Chart and table of the wave in euro net, and what stands in no amount."""
    table = wave_table(found, "euro")
    rows = [_texts(row, nothing="–") for row in table.rows]
    return {
        "chart": wave_chart(found, "euro"),
        "years": list(table.heads),
        "rows": [*rows, *map(_texts, table.lines[len(rows) :])],
        "sums": [_texts(table.sums)],
        "kinds": [
            _texts(replace(wave_table(found, measure).sums, label=label)) for measure, label in _kinds()
        ],
        "bindings": [
            {
                "year": str(one.year),
                "fund": found.assumed.funds[one.fund],
                "pieces": amount(one.pieces),
                "early": amount(one.early),
            }
            for one in found.bindings
        ],
        "limit": table.limit,
        "limit_told": limit_told(found),
        "unpriced": [f"{name} ({amount(pieces)})" for name, pieces in found.unpriced],
        "undated": [f"{name} ({amount(pieces)})" for name, pieces in found.undated],
        "overdue": found.sums.overdue,
        "follow_up": follow_up_told(found) if table.rows else "",
    }


def _kinds() -> tuple[tuple[str, str], ...]:
    """What the sum of a year is made of; together they are that sum."""
    return (
        ("konsumtiv", _("of it expenses (konsumtiv, with follow-up cost)")),
        ("investiv", _("of it investments (investiv)")),
    )


def replacement_part(found: Picture) -> dict[str, Any]:
    """Pieces to replace by calendar year, from a picture by type: chart of the sums, table of the types."""
    table = wave_table(found, "stueck")
    finding = _("Nothing is due for replacement in the years shown.")
    peak = max(range(len(found.years)), key=lambda at: table.sums.cells[at])
    if table.sums.cells[peak]:
        finding = _("Most pieces are due in %(year)s: %(count)s.") % {
            "year": found.years[peak],
            "count": amount(table.sums.cells[peak]),
        }
    bars = [
        (head, float(count), amount(count)) for head, count in zip(table.heads, table.sums.cells, strict=True)
    ]
    return {
        "chart": bar_chart(title=_("Pieces to replace by year"), finding=finding, rows=bars),
        "years": list(table.heads),
        "rows": [
            {
                "name": name,
                "cells": [amount(cell.pieces) for cell in row.cells],
                "overdue": amount(row.overdue),
                "unknown": amount(row.undated),
            }
            for name, row in found.rows
            if row.total.pieces or row.undated or row.later
        ],
    }


def _texts(row: TableRow, *, nothing: str = "") -> dict[str, Any]:
    """`nothing` stands for a zero, where it is not a sum."""
    label = row.label[:1].upper() + row.label[1:]
    cells = [nothing if nothing and not cell else amount(cell) for cell in row.cells]
    return {"name": label, "cells": cells, "total": amount(row.total)}
