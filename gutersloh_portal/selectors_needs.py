"""Needs on the start page: the own list before its day, and the lists that wait for the Träger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.addresses import address
from gutersloh_portal.navigation import places_of
from gutersloh_portal.task import SOON, Task, due_words
from needs.models import NeedItem, NeedList, PlanningRound
from needs.selectors import WAITING
from schools.models import School, SchoolAuthority

if TYPE_CHECKING:
    from accounts.models import User

LIST_MINUTES, DECISION_MINUTES = 10, 2


def needs_tasks(user: User) -> Iterator[Task]:
    places = places_of(user)
    if places.schools:
        yield from _own_lists(user, places.schools)
    if places.authorities:
        yield from _lists_to_decide(user, places.authorities)


def _own_lists(user: User, schools: tuple[School, ...]) -> Iterator[Task]:
    """Only while a round is open and its day is to come: then the list is due on that day."""
    today = timezone.localdate()
    opened = PlanningRound.visible_to(user).filter(is_open=True).order_by("year")
    running: dict[int, PlanningRound] = {}
    for planning in opened:
        if planning.deadline >= today:
            running.setdefault(planning.authority_id, planning)
    sent = NeedList.visible_to(user).filter(school__in=schools, sent_at__isnull=False)
    done = set(sent.order_by().values_list("school_id", "year"))
    for school in schools:
        planning = running.get(school.authority_id)
        if planning is None or (school.pk, planning.year) in done:
            continue
        status, tone = due_words(planning.deadline)
        yield Task(
            _("Send the list of needs %(year)s") % {"year": planning.year},
            address("needs:need_list", school_number=school.school_number, year=planning.year),
            status,
            tone if planning.deadline - today <= SOON else "info",
            str(school) if len(schools) > 1 else "",
            planning.deadline,
            minutes=LIST_MINUTES,
        )


def _lists_to_decide(user: User, authorities: tuple[SchoolAuthority, ...]) -> Iterator[Task]:
    """Rounds with needs that wait for the Träger's word."""
    waiting = NeedItem.visible_to(user).filter(
        need_list__school__authority__in=authorities, need_list__sent_at__isnull=False, state__in=WAITING
    )
    counted = (
        waiting.order_by()
        .values_list("need_list__school__authority", "need_list__year")
        .annotate(lists=Count("need_list", distinct=True), items=Count("pk"))
    )
    by_pk = {authority.pk: authority for authority in authorities}
    for authority_id, year, lists, items in counted:
        authority = by_pk[authority_id]
        yield Task(
            _("Decide on the needs of the schools %(year)s") % {"year": year},
            address("needs:round_detail", number=authority.number, year=year),
            ngettext("%(count)s need", "%(count)s needs", items) % {"count": items},
            "info",
            ngettext("in %(count)s list", "in %(count)s lists", lists) % {"count": lists},
            minutes=items * DECISION_MINUTES,
        )
