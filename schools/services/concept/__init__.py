"""Writing the Medienkonzept: sections, grid, file, and the way from draft to adoption."""

from schools.services.concept.files import remove_concept_file, upload_concept_file
from schools.services.concept.grid import remove_competence_use, save_competence_use
from schools.services.concept.section_states import adopt_sections, confirm_section, mark_outdated
from schools.services.concept.sections import MAX_TEXT, save_section
from schools.services.concept.states import REVIEW_YEARS, WrongDate, change_state, default_review
from schools.services.concept.working_copy import ensure_concept, lock, lock_open

__all__ = [
    "MAX_TEXT",
    "REVIEW_YEARS",
    "WrongDate",
    "adopt_sections",
    "change_state",
    "confirm_section",
    "default_review",
    "ensure_concept",
    "lock",
    "lock_open",
    "mark_outdated",
    "remove_competence_use",
    "remove_concept_file",
    "save_competence_use",
    "save_section",
    "upload_concept_file",
]
