"""Reading schools: what other apps may ask for stands here by name."""

from schools.selectors.concept import ConceptStatus, concept_status
from schools.selectors.facts import (
    SectionCount,
    adoptions,
    competence_count,
    newest_figures,
    section_count,
)
from schools.selectors.register import figures_of
from schools.selectors.trainings import TrainingCount, training_count

__all__ = [
    "ConceptStatus",
    "SectionCount",
    "TrainingCount",
    "adoptions",
    "competence_count",
    "concept_status",
    "figures_of",
    "newest_figures",
    "section_count",
    "training_count",
]
