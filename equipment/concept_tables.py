"""Stock and coverage as they stand in section 5 of the Medienkonzept."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from equipment.selectors import coverage, stock_summary
from schools.live_tables import LiveTable, register
from schools.models import School

SECTION = 5


def stock_table(school: School) -> LiveTable | None:
    """What is in use, by type; no rooms, no serial numbers."""
    amounts: dict[str, int] = {}
    for row in stock_summary(school=school):
        amounts[row["name"]] = amounts.get(row["name"], 0) + row["quantity"]
    if not amounts:
        return None
    return LiveTable(
        key="stock",
        section=SECTION,
        title=_("Stock by equipment type"),
        heads=[_("Equipment type"), _("Quantity")],
        rows=[[name, number_format(amount)] for name, amount in amounts.items()],
        facts=dict(amounts),
        numeric=[1],
    )


def coverage_table(school: School) -> LiveTable | None:
    """The four figures against the standard; None before there are figures of the school."""
    figures = coverage(school=school)
    if all(figure.actual is None for figure in figures):
        return None
    return LiveTable(
        key="coverage",
        section=SECTION,
        title=_("Coverage against the standard of the school authority"),
        heads=[_("Figure"), _("State"), _("Result")],
        rows=[[figure.label, figure.text, figure.verdict_label] for figure in figures],
        facts={figure.label: figure.text for figure in figures},
    )


def lend() -> None:
    register("equipment.stock", stock_table)
    register("equipment.coverage", coverage_table)
