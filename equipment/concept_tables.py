"""Stock and coverage as they stand in their section of the Medienkonzept."""

from __future__ import annotations

from collections import Counter

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from equipment.selectors import coverage, stock_summary
from schools.framework import section_for
from schools.live_tables import TABLES, LiveTable
from schools.models import School

SECTION = section_for("stock")


def stock_table(school: School) -> LiveTable | None:
    """What is in use, by type; no rooms, no serial numbers."""
    amounts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for row in stock_summary(school=school):
        amounts[row["code"]] += row["quantity"]
        names[row["code"]] = row["name"]
    if not amounts:
        return None
    return LiveTable(
        key="stock",
        section=SECTION,
        title=_("Stock by equipment type"),
        heads=[_("Equipment type"), _("Quantity")],
        rows=[[names[code], number_format(amount)] for code, amount in amounts.items()],
        facts=dict(amounts),
        names=names,
        numeric=[1],
    )


def coverage_table(school: School) -> LiveTable | None:
    """The four figures against their targets; None before there are figures of the school."""
    figures = coverage(school=school)
    if all(figure.actual is None for figure in figures):
        return None
    return LiveTable(
        key="coverage",
        section=SECTION,
        title=_("Coverage against the target values of the school authority"),
        heads=[_("Figure"), _("State"), _("Result")],
        rows=[[figure.label, figure.text, figure.verdict_label] for figure in figures],
        facts={figure.key: figure.text for figure in figures},
        names={figure.key: figure.label for figure in figures},
    )


def lend() -> None:
    TABLES.fill((SECTION, stock_table), key="equipment.stock")
    TABLES.fill((SECTION, coverage_table), key="equipment.coverage")
