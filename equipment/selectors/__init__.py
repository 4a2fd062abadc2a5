"""What screens, released pictures and reports read about equipment: one truth for all of them."""

from equipment.selectors.bulk import (
    bulk_faults,
    bulk_imports,
    bulk_lines,
    bulk_recorded_beside,
    bulk_rows,
    bulk_totals,
    bulk_undated,
    taken_over_before,
)
from equipment.selectors.chosen import chosen_lines, chosen_steps, steps_print
from equipment.selectors.counts import DEVICES, DeviceCount, device_counts
from equipment.selectors.coverage import (
    Coverage,
    Shortfall,
    coverage,
    coverage_by_school,
    shortfalls_by_school,
)
from equipment.selectors.filters import stock_list
from equipment.selectors.inventory import (
    committed_before,
    inventory_catalogue,
    inventory_plan,
    plan_problems,
    preview_rows,
    recorded_beside,
    school_imports,
    undated_of,
)
from equipment.selectors.mapping import (
    ProfileRow,
    fitting_profiles,
    profile_rows,
    suggested_schools,
    suggested_types,
)
from equipment.selectors.prices import PriceRow, life_rows, price_rows, prices_on, types_without_price
from equipment.selectors.stock import (
    Replacement,
    ReplacementRow,
    replacement_by_year,
    stock_of,
    stock_summary,
)
from equipment.selectors.stock_page import Line, StockPage, TypeBlock, stock_page
from equipment.selectors.targets import TargetsRow, targets_rows
from equipment.selectors.trail import sentences_of_line, trail_of_stock

__all__ = [
    "DEVICES",
    "Coverage",
    "DeviceCount",
    "Line",
    "PriceRow",
    "ProfileRow",
    "Replacement",
    "ReplacementRow",
    "Shortfall",
    "StockPage",
    "TargetsRow",
    "TypeBlock",
    "bulk_faults",
    "bulk_imports",
    "bulk_lines",
    "bulk_recorded_beside",
    "bulk_rows",
    "bulk_totals",
    "bulk_undated",
    "chosen_lines",
    "chosen_steps",
    "committed_before",
    "coverage",
    "coverage_by_school",
    "device_counts",
    "fitting_profiles",
    "inventory_catalogue",
    "inventory_plan",
    "life_rows",
    "plan_problems",
    "preview_rows",
    "price_rows",
    "prices_on",
    "profile_rows",
    "recorded_beside",
    "replacement_by_year",
    "school_imports",
    "sentences_of_line",
    "shortfalls_by_school",
    "steps_print",
    "stock_list",
    "stock_of",
    "stock_page",
    "stock_summary",
    "suggested_schools",
    "suggested_types",
    "taken_over_before",
    "targets_rows",
    "trail_of_stock",
    "types_without_price",
    "undated_of",
]
