"""Reading the Medienkonzept: the school's working copy, its grid, and the versions that others may read."""

from schools.selectors.concept.bound import Bound, SectionChange, bound
from schools.selectors.concept.checks import LightCheck, light_checks
from schools.selectors.concept.grid import Grid, GridArea, GridEntry, GridRow, band_label, grid_bands, grid_of
from schools.selectors.concept.status import ConceptStatus, concept_status
from schools.selectors.concept.versions import FrozenSection, VersionPage, concept_versions, version_page
from schools.selectors.concept.working_copy import (
    STATE_TONES,
    ConceptPage,
    SectionLine,
    SectionPage,
    concept_of,
    concept_page,
    section_page,
)

__all__ = [
    "STATE_TONES",
    "Bound",
    "ConceptPage",
    "ConceptStatus",
    "FrozenSection",
    "Grid",
    "GridArea",
    "GridEntry",
    "GridRow",
    "LightCheck",
    "SectionChange",
    "SectionLine",
    "SectionPage",
    "VersionPage",
    "band_label",
    "bound",
    "concept_of",
    "concept_page",
    "concept_status",
    "concept_versions",
    "grid_bands",
    "grid_of",
    "light_checks",
    "section_page",
    "version_page",
]
