"""Who reads a decided standard: whom it binds. A draft is the Träger's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from core.scoping import ScopedQuerySet
from schools.access import AUTHORITY_ROLES, access_for, any_of
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


class VersionQuerySet(ScopedQuerySet):
    prefix = ""  # leads to the version ("version__")

    def visible_q(self, user: User) -> Q:
        """The Träger's people with its IT, and of what was adopted the people of its schools."""
        access = access_for(user)
        own = School.unscoped.filter(access.own_schools_q()).values("authority_id")
        adopted = Q(**{f"{self.prefix}authority__in": own, f"{self.prefix}adopted_at__isnull": False})
        equipped = {f"{self.prefix}authority_id__in": access.authority_ids(*AUTHORITY_ROLES)}
        return any_of(adopted, **equipped)


class PartQuerySet(VersionQuerySet):
    prefix = "version__"
