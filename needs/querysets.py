"""Who reads needs: a draft its school alone, what was sent the school's Träger too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from core.scoping import ScopedQuerySet
from schools.access import access_for, any_of, only_for
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


class RoundQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        """The Träger's people, and those of its schools: price limit and strictness bind both."""
        access = access_for(user)
        own = School.unscoped.filter(access.own_schools_q()).values("authority_id")
        return Q(authority__in=access.authority_ids()) | Q(authority__in=own)


class _SentQuerySet(ScopedQuerySet):
    prefix = ""  # leads to the list ("need_list__")

    def visible_q(self, user: User) -> Q:
        """The school always; its Träger and who carries the school on from sending until withdrawal; nobody else."""
        access = access_for(user)
        own = access.own_schools_q(f"{self.prefix}school__")
        run = access.authority_schools_q(f"{self.prefix}school__")
        readers = any_of(run, **{f"{self.prefix}school__in": access.former})
        return any_of(own, only_for(readers, condition=Q(**{f"{self.prefix}sent_at__isnull": False})))


class NeedListQuerySet(_SentQuerySet):
    pass


class NeedItemQuerySet(_SentQuerySet):
    prefix = "need_list__"


class NeedStepQuerySet(_SentQuerySet):
    prefix = "item__need_list__"
