"""What a Träger plans in a year: its phases, the ranking of needs, the budget."""

from planning.models.phases import PlanningPhase

__all__ = ["PlanningPhase"]
