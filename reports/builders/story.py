"""The story of one cell of the matrix, as half a page for the committee."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import DomainError
from reports import wording
from reports.builders.base import Progress, may_read
from reports.models import ReportJob
from roundtables.models import RoundTableSeries
from roundtables.selectors import story_page

NEWEST = 12  # lines that stay on half a page


class StoryReport:
    """Readers of the table read it: the sentences of the page, the newest of them."""

    kind, template_name = "story", "reports/pdf/story.html"

    def permitted(self, job: ReportJob) -> bool:
        return may_read(RoundTableSeries, job.series_id, user=job.requested_by)

    def collect(self, job: ReportJob, progress: Progress) -> dict[str, Any]:
        """Raises DomainError when school or aspect are gone."""
        page = story_page(job.params | {"tisch": job.series_id}, user=job.requested_by)
        progress(40)
        if page.story is None or page.series is None:
            raise DomainError(_("Choose a school or school authority and one of its aspects."))
        story, today = page.story, timezone.localdate()
        left_out = max(0, len(story.lines) - NEWEST)
        earlier = ngettext(
            "%(count)d earlier entry stands on the page.",
            "%(count)d earlier entries stand on the page.",
            left_out,
        )
        return {
            "title": f"{story.aspect.code} {story.aspect.name}",
            "subject": f"{story.who.name}, {page.series.name}",
            "as_of": today.isoformat(),
            "as_of_text": wording.day(today),
            "today": story.today,
            "earlier": earlier % {"count": left_out} if left_out else "",
            "lines": [[wording.day(line.on), line.text] for line in story.lines[left_out:]],
        }
