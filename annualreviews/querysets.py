"""Who reads a Jahresgespräch: the school's own people and the offices of its Träger, who talk with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from core.scoping import ScopedQuerySet
from schools.access import OFFICES, access_for, any_of

if TYPE_CHECKING:
    from accounts.models import User


class ReviewQuerySet(ScopedQuerySet):
    prefix = ""  # leads to the review ("review__")

    def visible_q(self, user: User) -> Q:
        access = access_for(user)
        own = access.own_schools_q(f"{self.prefix}school__")
        offices = {f"{self.prefix}school__authority_id__in": access.authority_ids(*OFFICES)}
        return any_of(own, **offices)


class PointQuerySet(ReviewQuerySet):
    prefix = "review__"
