"""The vocabulary of schools: who sees them, and the filters that screens speak in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.scoping import ScopedQuerySet
from schools.access import AUTHORITY_ROLES, OFFICES, Role, access_for, any_of, only_for
from schools.keys import CLOSED_KEYS, CLOSING_KEYS, OPENING_KEY

if TYPE_CHECKING:
    from accounts.models import User


class SchoolQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        access = access_for(user)
        return Q() if access.is_admin else any_of(access.released_schools_q(), access.equipped_schools_q())

    def open(self) -> Self:
        """In the register, not closed and already begun: `models.register.status_on` in the database's words."""
        today = timezone.localdate()
        plain = ~Q(operation_key__in=sorted({*CLOSED_KEYS, *CLOSING_KEYS, OPENING_KEY}))
        still = Q(operation_key__in=sorted(CLOSING_KEYS)) & (
            Q(operation_on=None) | Q(operation_on__gte=today)
        )
        already = Q(operation_key=OPENING_KEY, operation_on__lte=today)
        return self.filter(plain | still | already, missing_since__isnull=True)

    def upcoming(self) -> Self:
        """Begins on a day that is still to come, or not yet known."""
        later = Q(operation_on=None) | Q(operation_on__gt=timezone.localdate())
        return self.filter(later, operation_key=OPENING_KEY, missing_since__isnull=True)

    def closed(self) -> Self:
        """Closed, or gone from the register."""
        past = Q(operation_key__in=sorted(CLOSING_KEYS), operation_on__lt=timezone.localdate())
        return self.filter(Q(missing_since__isnull=False) | Q(operation_key__in=sorted(CLOSED_KEYS)) | past)

    def in_area(self, ags: str) -> Self:
        """Schools of a municipality (8 digits) or a Kreis (5 digits)."""
        return self.filter(municipality__ags__startswith=ags)


class OwnedQuerySet(ScopedQuerySet):
    """Rows with a `school` that only its own people read: drafts."""

    def visible_q(self, user: User) -> Q:
        return access_for(user).own_schools_q("school__")


class SharedWithAuthorityQuerySet(ScopedQuerySet):
    """Rows with a `school` that its own people and the offices of its Träger read: facts such as figures."""

    def visible_q(self, user: User) -> Q:
        access = access_for(user)
        own, run = access.own_schools_q("school__"), access.authority_schools_q("school__")
        return any_of(own, run, school__in=access.former)


class OfAuthorityQuerySet(ScopedQuerySet):
    """Rows with an `authority` that its offices read: prices, plans, money. Its IT sees equipment alone."""

    def visible_q(self, user: User) -> Q:
        return Q(authority__in=access_for(user).authority_ids(*OFFICES))


class SuccessionQuerySet(ScopedQuerySet):
    """Read by whoever reads one of the two schools."""

    def visible_q(self, user: User) -> Q:
        access = access_for(user)
        if access.is_admin:
            return Q()
        return access.released_schools_q("predecessor__") | access.released_schools_q("successor__")


class ShownSectionQuerySet(ScopedQuerySet):
    """The school's own people, its media advisers, and its Träger where the school said so."""

    def visible_q(self, user: User) -> Q:
        access = access_for(user)
        shown_to_authority = only_for(
            access.authority_schools_q("school__"), condition=Q(with_authority=True)
        )
        own, advised = access.own_schools_q("school__"), access.advised_schools_q("school__")
        return any_of(own, advised, shown_to_authority)

    def waiting(self) -> Self:
        """Shown and not signed off yet."""
        return self.filter(checked_at__isnull=True)


class SectionCommentQuerySet(ScopedQuerySet):
    """Internal comments never leave the school; the others reach whom their audience names."""

    def visible_q(self, user: User) -> Q:
        access = access_for(user)
        advisers = Q(audience__in=["advisers", "everyone"])
        for_advisers = only_for(access.advised_schools_q("school__"), condition=advisers)
        for_authority = only_for(access.authority_schools_q("school__"), condition=Q(audience="everyone"))
        return any_of(access.own_schools_q("school__"), for_advisers, for_authority)

    def to_answer(self) -> Self:
        """The school's words to its adviser that nobody has answered or settled; of rows already cut to the user."""
        comments: Any = self.model
        later = comments.unscoped.filter(
            school=OuterRef("school"), number=OuterRef("number"), side="adviser", pk__gt=OuterRef("pk")
        )
        spoken = self.filter(side="school", audience__in=["advisers", "everyone"], done_at__isnull=True)
        return spoken.filter(~Exists(later))

    def to_settle(self) -> Self:
        """What others said to the school, as long as it has not said that it is done."""
        return self.exclude(side="school").filter(done_at__isnull=True)


class ReleasedQuerySet(ScopedQuerySet):
    """Rows with a `school` that everybody reads who reads its released picture."""

    def visible_q(self, user: User) -> Q:
        return access_for(user).released_schools_q("school__")


class AuthorityQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        """Own Träger, the Träger of every school one sees."""
        access = access_for(user)
        if access.is_admin:
            return Q()
        own = Q(pk__in=access.authority_ids(*AUTHORITY_ROLES))
        if access.is_of_authorities_alone:
            return own
        return own | Q(pk__in=models.Subquery(self._authorities_of(access.released_schools_q())))

    def _authorities_of(self, schools: Q) -> models.QuerySet:
        school: Any = self.model._meta.get_field("schools").related_model
        return school.unscoped.filter(schools).values("authority_id")


class MembershipQuerySet(ScopedQuerySet):
    def not_over(self) -> Self:
        """In force today, or planned for later: deputies can be appointed ahead."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate()))

    def in_force(self) -> Self:
        return self.not_over().filter(begins_on__lte=timezone.localdate())

    def visible_q(self, user: User) -> Q:
        """One's own; a school lead sees the school's, Träger staff their own and their schools', admins all."""
        access = access_for(user)
        if access.is_admin:
            return Q()
        led = access.school_ids(Role.SCHOOL_LEAD)
        run = access.authority_ids(*OFFICES)
        return Q(user=user) | Q(school__in=led) | Q(authority__in=run) | Q(school__authority__in=run)


class InvitationQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        access = access_for(user)
        if access.is_admin:
            return Q()
        led = access.school_ids(Role.SCHOOL_LEAD)
        run = access.authority_ids(*OFFICES)
        return Q(school__in=led) | Q(authority__in=run) | Q(school__authority__in=run)

    def pending(self) -> Self:
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now())


class RegisterImportQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        return Q() if access_for(user).is_admin else Q(pk__in=[])
