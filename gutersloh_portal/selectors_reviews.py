"""Jahresgespräche on the start page: the one that comes, and those that were held and are not written down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from annualreviews.models import AnnualReview
from core.addresses import address
from gutersloh_portal.navigation import places_of
from gutersloh_portal.task import Task
from schools.access import OFFICES, access_for

if TYPE_CHECKING:
    from accounts.models import User

AHEAD = timedelta(days=30)  # so early a talk is announced
PREPARE_MINUTES, RECORD_MINUTES = 10, 15


def review_tasks(user: User) -> Iterator[Task]:
    """One query for all places; nothing for people who take part in no talk."""
    places = places_of(user)
    offices = access_for(user).authority_ids(*OFFICES)
    if not (places.schools or offices):
        return
    now = timezone.now()
    rows = AnnualReview.visible_to(user).filter(closed_at__isnull=True, starts_at__lte=now + AHEAD)
    for review in rows.select_related("school").defer("sheet").order_by("starts_at", "pk"):
        is_ahead = review.starts_at > now
        if not is_ahead and review.school.authority_id not in offices:
            continue  # the Träger closes it
        day = timezone.localtime(review.starts_at)
        words = {"day": date_format(day, "d.m."), "time": date_format(day, "H:i")}
        yield Task(
            _("Prepare the Jahresgespräch") if is_ahead else _("Close the Jahresgespräch"),
            address(
                "annualreviews:review_detail", school_number=review.school.school_number, year=review.year
            ),
            _("on %(day)s at %(time)s") % words if is_ahead else _("was on %(day)s") % words,
            "info" if is_ahead else "warning",
            str(review.school) if len(places.schools) != 1 or offices else "",
            timezone.localdate(review.starts_at),
            minutes=PREPARE_MINUTES if is_ahead else RECORD_MINUTES,
        )
