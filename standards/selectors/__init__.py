"""What pages, proposals and forecasts read about standards."""

from standards.selectors.figures import GapLine, GapTable, compared
from standards.selectors.gap import gap_in_force, gap_of, gap_of_school, stock_behind
from standards.selectors.preview import RulePreview, rule_preview
from standards.selectors.standing import Standing, standing, standing_of

__all__ = [
    "GapLine",
    "GapTable",
    "RulePreview",
    "Standing",
    "compared",
    "gap_in_force",
    "gap_of",
    "gap_of_school",
    "rule_preview",
    "standing",
    "standing_of",
    "stock_behind",
]
