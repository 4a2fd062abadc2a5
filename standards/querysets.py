"""Who reads a decided standard: whom it binds. A draft is the Träger's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from core.scoping import ScopedQuerySet
from schools.access import AUTHORITY_ROLES, OFFICES, access_for, any_of, only_for
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


class VersionQuerySet(ScopedQuerySet):
    prefix = ""  # leads to the version ("version__")

    def visible_q(self, user: User) -> Q:
        """The offices of the Träger; of what was adopted, its IT and the people of its schools too."""
        access = access_for(user)
        own = School.unscoped.filter(access.own_schools_q()).values("authority_id")
        bound = any_of(
            Q(**{f"{self.prefix}authority__in": own}),
            **{f"{self.prefix}authority_id__in": access.authority_ids(*AUTHORITY_ROLES)},
        )
        adopted = only_for(bound, condition=Q(**{f"{self.prefix}adopted_at__isnull": False}))
        return any_of(adopted, **{f"{self.prefix}authority_id__in": access.authority_ids(*OFFICES)})


class PartQuerySet(VersionQuerySet):
    prefix = "version__"
