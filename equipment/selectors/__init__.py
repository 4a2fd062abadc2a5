"""What screens, released pictures and reports read about equipment: one truth for all of them."""

from equipment.selectors.authority_import import (
    bulk_faults,
    bulk_imports,
    bulk_lines,
    bulk_rows,
    bulk_totals,
    taken_over_before,
)
from equipment.selectors.bulk import bulk_steps, chosen_lines, steps_print
from equipment.selectors.counts import DEVICES, DeviceCount, device_counts
from equipment.selectors.coverage import Coverage, coverage, coverage_by_school
from equipment.selectors.filters import funds_of, stock_list
from equipment.selectors.inventory import (
    committed_before,
    inventory_catalogue,
    inventory_plan,
    last_import,
    plan_problems,
    preview_rows,
)
from equipment.selectors.prices import PriceRow, life_rows, price_rows, prices_on, types_without_price
from equipment.selectors.standards import StandardRow, standard_rows
from equipment.selectors.stock import (
    Replacement,
    ReplacementRow,
    replacement_by_year,
    stock_of,
    stock_summary,
    totals_by_type,
)
from equipment.selectors.trail import trail_of_line, trail_of_stock

__all__ = [
    "DEVICES",
    "Coverage",
    "DeviceCount",
    "PriceRow",
    "Replacement",
    "ReplacementRow",
    "StandardRow",
    "bulk_faults",
    "bulk_imports",
    "bulk_lines",
    "bulk_rows",
    "bulk_steps",
    "bulk_totals",
    "chosen_lines",
    "committed_before",
    "coverage",
    "coverage_by_school",
    "device_counts",
    "funds_of",
    "inventory_catalogue",
    "inventory_plan",
    "last_import",
    "life_rows",
    "plan_problems",
    "preview_rows",
    "price_rows",
    "prices_on",
    "replacement_by_year",
    "standard_rows",
    "steps_print",
    "stock_list",
    "stock_of",
    "stock_summary",
    "taken_over_before",
    "totals_by_type",
    "trail_of_line",
    "trail_of_stock",
    "types_without_price",
]
