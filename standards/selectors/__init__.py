"""What pages, proposals and forecasts read about standards."""

from standards.selectors.gap import (
    GapLine,
    GapTable,
    gap_of,
    gap_of_school,
    rule_preview,
    stock_behind,
    version_in_force,
)

__all__ = [
    "GapLine",
    "GapTable",
    "gap_of",
    "gap_of_school",
    "rule_preview",
    "stock_behind",
    "version_in_force",
]
