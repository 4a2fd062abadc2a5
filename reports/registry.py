"""Which report is made by whom."""

from reports.builders.authority import AuthorityReport
from reports.builders.base import Builder, Packer
from reports.builders.concept import ConceptDraftReport, ConceptReport
from reports.builders.duties import DutiesReport
from reports.builders.guidelines import GuidelinesReport
from reports.builders.minutes import MinutesReport
from reports.builders.needs import NeedsReport
from reports.builders.pack import PackReport
from reports.builders.poster import PosterReport
from reports.builders.proof_of_use import ProofOfUse
from reports.builders.review import ReviewReport
from reports.builders.rooms import RoomsReport
from reports.builders.school import SchoolReport
from reports.builders.story import StoryReport

_ALL: tuple[Builder, ...] = (
    SchoolReport(),
    MinutesReport(),
    AuthorityReport(),
    ConceptReport(),
    ConceptDraftReport(),
    NeedsReport(),
    ReviewReport(),
    RoomsReport(),
    ProofOfUse(),
    GuidelinesReport(),
    PackReport(),
    PosterReport(),
    StoryReport(),
    DutiesReport(),
)
BUILDERS: dict[str, Builder] = {builder.kind: builder for builder in _ALL}
# Kinds whose file is more than the printed document.
PACKERS: dict[str, Packer] = {one.kind: one for one in _ALL if isinstance(one, Packer)}
