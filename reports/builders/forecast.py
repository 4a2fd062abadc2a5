"""The money side of the Trägerbericht: what replacing the stock costs, frozen as finished texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forecast import selectors
from forecast.tables import TableRow, amount, wave_chart, wave_table

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School, SchoolAuthority

MEASURES = ("euro", "konsumtiv", "investiv")


def forecast_part(user: User, authority: SchoolAuthority, schools: list[School]) -> dict[str, Any]:
    """Chart and table of the wave in euro net, and what stands in no amount. For the offices of the Träger."""
    assumed = selectors.assumptions(user=user, authority=authority)
    found = selectors.picture(selectors.lines_of(user=user, schools=schools), assumed)
    table = wave_table(found, "euro")
    rows = [*table.rows, *([table.follow_up] if table.follow_up else [])]
    return {
        "chart": wave_chart(found, "euro"),
        "years": list(table.heads),
        "rows": [_texts(row) for row in rows],
        "sums": [_texts(table.sums)],
        "kinds": [_texts(wave_table(found, measure).sums)["total"] for measure in MEASURES[1:]],
        "unpriced": [f"{name} ({amount(pieces)})" for name, pieces in found.unpriced],
        "undated": [f"{name} ({amount(pieces)})" for name, pieces in found.undated],
        "overdue": found.sums.overdue,
    }


def _texts(row: TableRow) -> dict[str, Any]:
    label = row.label[:1].upper() + row.label[1:]
    return {"name": label, "cells": [amount(cell) for cell in row.cells], "total": amount(row.total)}
