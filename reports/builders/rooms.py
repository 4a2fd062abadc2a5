"""Room sheets of a stock-taking: a QR code that opens the page of the room, and a table to fill in by hand."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.qr import qr_code
from equipment.selectors.counting import Sheet, open_stocktaking, sheets
from reports import wording
from reports.builders.base import Progress, may_read
from reports.models import ReportJob
from schools.models import School

SPARE_ROWS = 4  # empty lines for what is found and not listed


class RoomsReport:
    """For whoever keeps the stock. The code holds the address of the room's page and nothing else."""

    kind, template_name = "rooms", "reports/pdf/rooms.html"

    def permitted(self, job: ReportJob) -> bool:
        return may_read(School, job.school_id, user=job.requested_by, permission="equipment.change_stock")

    def collect(self, job: ReportJob, progress: Progress) -> dict[str, Any]:
        """Raises DomainError while no stock-taking is open."""
        user = job.requested_by
        school = School.visible_to(user).get(pk=job.school_id)
        running = open_stocktaking(user=user, school=school)
        if running is None:
            raise DomainError(_("No stock-taking is running. Start one first, then order the room sheets."))
        found = sheets(user=user, stocktaking=running)
        progress(40)
        today = timezone.localdate()
        return {
            "title": _("Room sheets for the stock-taking"),
            "subject": str(school),
            "as_of": today.isoformat(),
            "as_of_text": wording.day(today),
            "count": len(found),
            "rooms": [_room(school, sheet) for sheet in found],
            "spare": list(range(SPARE_ROWS)),
        }


def _room(school: School, sheet: Sheet) -> dict[str, Any]:
    path = reverse("equipment:room_count", args=[school.school_number, sheet.room.pk])
    address = f"{settings.BASE_URL}{path}"
    return {"name": str(sheet.room), "address": address, "code": qr_code(address)} | {
        "rows": [
            {
                "type": str(batch.type),
                "year": str(batch.purchase_year or "–"),
                "state": str(batch.get_state_display()),
                "expected": wording.number(batch.quantity),
            }
            for batch in sheet.batches
        ]
    }
