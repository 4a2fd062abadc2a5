"""Who reads what belongs to a grant: the offices of its Träger. And how many pieces of a line came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Q, Sum

from equipment.querysets import EquipmentQuerySet
from schools.access import OFFICES, access_for
from schools.querysets import OfAuthorityQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class OfGrantQuerySet(OfAuthorityQuerySet):
    def visible_q(self, user: User) -> Q:
        return Q(grant__authority__in=access_for(user).authority_ids(*OFFICES))


class OrderLineQuerySet(EquipmentQuerySet):
    def with_kept(self) -> Self:
        """Each line with `kept`: pieces that the school has confirmed and keeps, in order or broken."""
        return self.annotate(kept=Sum("deliveries__good", default=0) + Sum("deliveries__broken", default=0))
