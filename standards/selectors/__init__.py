"""What pages, proposals and forecasts read about standards."""

from standards.selectors.decisions import corrections_of
from standards.selectors.figures import GapLine, GapTable, compared
from standards.selectors.gap import gap_in_force, gap_of, gap_of_school, stock_behind
from standards.selectors.preview import RulePreview, rule_preview
from standards.selectors.standing import Standing, standing, standing_of
from standards.selectors.targets import TargetLine, TargetTable, target_lines, target_table

__all__ = [
    "GapLine",
    "GapTable",
    "RulePreview",
    "Standing",
    "TargetLine",
    "TargetTable",
    "compared",
    "corrections_of",
    "gap_in_force",
    "gap_of",
    "gap_of_school",
    "rule_preview",
    "standing",
    "standing_of",
    "stock_behind",
    "target_lines",
    "target_table",
]
