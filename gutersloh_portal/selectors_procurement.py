"""Procurement on the start page: what a school is to count, and what the Träger's offices have to order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.addresses import address
from gutersloh_portal.navigation import places_of
from gutersloh_portal.task import SOON, Task, due_words
from needs.models import NeedItem
from needs.states import State
from procurement.models import Delivery, Grant
from procurement.selectors import next_deadline
from schools.access import OFFICES, access_for
from schools.models import School, SchoolAuthority

if TYPE_CHECKING:
    from accounts.models import User

COUNT_MINUTES, ORDER_MINUTES = 5, 15


def procurement_tasks(user: User) -> Iterator[Task]:
    places = places_of(user)
    if places.schools:
        yield from _to_confirm(user, places.schools)
    held = access_for(user).authority_ids(*OFFICES)
    offices = tuple(one for one in places.authorities if one.pk in held)
    if offices:
        yield from _to_order(user, offices)
        yield from _deadlines(user, offices)


def _to_confirm(user: User, schools: tuple[School, ...]) -> Iterator[Task]:
    """Announced deliveries of the own schools, the oldest first."""
    waiting = Delivery.visible_to(user).filter(school__in=schools, confirmed_at__isnull=True).order_by()
    counted = waiting.values_list("school").annotate(number=Count("pk"), first=Min("delivered_on"))
    by_pk = {school.pk: school for school in schools}
    for school_id, number, first in counted:
        school = by_pk[school_id]
        yield Task(
            _("Count and confirm what has come"),
            address("procurement:school_orders", school_number=school.school_number),
            _("since %(day)s") % {"day": date_format(first, "DATE_FORMAT")},
            "warning",
            str(school) if len(schools) > 1 else "",
            first,
            minutes=number * COUNT_MINUTES,
        )


def _to_order(user: User, authorities: tuple[SchoolAuthority, ...]) -> Iterator[Task]:
    waiting = NeedItem.visible_to(user).filter(
        need_list__school__authority__in=authorities,
        need_list__sent_at__isnull=False,
        state=State.BUDGETED,
    )
    counted = waiting.order_by().values_list("need_list__school__authority").annotate(items=Count("pk"))
    by_pk = {authority.pk: authority for authority in authorities}
    for authority_id, items in counted:
        authority = by_pk[authority_id]
        yield Task(
            _("Order what stands in the budget"),
            address("procurement:order_list", number=authority.number),
            ngettext("%(count)s need", "%(count)s needs", items) % {"count": items},
            "info",
            str(authority) if len(authorities) > 1 else "",
            minutes=ORDER_MINUTES,
        )


def _deadlines(user: User, authorities: tuple[SchoolAuthority, ...]) -> Iterator[Task]:
    """Days of grants that are near or past: to apply, to carry out, to prove."""
    titles = {
        "apply_by": _("Apply for funding: %(grant)s"),
        "execute_by": _("Carry out what is funded: %(grant)s"),
        "prove_by": _("Hand in the proof of use: %(grant)s"),
    }
    grants = Grant.visible_to(user).filter(authority__in=authorities).select_related("programme")
    for grant in grants:
        found = next_deadline(grant)
        if found is None or found[1] - timezone.localdate() > SOON:
            continue
        name, day = found
        status, tone = due_words(day)
        url = address("procurement:grant_detail", pk=grant.pk)
        yield Task(titles[name] % {"grant": grant}, url, status, tone, due_on=day)
