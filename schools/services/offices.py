"""The office of a school's head: handed over to a successor, or exercised by a deputy for a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import DomainError
from core.mail import queue_mail
from schools.access import Role
from schools.grants import Place
from schools.models import Membership, School
from schools.querysets import MembershipQuerySet
from schools.services import people


@dataclass(frozen=True, slots=True)
class Handover:
    """What became of the office: who left it, who holds it, or the invitation of who will."""

    left: Membership | None
    taken: Membership | None = None
    issued: people.Issued | None = None


@transaction.atomic
def hand_over(
    school: School,
    *,
    leaving: Membership | None,
    actor: User,
    successor: User | None = None,
    email: str = "",
    name: str = "",
) -> Handover:
    """End the office of the head who leaves and name the successor, in one act.

    A successor who already works at the school holds the office at once, deputises no longer and is told by mail;
    anybody else gets an invitation, and nobody holds the office until it is accepted. `leaving` None: nobody is in
    office. What the leaving head wrote stays, with the name. Raises DomainError when the head has left already, when
    head and successor are the same person, or when the successor no longer works at the school.
    """
    School.unscoped.select_for_update(no_key=True).get(
        pk=school.pk
    )  # two handovers at once: the second one sees the first
    place = Place(school=school)
    if leaving:
        _check_leaving(leaving, school, successor, email)
        people.end_membership(leaving, actor=actor)
    if successor is None:
        issued = people.invite(email=email, name=name, role=Role.SCHOOL_LEAD, place=place, actor=actor)
        _record(school, actor, leaving, issued.invitation.email)
        return Handover(leaving, issued=issued)
    if not people.works_at(successor, school):
        raise DomainError(_("This person does not work at the school any more."))
    taken = people.grant(successor, role=Role.SCHOOL_LEAD, place=place, actor=actor)
    people.end_deputising(successor, school, actor=actor)
    _record(school, actor, leaving, successor.name)
    _tell(school, successor, taken)
    return Handover(leaving, taken=taken)


def _check_leaving(leaving: Membership, school: School, successor: User | None, email: str) -> None:
    if not _heads(school).filter(pk=leaving.pk).exists():
        raise DomainError(_("This person does not hold the office any more. Please open the page again."))
    if leaving.user == successor or leaving.user.email.lower() == email.strip().lower():
        raise DomainError(_("The successor must be another person."))


def _heads(school: School) -> MembershipQuerySet:
    """Who leads the school today in their own right: deputies are left out."""
    return Membership.unscoped.in_force().filter(school=school, role=Role.SCHOOL_LEAD, is_deputy=False)


def _record(school: School, actor: User, leaving: Membership | None, successor: str) -> None:
    left = leaving.user.name if leaving else None
    audit.record(actor, "schools.office_handed_over", school, {"head": [left, successor]})


def _tell(school: School, successor: User, taken: Membership) -> None:
    context = {
        "school": school,
        "SITE_NAME": settings.SITE_NAME,
        "link": settings.BASE_URL + reverse("schools:school_detail", args=[school.school_number]),
    }
    queue_mail(
        event=f"schools.office:{taken.pk}",
        recipient=successor.email,
        subject=_("A new task in %(site)s") % {"site": settings.SITE_NAME},
        body=render_to_string("schools/mail/office_taken.txt", context),
    )


@transaction.atomic
def appoint_deputy(
    school: School, person: User, *, begins_on: date, ends_on: date | None, actor: User
) -> Membership:
    """Let somebody who works at the school lead it for a time; `ends_on` is the last day, None: until taken back.

    Raises DomainError when the person leads the school anyway, deputises already in that time, or the days are
    past or the wrong way round.
    """
    School.unscoped.select_for_update().get(pk=school.pk)
    today = timezone.localdate()
    if ends_on and ends_on < begins_on:
        raise DomainError(_("The last day lies before the first day."))
    if begins_on < today:
        raise DomainError(_("The first day must not lie in the past."))
    if not people.works_at(person, school):
        raise DomainError(_("This person does not work at the school any more."))
    if _heads(school).filter(user=person).exists():
        raise DomainError(_("This person leads the school already."))
    if _deputises_between(person, school, begins_on, ends_on):
        raise DomainError(_("This person is appointed as deputy in that time already."))
    deputy = Membership.unscoped.create(
        user=person,
        role=Role.SCHOOL_LEAD,
        school=school,
        is_deputy=True,
        begins_on=begins_on,
        ends_on=ends_on,
    )
    until = ends_on and ends_on.isoformat()
    days = {"begins_on": [None, begins_on.isoformat()], "ends_on": [None, until]}
    audit.record(actor, "schools.deputy_appointed", deputy, days)
    return deputy


def _deputises_between(person: User, school: School, begins_on: date, ends_on: date | None) -> bool:
    held = Membership.unscoped.not_over().filter(user=person, school=school, is_deputy=True)
    held = held.filter(Q(ends_on=None) | Q(ends_on__gte=begins_on))
    return held.filter(begins_on__lte=ends_on).exists() if ends_on else held.exists()
