"""What screens, released pictures and reports read about equipment: one truth for all of them."""

from equipment.selectors.counts import DEVICES, DeviceCount, device_counts
from equipment.selectors.coverage import Coverage, coverage, coverage_by_school
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

__all__ = [
    "DEVICES",
    "Coverage",
    "DeviceCount",
    "PriceRow",
    "Replacement",
    "ReplacementRow",
    "StandardRow",
    "committed_before",
    "coverage",
    "coverage_by_school",
    "device_counts",
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
    "stock_of",
    "stock_summary",
    "totals_by_type",
    "types_without_price",
]
