"""Who reads what belongs to a grant: the offices of its Träger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from schools.access import OFFICES, access_for
from schools.querysets import OfAuthorityQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class OfGrantQuerySet(OfAuthorityQuerySet):
    def visible_q(self, user: User) -> Q:
        return Q(grant__authority__in=access_for(user).authority_ids(*OFFICES))
