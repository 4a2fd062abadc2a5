"""Who sees equipment, and the filters of its screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from core.jobs import JobQuerySet
from core.scoping import ScopedQuerySet
from schools.access import AUTHORITY_ROLES, NOBODY, SCHOOL_ROLES, access_for, any_of
from schools.models import School
from schools.querysets import SharedWithAuthorityQuerySet

if TYPE_CHECKING:
    from accounts.models import User


AVAILABLE = ("in_use", "stored")  # states: in operation or in store, not broken and not retired


class EquipmentTypeQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)


class EquipmentQuerySet(SharedWithAuthorityQuerySet):
    """Rows with a `school` about its equipment: the Träger's IT reads them too, and nothing else."""

    def visible_q(self, user: User) -> Q:
        return any_of(super().visible_q(user), access_for(user).equipped_schools_q("school__"))


class StockQuerySet(EquipmentQuerySet):
    def in_use(self) -> Self:
        """Counted as available."""
        return self.filter(state__in=AVAILABLE)

    def of_group(self, group: str) -> Self:
        return self.filter(type__group=group)


class CountQuerySet(EquipmentQuerySet):
    """Rounds of a stock-taking and the sheets of their rooms."""


class InventoryImportQuerySet(EquipmentQuerySet):
    def in_stock(self) -> Self:
        """Taken over and not taken back."""
        return self.filter(committed_at__isnull=False, undone_at__isnull=True)


class ImportProfileQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        """Those of the schools one works at and of their Träger, and all of a Träger one works for."""
        access = access_for(user)
        schools = access.school_ids(*SCHOOL_ROLES)
        runs = School.unscoped.filter(pk__in=schools).values("authority")
        return any_of(
            access.equipped_schools_q("school__"),
            Q(authority__in=runs) if schools else NOBODY,
            school__in=schools,
            authority__in=access.authority_ids(*AUTHORITY_ROLES),
        )


class BulkImportQuerySet(JobQuerySet):
    """Equipment is what the IT office of a Träger sees, too."""

    def visible_q(self, user: User) -> Q:
        return Q(authority__in=access_for(user).authority_ids(*AUTHORITY_ROLES))

    def in_stock(self) -> Self:
        """Taken over and not taken back."""
        return self.filter(committed_at__isnull=False, undone_at__isnull=True)


class OfBulkImportQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        return Q(upload__authority__in=access_for(user).authority_ids(*AUTHORITY_ROLES))


class TargetsQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        """The portal's defaults (no Träger), and those of every Träger one belongs to or whose school one sees."""
        access = access_for(user)
        if access.is_admin:
            return Q()
        own = Q(authority__in=access.authority_ids(*AUTHORITY_ROLES)) | Q(
            authority__schools__pk__in=access.school_ids()
        )
        return Q(authority__isnull=True) | own
