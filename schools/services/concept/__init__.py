"""Writing the Medienkonzept: sections, grid, file, and the way from draft to adoption."""

from schools.services.concept.checks import confirm_concept, save_intervals
from schools.services.concept.files import remove_concept_file, upload_concept_file
from schools.services.concept.grid import remove_competence_use, save_competence_use
from schools.services.concept.section_states import adopt_sections, confirm_section, mark_outdated
from schools.services.concept.sections import MAX_TEXT, save_section
from schools.services.concept.states import WrongDate, change_state
from schools.services.concept.working_copy import ensure_concept, lock, lock_open

__all__ = [
    "MAX_TEXT",
    "WrongDate",
    "adopt_sections",
    "change_state",
    "confirm_concept",
    "confirm_section",
    "ensure_concept",
    "lock",
    "lock_open",
    "mark_outdated",
    "remove_competence_use",
    "remove_concept_file",
    "save_competence_use",
    "save_intervals",
    "save_section",
    "upload_concept_file",
]
