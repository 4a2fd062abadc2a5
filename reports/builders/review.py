"""The sheet of a Jahresgespräch: to prepare the talk, and to sign what was agreed."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from annualreviews.models import AnnualReview
from annualreviews.selectors import sheet_of
from reports import wording
from reports.builders.base import Progress, may_read
from reports.models import ReportJob
from schools.models import School


class ReviewReport:
    """For the school and the offices of its Träger; closed talks are printed as they were frozen."""

    kind, template_name = "review", "reports/pdf/review.html"

    def permitted(self, job: ReportJob) -> bool:
        return may_read(
            School, job.school_id, user=job.requested_by, permission="reports.request_review_report"
        )

    def collect(self, job: ReportJob, progress: Progress) -> dict[str, Any]:
        user, year = job.requested_by, job.params["year"]
        school = School.visible_to(user).select_related("authority", "municipality").get(pk=job.school_id)
        review = AnnualReview.visible_to(user).filter(school=school, year=year).first()
        closed_at = review.closed_at if review else None
        progress(20)
        frozen = review.sheet if review and closed_at else None
        sheet = frozen or sheet_of(user=user, school=school, year=year, with_cost=False)  # both sides read it
        day = timezone.localdate(closed_at) if closed_at else timezone.localdate()
        return {
            **sheet,
            "title": _("Jahresgespräch %(year)s") % {"year": year},
            "subject": str(school),
            "as_of": day.isoformat(),
            "as_of_text": wording.day(day),
            "is_closed": bool(closed_at),
            "talk_rows": _talk(sheet["talk"]),
            "signatures": [
                [_("For the school"), str(school)],
                [_("For the school authority"), str(school.authority)],
            ],
        }


def _talk(talk: dict[str, str]) -> list[list[str]]:
    rows = [
        [_("Day"), talk["day"]],
        [_("Place"), talk["place"]],
        [_("Who takes part"), ", ".join(filter(None, map(str.strip, talk["participants"].splitlines())))],
    ]
    return [[name, value] for name, value in rows if value]
