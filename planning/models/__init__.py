"""What a Träger plans in a year: its phases, the ranking of needs, the budget."""

from planning.models.budgets import Budget, BudgetLine
from planning.models.phases import PlanningPhase
from planning.models.rankings import RankedItem, Ranking

__all__ = ["Budget", "BudgetLine", "PlanningPhase", "RankedItem", "Ranking"]
