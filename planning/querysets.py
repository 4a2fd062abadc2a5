"""Who reads what a Träger plans: its offices, and of the calendar and of results the schools that they concern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from core.scoping import ScopedQuerySet
from schools.access import OFFICES, access_for, any_of, only_for
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


class PhaseQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        """The offices of the Träger, and the people of its schools: the year binds both."""
        access = access_for(user)
        own = School.unscoped.filter(access.own_schools_q()).values("authority_id")
        offices = {"planning__authority_id__in": access.authority_ids(*OFFICES)}
        return any_of(Q(planning__authority__in=own), **offices)


class RankedItemQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        """The offices always; a school its own needs, as soon as the ranking is settled."""
        access = access_for(user)
        own = access.own_schools_q("item__need_list__school__")
        settled = only_for(own, condition=Q(ranking__locked_at__isnull=False, frozen__isnull=False))
        return any_of(settled, ranking__authority_id__in=access.authority_ids(*OFFICES))


class BudgetLineQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        """The offices alone; a school reads at its need what was decided."""
        return Q(budget__authority_id__in=access_for(user).authority_ids(*OFFICES))
