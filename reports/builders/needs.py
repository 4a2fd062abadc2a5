"""R5 Bedarfsmeldung: the list that the school sent last, with each decision of the Träger and its reason."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.money import euro_or_dash
from needs.models import NeedList
from needs.selectors import Line, list_picture
from reports import wording
from reports.builders.base import Progress, may_read
from reports.models import ReportJob
from schools.models import School


class NeedsReport:
    """For the school and its Träger; a draft is never printed."""

    kind, template_name = "needs", "reports/pdf/needs.html"

    def permitted(self, job: ReportJob) -> bool:
        return may_read(
            School, job.school_id, user=job.requested_by, permission="reports.request_needs_report"
        )

    def collect(self, job: ReportJob, progress: Progress) -> dict[str, Any]:
        """Raises DomainError while the school has sent no list."""
        user = job.requested_by
        school = School.visible_to(user).select_related("authority").get(pk=job.school_id)
        sent = NeedList.visible_to(user).filter(school=school, sent_at__isnull=False)
        newest = sent.order_by("-year").first()
        if newest is None or newest.sent_at is None:
            raise DomainError(_("This school has not sent a list of needs yet."))
        picture = list_picture(user=user, school=school, year=newest.year)
        progress(50)
        today, money = timezone.localdate(), picture.money
        return {
            "title": _("List of needs %(year)s") % {"year": newest.year},
            "subject": str(school),
            "as_of": today.isoformat(),
            "as_of_text": wording.day(today),
            "sent_on": wording.day(timezone.localdate(newest.sent_at)),
            "year": newest.year,
            "count": len(picture.lines),
            "sums": [
                [_("Together"), euro_or_dash(money.total)],
                [_("of it consumptive"), euro_or_dash(money.consumptive)],
                [_("of it investive"), euro_or_dash(money.investive)],
                [_("Needs without a price"), wording.number(money.unpriced)],
            ],
            "rows": [_overview(line) for line in picture.lines],
            "needs": [_item(line) for line in picture.lines],
        }


def _overview(line: Line) -> dict[str, str]:
    item = line.item
    return {
        "name": str(item),
        "priority": item.priority,
        "total": euro_or_dash(item.total),
        "state": str(item.get_state_display()),
    }


def _item(line: Line) -> dict[str, Any]:
    item = line.item
    training = " ".join(filter(None, [str(item.get_training_display()), wording.day(item.training_on)]))
    rows = [
        [_("Kind and priority"), f"{item.get_kind_display()}, {item.priority}"],
        [_("Pedagogical reason"), item.reason],
        [_("Section of the Medienkonzept"), item.section_name],
        [_("Vorhaben"), item.plan_name],
        [_("Competence of the Medienkompetenzrahmen"), item.competence_name],
        [_("Rooms or years"), item.place],
        [_("Training"), training],
        [_("Building work"), str(item.get_building_display())],
        [_("Price of a piece"), euro_or_dash(item.price)],
        [_("Budget"), line.accounting_name],
        [_("Proposal for funding"), str(item.funding or "")],
        [_("State"), str(item.get_state_display())],
        [_("Reason of the school authority"), item.decision],
    ]
    return {"name": str(item), "rows": [[name, value or "–"] for name, value in rows]}
