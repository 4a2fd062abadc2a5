"""Procurement on the start page: what a school is to count, and what the Träger's offices have to order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Count, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.addresses import address
from core.days import day_in_words
from gutersloh_portal.navigation import places_of
from gutersloh_portal.task import Task, due_words
from needs.models import NeedItem
from needs.states import State
from procurement.models import Delivery, Grant
from procurement.selectors import breaches_of, open_days, untouched_free_lines
from schools.access import OFFICES, access_for
from schools.models import School, SchoolAuthority

if TYPE_CHECKING:
    from accounts.models import User

COUNT_MINUTES, ORDER_MINUTES = 5, 15


def procurement_tasks(user: User) -> Iterator[Task]:
    places = places_of(user)
    if places.schools:
        yield from _to_confirm(user, places.schools)
    if places.equipped:
        yield from _to_confirm(user, _with_deliveries(user, places.equipped), named=True)
    held = access_for(user).authority_ids(*OFFICES)
    offices = tuple(one for one in places.authorities if one.pk in held)
    if offices:
        yield from _to_order(user, offices)
        yield from _deadlines(user, offices)


def _with_deliveries(user: User, authorities: tuple[SchoolAuthority, ...]) -> tuple[School, ...]:
    """Schools of those Träger whose IT one is that have something to unpack: of many schools mostly a few."""
    waiting = Delivery.visible_to(user).filter(confirmed_at__isnull=True)
    schools = School.visible_to(user).filter(authority__in=authorities, pk__in=waiting.values("school"))
    return tuple(schools)


def _to_confirm(user: User, schools: tuple[School, ...], *, named: bool = False) -> Iterator[Task]:
    """Announced deliveries of these schools, one line a school."""
    waiting = Delivery.visible_to(user).filter(school__in=schools, confirmed_at__isnull=True).order_by()
    counted = waiting.values_list("school").annotate(number=Count("pk"), first=Min("delivered_on"))
    by_pk = {school.pk: school for school in schools}
    for school_id, number, first in counted:
        school = by_pk[school_id]
        yield Task(
            _("Count and confirm what has come"),
            address("procurement:school_orders", school_number=school.school_number),
            _("since %(day)s") % {"day": day_in_words(first)},
            "warning",
            str(school) if named or len(schools) > 1 else "",
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
    needs = dict(counted)
    free = untouched_free_lines(user=user, authorities=authorities)
    for authority in authorities:
        told = []
        if items := needs.get(authority.pk, 0):
            told.append(ngettext("%(count)s need", "%(count)s needs", items) % {"count": items})
        if lines := free.get(authority.pk, 0):
            told.append(ngettext("%(count)s free line", "%(count)s free lines", lines) % {"count": lines})
        if not told:
            continue
        yield Task(
            _("Order what stands in the budget"),
            address("procurement:order_list", number=authority.number),
            ", ".join(told),
            "info",
            str(authority) if len(authorities) > 1 else "",
            minutes=ORDER_MINUTES,
        )


def _deadlines(user: User, authorities: tuple[SchoolAuthority, ...]) -> Iterator[Task]:
    """Days of grants that are near or past: to apply, to carry out, to prove. And limits passed without a reason."""
    titles = {
        "apply_by": _("Apply for funding: %(grant)s"),
        "execute_by": _("Carry out what is funded: %(grant)s"),
        "prove_by": _("Hand in the proof of use: %(grant)s"),
    }
    rows = Grant.visible_to(user).filter(authority__in=authorities).select_related("programme")
    grants = list(rows)
    passed = breaches_of([one for one in grants if one.state == Grant.State.GRANTED], user=user)
    for grant in grants:
        url = address("procurement:grant_detail", pk=grant.pk)
        if any(breach.unexplained for breach in passed.get(grant.pk, ())):
            title = _("Over a limit: %(grant)s") % {"grant": grant}
            yield Task(title, url, _("no reason given"), "danger")
        for one in open_days(grant):
            if one.is_near:
                status, tone = due_words(one.day)
                yield Task(titles[one.name] % {"grant": grant}, url, status, tone, due_on=one.day)
