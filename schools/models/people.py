"""Who belongs where: memberships and the invitations that lead to them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from schools.access import AREA_ROLES, AUTHORITY_ROLES, SCHOOL_ROLES, Role
from schools.models.register import School, SchoolAuthority
from schools.querysets import InvitationQuerySet, MembershipQuerySet


def _scope_matches_role() -> Q:
    """School roles name a school, Träger roles a Träger, area roles an area, advisers a school or an area."""
    school = Q(school__isnull=False, authority__isnull=True, area="")
    authority = Q(school__isnull=True, authority__isnull=False, area="")
    area = Q(school__isnull=True, authority__isnull=True) & ~Q(area="")
    nothing = Q(school__isnull=True, authority__isnull=True, area="")
    return (
        Q(role__in=sorted(SCHOOL_ROLES)) & school
        | Q(role__in=sorted(AUTHORITY_ROLES)) & authority
        | Q(role__in=sorted(AREA_ROLES)) & area
        | Q(role=Role.MEDIA_ADVISER) & school
        | Q(role=Role.ADMIN) & nothing
    )


class Office(ScopedModel):
    """A role at exactly one place: what an invitation offers and a membership holds."""

    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    school = models.ForeignKey(
        School, models.CASCADE, null=True, blank=True, related_name="%(class)ss", verbose_name=_("school")
    )
    authority = models.ForeignKey(
        SchoolAuthority,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("school authority"),
    )
    area = models.CharField(_("area (AGS)"), max_length=8, blank=True)  # 8 digits a municipality, 5 a Kreis
    school_types = ArrayField(models.CharField(max_length=2), default=list, blank=True)  # empty: all types

    class Meta:
        abstract = True

    @property
    def place(self) -> str:
        return str(self.school or self.authority or self.area or "")


class Membership(Office):
    """A person holds a role at a school, a Träger, in an area, or for the portal."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    begins_on = models.DateField(_("since"), default=timezone.localdate)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    is_deputy = models.BooleanField(_("as deputy"), default=False)  # leads the school in place of its head

    unscoped = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        ordering = ["user__name", "pk"]
        constraints = [
            models.CheckConstraint(name="membership_scope_matches_role", condition=_scope_matches_role()),
            models.UniqueConstraint(
                fields=["user", "role", "school", "authority", "area", "is_deputy"],
                name="membership_once",
                nulls_distinct=False,
                condition=Q(ends_on__isnull=True),
            ),
            models.CheckConstraint(
                name="membership_deputy_leads", condition=Q(is_deputy=False) | Q(role=Role.SCHOOL_LEAD)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.office} {self.place}".strip()

    @property
    def office(self) -> str:
        """The role in words; a deputy is told apart from the head."""
        return gettext("School lead (deputy)") if self.is_deputy else self.get_role_display()

    @property
    def has_begun(self) -> bool:
        return self.begins_on <= timezone.localdate()

    @property
    def is_in_force(self) -> bool:
        """`querysets.MembershipQuerySet.in_force` for a row that is at hand."""
        return self.has_begun and (self.ends_on is None or self.ends_on >= timezone.localdate())


class Invitation(Office):
    """A single-use link bound to e-mail, role and place; only the hash of its token is kept."""

    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_system = models.BooleanField(
        default=False
    )  # made on the command line: no inviter whose rights could end
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    unscoped = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(name="invitation_scope_matches_role", condition=_scope_matches_role())
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()} {self.place}".strip()
