"""Reading schools: what other apps may ask for stands here by name."""

from schools.selectors.concept import ConceptStatus, concept_status
from schools.selectors.register import figures_of

__all__ = ["ConceptStatus", "concept_status", "figures_of"]
