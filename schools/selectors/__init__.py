"""Reading schools: what other apps may ask for stands here by name."""

from schools.selectors.concept import ConceptStatus, concept_status
from schools.selectors.register import figures_of
from schools.selectors.trainings import TrainingCount, training_count

__all__ = ["ConceptStatus", "TrainingCount", "concept_status", "figures_of", "training_count"]
