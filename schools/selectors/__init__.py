"""Reading schools: what other apps may ask for stands here by name."""

from schools.selectors.concept import ConceptStatus, concept_status
from schools.selectors.facts import ConceptCount, adoptions, concept_count, newest_figures
from schools.selectors.register import figures_of
from schools.selectors.trainings import TrainingCount, training_count

__all__ = [
    "ConceptCount",
    "ConceptStatus",
    "TrainingCount",
    "adoptions",
    "concept_count",
    "concept_status",
    "figures_of",
    "newest_figures",
    "training_count",
]
