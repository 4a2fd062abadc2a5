"""Who comes in and who goes: invitations by single-use link, memberships, and their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import services as accounts
from accounts.models import User
from core import audit
from core.errors import DomainError
from core.mail import queue_mail
from core.tokens import hash_token, new_token
from schools.access import SCHOOL_ROLES, Role
from schools.grants import Place, may_grant, suits
from schools.models import Invitation, Membership, Municipality, School

LIFETIME = timedelta(days=7)
INVITATION_LOCK = 20_261
DAILY_MAILS = 5  # invitations to one address in 24 hours, whoever sends them (trust A34)


class InvitationOver(DomainError):
    """The link is used, expired or withdrawn, or the inviter may no longer invite. It will never work again."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A new invitation and its link, which can be read here and in the mail and nowhere else."""

    invitation: Invitation
    link: str


@transaction.atomic
def invite(*, email: str, role: str, place: Place, actor: User | None, name: str = "") -> Issued:
    """Invite one address to one role at one place; an older open link for the same is withdrawn.

    `actor` None is the command line, whose rights cannot end. Raises DomainError when the role does not go
    with the place, the actor may not give it, the person has it already, or the address gets too many mails.
    """
    email = _one_address(email)
    _check_place(role, place)
    if actor and not may_grant(actor, role, place):
        raise DomainError(_("You may not give this role here."))
    _take_turn(email)
    _check_not_held(email, role, place)
    if actor:
        _check_daily_mails(email)
    _withdraw_older(email, role, place)
    token = new_token()
    invitation = Invitation.unscoped.create(
        email=email,
        name=name.strip(),
        role=role,
        **place.fields(),
        school_types=list(place.school_types),
        token_hash=hash_token(token),
        invited_by=actor,
        by_system=actor is None,
        expires_at=timezone.now() + LIFETIME,
    )
    link = settings.BASE_URL + reverse("schools:invitation_accept", args=[token])
    audit.record(actor, "schools.invited", invitation, {"email": [None, email], "role": [None, role]})
    _mail(invitation, link)
    return Issued(invitation, link)


def _one_address(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise DomainError(_("Please enter exactly one e-mail address.")) from error
    return email


def _take_turn(email: str) -> None:
    """One invitation of an address at a time: of two clicks the second withdraws the first, and both are counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [INVITATION_LOCK, email])


def _check_place(role: str, place: Place) -> None:
    if role not in Role.values:
        raise DomainError(_("This role does not exist: %(role)s.") % {"role": role})
    if not suits(role, place):
        raise DomainError(wrong_place(role))
    if place.area and not Municipality.objects.filter(ags__startswith=place.area).exists():
        raise DomainError(_("The register knows no municipality with the key %(ags)s.") % {"ags": place.area})
    if place.school_types and role != Role.SUPERVISION:
        raise DomainError(_("Only the school supervision is limited to school types."))


def wrong_place(role: str) -> str:
    """What kind of place this role needs, as a sentence for the person who chose another."""
    label = Role(role).label
    if role in SCHOOL_ROLES:
        return _("The role “%(role)s” is held at a school.") % {"role": label}
    if role == Role.MEDIA_ADVISER:
        return _("The role “%(role)s” is held at a school or in an area (AGS).") % {"role": label}
    if role in {Role.SUPERVISION, Role.MODERATOR}:
        return _("The role “%(role)s” is held in an area (AGS).") % {"role": label}
    if role == Role.ADMIN:
        return _("The role “%(role)s” is held for the whole portal, without a place.") % {"role": label}
    return _("The role “%(role)s” is held at a school authority.") % {"role": label}


def _check_not_held(email: str, role: str, place: Place) -> None:
    held = Membership.unscoped.in_force().filter(user__email__iexact=email, role=role, is_deputy=False)
    if held.filter(**place.fields()).exists():
        raise DomainError(_("This person has this role already."))


def _check_daily_mails(email: str) -> None:
    since = timezone.now() - timedelta(days=1)
    if Invitation.unscoped.filter(email=email, created_at__gt=since).count() >= DAILY_MAILS:
        raise DomainError(_("This address has been invited several times today. Please wait until tomorrow."))


def _withdraw_older(email: str, role: str, place: Place) -> None:
    older = Invitation.unscoped.pending().filter(email=email, role=role, **place.fields())
    older.update(revoked_at=timezone.now())


def _mail(invitation: Invitation, link: str) -> None:
    context = {
        "invitation": invitation,
        "link": link,
        "SITE_NAME": settings.SITE_NAME,
        "inviter": invitation.invited_by,
        "place": place_text(invitation),
    }
    queue_mail(
        event=f"schools.invitation:{invitation.pk}",
        recipient=invitation.email,
        subject=_("Invitation to %(site)s") % {"site": settings.SITE_NAME},
        body=render_to_string("schools/mail/invitation.txt", context),
    )


def place_text(office: Invitation | Membership) -> str:
    """The place in words: school, Träger, or the municipalities of an area."""
    if not office.area:
        return office.place or settings.SITE_NAME
    known = Municipality.objects.filter(ags=office.area).values_list("name", flat=True).first()
    return known or _("district %(ags)s") % {"ags": office.area}


def require_open(invitation: Invitation) -> None:
    """Raises InvitationOver, with the reason for the person who holds the link."""
    if invitation.accepted_at:
        raise InvitationOver(_("This invitation has been accepted already. You can sign in."))
    if invitation.revoked_at:
        raise InvitationOver(_("This invitation was withdrawn. Please ask the person who invited you."))
    if invitation.expires_at <= timezone.now():
        raise InvitationOver(_("This invitation has expired. Please ask for a new one."))
    if not _still_granted(invitation):
        raise InvitationOver(_("This invitation is no longer valid. Please ask for a new one."))


def _still_granted(invitation: Invitation) -> bool:
    """The inviter must still be able to give the role: asked again with fresh eyes."""
    if invitation.by_system:
        return True
    if invitation.invited_by_id is None:  # the account is gone
        return False
    inviter = User.objects.filter(pk=invitation.invited_by_id, is_active=True).first()
    return inviter is not None and may_grant(inviter, invitation.role, Place.of(invitation))


@transaction.atomic
def accept(token: str, *, user: User | None = None, name: str = "", password: str = "") -> User:
    """Redeem a link exactly once and return the member.

    With `user` (signed in under the invited address) the role joins the account; otherwise a new account with
    `name` and `password` comes into being. Raises InvitationOver when the link is spent, DomainError otherwise.
    """
    invitation = (
        Invitation.unscoped.select_for_update(of=("self",))
        .select_related("school", "authority")
        .filter(token_hash=hash_token(token))
        .first()
    )
    if invitation is None:
        raise InvitationOver(_("This invitation is unknown."))
    require_open(invitation)
    member = _member_for(invitation, user, name=name, password=password)
    membership = _join(member, invitation)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    audit.record(member, "schools.invitation_accepted", membership, {"role": [None, invitation.role]})
    return member


def _join(member: User, invitation: Invitation) -> Membership:
    """The membership that the invitation offers; one that is in force already stays as it is."""
    office = {"role": invitation.role, "is_deputy": False, **Place.of(invitation).fields()}
    held = Membership.unscoped.in_force().filter(user=member, **office).first()
    return held or Membership.unscoped.create(user=member, **office, school_types=invitation.school_types)


def _member_for(invitation: Invitation, user: User | None, *, name: str, password: str) -> User:
    if user is not None:
        if user.email.lower() != invitation.email:
            raise DomainError(_("This invitation is for another e-mail address. Please sign out first."))
        return user
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise DomainError(_("There is an account with this e-mail already. Please sign in."))
    return accounts.create_account(email=invitation.email, name=name, password=password)


@transaction.atomic
def revoke(invitation: Invitation, *, actor: User) -> Invitation:
    """Withdraw an open link. Raises DomainError when it is no longer open."""
    if not Invitation.unscoped.pending().filter(pk=invitation.pk).update(revoked_at=timezone.now()):
        raise DomainError(_("This invitation is no longer open."))
    audit.record(actor, "schools.invitation_revoked", invitation)
    invitation.refresh_from_db()
    return invitation


@transaction.atomic
def end_membership(membership: Membership, *, actor: User) -> Membership:
    """Take a role away from this second on: `ends_on` is the last day in force, so it becomes yesterday.

    Nobody ends their own role, so that no school and no Träger locks itself out by a slip. Whoever no longer works
    at the school does not deputise there either.
    """
    if membership.user_id == actor.pk:
        raise DomainError(_("You cannot end your own role. Please ask somebody else who may."))
    yesterday = timezone.localdate() - timedelta(days=1)
    if not Membership.unscoped.not_over().filter(pk=membership.pk).update(ends_on=yesterday):
        raise DomainError(_("This role has ended already."))
    audit.record(actor, "schools.membership_ended", membership, {"ends_on": [None, yesterday.isoformat()]})
    membership.refresh_from_db()
    if membership.school and not works_at(membership.user, membership.school):
        end_deputising(membership.user, membership.school, actor=actor)
    return membership


def works_at(user: User, school: School) -> bool:
    """In an office of one's own; to deputise for somebody is none."""
    offices = Membership.unscoped.in_force().filter(user=user, school=school, is_deputy=False)
    return offices.filter(role__in=SCHOOL_ROLES).exists()


@transaction.atomic
def end_deputising(user: User, school: School, *, actor: User) -> None:
    """Whatever this person deputises in at this school, now or later."""
    for deputy in Membership.unscoped.not_over().filter(user=user, school=school, is_deputy=True):
        end_membership(deputy, actor=actor)


@transaction.atomic
def deactivate_user(user: User, *, actor: User) -> User:
    """Switch an account off, end its sessions and withdraw what it has invited. Safe to run again."""
    accounts.deactivate(user, actor=actor)
    Invitation.unscoped.pending().filter(invited_by=user).update(revoked_at=timezone.now())
    return user


@transaction.atomic
def grant(user: User, *, role: str, place: Place, actor: User | None) -> Membership:
    """Give a role without a link (demo world, transfer of a school). Safe to run again."""
    _check_place(role, place)
    office: dict[str, Any] = {"user": user, "role": role, "is_deputy": False, **place.fields()}
    held = Membership.unscoped.in_force().filter(**office).first()
    if held:
        return held
    membership = Membership.unscoped.create(**office, school_types=list(place.school_types))
    audit.record(actor, "schools.membership_granted", membership, {"role": [None, role]})
    return membership
