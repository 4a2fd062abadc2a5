"""The people who are invited each time: added, changed, succeeded, removed."""

from __future__ import annotations

from copy import copy

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import DomainError
from roundtables.models import Meeting, Participant, RoundTableSeries, SeriesMember
from roundtables.services.guards import locked_series, open_meeting, tell_tables
from roundtables.signals import member_changed

ABOUT_MEMBER = ("office", "deputy_name", "deputy_office", "deputy_email")


@transaction.atomic
def add_member(
    series: RoundTableSeries,
    *,
    name: str,
    body: str,
    function: str,
    actor: User,
    email: str = "",
    **about: str,
) -> SeriesMember:
    """Invite somebody each time. An account with this e-mail gets to read the table; `about` as in `change_member`.

    The same name and body again is the same member (double click): nothing is written twice.
    """
    locked_series(series)
    account = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
    told = {"function": function, "email": email, "user": account} | _about(about)
    member, created = SeriesMember.unscoped.get_or_create(series=series, name=name, body=body, defaults=told)
    if created:
        audit.record(actor, "roundtables.member_added", member, {"function": ["", function]})
        tell_tables(series.pk)
    return member


def _about(values: dict[str, str]) -> dict[str, str]:
    told = {name: values.get(name, "") for name in ABOUT_MEMBER}
    if (told["deputy_office"] or told["deputy_email"]) and not told["deputy_name"]:
        raise DomainError(_("Please name the standing deputy."))
    return told


@transaction.atomic
def change_member(
    member: SeriesMember, *, actor: User, forget_address: bool = False, **about: str
) -> SeriesMember:
    """Set the office and the standing deputy, also for meetings that are planned and have not begun.

    Nobody reads the deputy's address: an empty one keeps what is stored, as long as the deputy is the same person.
    """
    locked_series(member.series)
    stored = SeriesMember.unscoped.get(pk=member.pk)
    told = _about(about)
    same = told["deputy_name"] == stored.deputy_name and not forget_address
    told["deputy_email"] = told["deputy_email"] or (stored.deputy_email if same else "")
    before = copy(stored)
    changed = [name for name, value in told.items() if getattr(stored, name) != value]
    for name in changed:
        setattr(stored, name, told[name])
    if changed:
        stored.save(update_fields=changed)
        audit.record(actor, "roundtables.member_changed", stored)
        tell_tables(stored.series_id)
        for seat in planned_seats(stored):
            _set_seat(seat, stored)
        member_changed.send(SeriesMember, before=before, after=stored, actor=actor)
    return stored


def planned_seats(member: SeriesMember) -> list[Participant]:
    """Where the member sits in meetings that have not begun, by date. The meetings are locked from now on."""
    rows = Participant.unscoped.filter(
        meeting__series=member.series_id,
        meeting__state=Meeting.State.PLANNED,
        name=member.name,
        body=member.body,
    )
    seats = list(rows.select_related("user", "meeting").order_by("meeting__starts_at", "pk"))
    for seat in seats:
        seat.meeting = open_meeting(seat.meeting)
    return [seat for seat in seats if seat.meeting.state == Meeting.State.PLANNED]


def _set_seat(seat: Participant, member: SeriesMember) -> None:
    seat.name, seat.user, seat.office = member.name, member.user, member.office
    seat.save(update_fields=["name", "user", "office"])


@transaction.atomic
def succeed_member(
    member: SeriesMember, *, name: str, email: str, actor: User
) -> tuple[SeriesMember, list[Participant]]:
    """Somebody else takes over the seat: body, office, function and standing deputy stay, person and address change.

    The seats at meetings that have not begun go along and are returned; whoever sat at an earlier meeting stays in
    its minutes. A standing deputy who takes over is deputy no more.
    """
    locked_series(member.series)
    stored = SeriesMember.unscoped.select_related("series").get(pk=member.pk)
    if name == stored.name:
        raise DomainError(_("This is the person who sits here by now."))
    if SeriesMember.unscoped.filter(series=stored.series_id, name=name, body=stored.body).exists():
        raise DomainError(_("This person is a member of the round table for the same body already."))
    seats = planned_seats(stored)
    before, stored.name, stored.email = stored.name, name, email
    stored.user = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
    if stored.deputy_name == name:
        stored.deputy_name = stored.deputy_office = stored.deputy_email = ""
    stored.save()
    for seat in seats:
        seat.attendance, seat.deputy_name = Participant.Attendance.INVITED, ""
        seat.save(update_fields=["attendance", "deputy_name"])
        _set_seat(seat, stored)
    audit.record(actor, "roundtables.member_succeeded", stored, {"name": [before, name]})
    tell_tables(stored.series_id)
    return stored, seats


@transaction.atomic
def remove_member(member: SeriesMember, *, actor: User) -> RoundTableSeries:
    """Invite somebody no longer. Attendance of earlier meetings stays as it was."""
    series = member.series
    audit.record(actor, "roundtables.member_removed", member)
    SeriesMember.unscoped.filter(pk=member.pk).delete()
    tell_tables(series.pk)
    return series
