"""Reading schools: what other apps may ask for stands here by name."""

from schools.selectors.concept import ConceptStatus, concept_status
from schools.selectors.facts import (
    SectionCount,
    adoptions,
    newest_figures,
    section_count,
    used_competences,
)
from schools.selectors.register import figures_of
from schools.selectors.trainings import TrainingCount, done_trainings, training_count

__all__ = [
    "ConceptStatus",
    "SectionCount",
    "TrainingCount",
    "adoptions",
    "concept_status",
    "done_trainings",
    "figures_of",
    "newest_figures",
    "section_count",
    "training_count",
    "used_competences",
]
