"""Who reads what a Träger assumes about the years to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from schools.access import AREA_ROLES, NOBODY, Role, access_for, any_of
from schools.models import School
from schools.querysets import OfAuthorityQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class ScenarioQuerySet(OfAuthorityQuerySet):
    def visible_q(self, user: User) -> Q:
        """The offices; once shared, those who sit at a table with the Träger: its schools and who goes with them."""
        access = access_for(user)
        areas = (area.schools_q() for area in access.areas_of(*AREA_ROLES))
        advised = {"pk__in": access.school_ids(Role.MEDIA_ADVISER)}
        schools = any_of(access.own_schools_q(), *areas, **advised)
        own = super().visible_q(user)
        if schools is NOBODY:
            return own
        authorities = School.unscoped.filter(schools).order_by().values("authority_id")
        return own | Q(shown_at__isnull=False, authority__in=authorities)
