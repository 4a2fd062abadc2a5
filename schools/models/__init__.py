"""The tenant app: register, people, figures, Medienkonzept."""

from schools.models.competence_imports import CompetenceImport
from schools.models.concept import CompetenceUse, ConceptCheck, ConceptSection, ConceptVersion, MediaConcept
from schools.models.concept_history import SectionPresence, SectionText
from schools.models.concept_splits import ConceptSplit
from schools.models.concept_talk import SectionComment, ShownSection
from schools.models.people import Invitation, Membership
from schools.models.register import (
    Municipality,
    RegisterImport,
    School,
    SchoolAuthority,
    SchoolStatus,
    SchoolYearFigures,
)
from schools.models.successions import SchoolSuccession
from schools.models.trainings import Training

__all__ = [
    "CompetenceImport",
    "CompetenceUse",
    "ConceptCheck",
    "ConceptSection",
    "ConceptSplit",
    "ConceptVersion",
    "Invitation",
    "MediaConcept",
    "Membership",
    "Municipality",
    "RegisterImport",
    "School",
    "SchoolAuthority",
    "SchoolStatus",
    "SchoolSuccession",
    "SchoolYearFigures",
    "SectionComment",
    "SectionPresence",
    "SectionText",
    "ShownSection",
    "Training",
]
