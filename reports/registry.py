"""Which report is made by whom."""

from reports.builders.authority import AuthorityReport
from reports.builders.base import Builder
from reports.builders.minutes import MinutesReport
from reports.builders.school import SchoolReport

BUILDERS: dict[str, Builder] = {
    builder.kind: builder for builder in (SchoolReport(), MinutesReport(), AuthorityReport())
}
