"""Who sees catalogue, ratings and released pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.scoping import ScopedQuerySet
from schools.access import SCHOOL_ROLES, Role, access_for, any_of

if TYPE_CHECKING:
    from accounts.models import User


class CatalogueQuerySet(models.QuerySet):
    def current(self) -> Self:
        return self.filter(is_current=True)


class CatalogueUploadQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        return Q() if access_for(user).is_admin else Q(pk__in=[])


class DraftQuerySet(ScopedQuerySet):
    """Rounds and ratings: a school's for the school alone, a Träger's for the Träger alone."""

    def visible_q(self, user: User) -> Q:
        access = access_for(user)
        return any_of(school__in=access.school_ids(*SCHOOL_ROLES), authority__in=access.authority_ids())


class RatingQuerySet(DraftQuerySet):
    def current(self) -> Self:
        """The newest row per subject and aspect; older ones stay as history. It may be one that took an answer back."""
        return self.order_by("school_id", "authority_id", "aspect_id", "-pk").distinct(
            "school_id", "authority_id", "aspect_id"
        )


class SnapshotQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        """A school's release: its own people, its Träger, adviser, supervision, moderator of its area.

        A Träger's release: its own people, its schools' people, and whoever reads one of its schools.
        """
        access = access_for(user)
        readable = Q(school__isnull=False) & access.released_schools_q("school__")
        readable |= Q(authority__in=access.authority_ids())
        if access.is_of_authorities_alone:
            return readable
        school: Any = self.model._meta.get_field("school").related_model
        served = school.unscoped.filter(access.released_schools_q()).values("authority_id")
        return readable | Q(authority__in=served)

    def newest(self) -> Self:
        """The newest release of each school and each Träger."""
        return self.order_by("school_id", "authority_id", "-number").distinct("school_id", "authority_id")


class JointRoundQuerySet(ScopedQuerySet):
    """Of the school alone; whoever holds a link comes in by its token (`services.joint`)."""

    def visible_q(self, user: User) -> Q:
        return Q(school__in=access_for(user).school_ids(*SCHOOL_ROLES))

    def running(self) -> Self:
        return self.filter(state="open", closes_at__gt=timezone.now())


class JointInvitationQuerySet(ScopedQuerySet):
    """One's own sheet, as long as one belongs to the school. Nobody reads another one's."""

    def visible_q(self, user: User) -> Q:
        return Q(member=user, round__school__in=access_for(user).school_ids(*SCHOOL_ROLES))

    def handed_in(self) -> Self:
        return self.filter(handed_in_at__isnull=False)


class JointAnswerQuerySet(ScopedQuerySet):
    """One's own answers; the school reads sums of them (`selectors.joint.spreads`)."""

    def visible_q(self, user: User) -> Q:
        schools = access_for(user).school_ids(*SCHOOL_ROLES)
        return Q(invitation__member=user, invitation__round__school__in=schools)


class VoiceQuerySet(ScopedQuerySet):
    """The one who is spoken of, and the speaker's side; a round table's view whoever reads the release.

    The Träger does not read what the adviser says about a school.
    """

    def visible_q(self, user: User) -> Q:
        access = access_for(user)
        own, offices = access.school_ids(*SCHOOL_ROLES), access.authority_ids()
        about_us = Q(snapshot__school__in=own) | Q(snapshot__authority__in=offices)
        ours = Q(by_school__in=own) | Q(snapshot__school__authority__in=offices)
        advised = access.advised_schools_q("snapshot__school__")
        snapshot: Any = self.model._meta.get_field("snapshot").related_model
        released = Q(snapshot__in=snapshot.visible_to(user).values("pk"))
        return about_us | Q(kind="peer") & ours | Q(kind="adviser") & advised | Q(kind="table") & released

    def stages_for(self, user: User) -> Any:
        """Who named which stage when, as far as it may be laid before a table; no reason among the values.

        The newest of each speaker to each aspect of each version of the matrix.

        For whoever reads the view, and for the moderator of the area, who does not read its reason. What the
        adviser says stays with the school.
        """
        school: Any = self.model._meta.get_field("by_school").related_model
        readers = self.visible_q(user)
        for area in access_for(user).areas_of(Role.MODERATOR):
            theirs = school.unscoped.filter(area.schools_q()).values("authority_id")
            readers |= area.schools_q("snapshot__school__") | Q(snapshot__authority__in=theirs)
        rows = self.filter(readers, kind__in=["peer", "table"])
        key = ("snapshot__school_id", "snapshot__authority_id", "aspect_id", "kind", "by_school_id")
        newest = rows.order_by(*key, "-pk").distinct(*key)
        version = ("aspect__code", "snapshot__catalogue_id")
        return newest.values(*key, *version, "pk", "stage", "said_at", "meeting_title")


class MarkQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        """Whoever reads the release reads its marks."""
        snapshot: Any = self.model._meta.get_field("snapshot").related_model
        return Q(snapshot__in=snapshot.visible_to(user).order_by().values("pk"))
