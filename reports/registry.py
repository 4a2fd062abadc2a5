"""Which report is made by whom."""

from reports.builders.authority import AuthorityReport
from reports.builders.base import Builder
from reports.builders.concept import ConceptDraftReport, ConceptReport
from reports.builders.minutes import MinutesReport
from reports.builders.needs import NeedsReport
from reports.builders.review import ReviewReport
from reports.builders.school import SchoolReport

_ALL: tuple[Builder, ...] = (
    SchoolReport(),
    MinutesReport(),
    AuthorityReport(),
    ConceptReport(),
    ConceptDraftReport(),
    NeedsReport(),
    ReviewReport(),
)
BUILDERS: dict[str, Builder] = {builder.kind: builder for builder in _ALL}
