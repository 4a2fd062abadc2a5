"""Who would be written to about a meeting now, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from invitations.models import MeetingInvitation, MeetingMail
from roundtables.models import Meeting, Participant
from schools.models import Membership

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from roundtables.models import SeriesMember

THERE = frozenset({Participant.Attendance.PRESENT, Participant.Attendance.DEPUTY})


@dataclass(frozen=True, slots=True)
class Seat:
    """One participant with the addresses that are to be told; the first is the participant's own."""

    participant: Participant
    invitation: MeetingInvitation | None
    address: str  # "" for somebody whose address is not known
    due: tuple[str, ...]
    told: bool  # of the meeting as it stands now
    has_left: bool = False  # an account without any office


@dataclass(frozen=True, slots=True)
class Round:
    """What pressing the button would send."""

    meeting: Meeting
    kind: str  # "invite", "moved" or "cancelled"
    seats: tuple[Seat, ...]

    @property
    def due(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if seat.due)

    @property
    def without_address(self) -> tuple[Seat, ...]:
        """Those who cannot be told. Of a cancelled meeting nobody is named: who had a mail has an address."""
        return tuple(seat for seat in self.seats if not seat.address and self.kind != "cancelled")

    @property
    def told(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if seat.told and not seat.due)

    @property
    def is_open(self) -> bool:
        """There is something to say as long as the meeting has not begun."""
        states = {Meeting.State.PLANNED, Meeting.State.CANCELLED}
        return self.meeting.state in states and self.meeting.starts_at > timezone.now()


def round_of(meeting: Meeting) -> Round:
    """Everybody at this meeting; a caller who sends holds its lock."""
    people = meeting.participants.select_related("user", "invitation")
    people = people.prefetch_related("invitation__mails")
    members = {(row.name, row.body): row for row in meeting.series.members.select_related("user")}
    cancelled = meeting.state == Meeting.State.CANCELLED
    offices = in_office({row.user_id for row in people} | {row.user_id for row in members.values()})
    seats = tuple(_seats(meeting, people, members, set(offices), cancelled=cancelled))
    moved = any(mail.sequence < meeting.sequence for seat in seats for mail in letters_of(seat.invitation))
    return Round(meeting, "cancelled" if cancelled else "moved" if moved else "invite", seats)


def _seats(
    meeting: Meeting,
    people: Iterable[Participant],
    members: dict[tuple[str, str], SeriesMember],
    offices: set[int | None],
    *,
    cancelled: bool,
) -> Iterator[Seat]:
    for person in people:
        member = members.get((person.name, person.body))
        if not cancelled and not sits_at_table(person, member):
            continue
        invitation: MeetingInvitation | None = getattr(person, "invitation", None)
        has_left = not accounts_of(person, member) <= offices
        address = "" if has_left else address_of(person, member)
        told = {mail.recipient for mail in letters_of(invitation) if mail.sequence == meeting.sequence}
        wanted = _wanted(invitation, address, member, cancelled=cancelled)
        due = tuple(one for one in dict.fromkeys(wanted) if one not in told)
        yield Seat(person, invitation, address, due, told=bool(told), has_left=has_left)


def _wanted(
    invitation: MeetingInvitation | None, address: str, member: SeriesMember | None, *, cancelled: bool
) -> list[str]:
    """Of a meeting to come: the participant and the deputy. Of a cancelled one: whoever has it in a calendar."""
    if cancelled:
        return [mail.recipient for mail in letters_of(invitation)]
    deputy = deputy_address(invitation, member) if invitation else ""
    return [one for one in (address, deputy) if one]


def letters_of(invitation: MeetingInvitation | None) -> list[MeetingMail]:
    """Mails that carried the calendar entry, oldest first; reads what was prefetched."""
    if invitation is None:
        return []
    return [mail for mail in invitation.mails.all() if mail.kind == MeetingMail.Kind.CALENDAR]


def sits_at_table(person: Participant, member: SeriesMember | None) -> bool:
    """On the list of members, or was there. Whoever was taken off the list is asked and told no more."""
    return member is not None or person.attendance in THERE


def in_office(accounts: set[int | None]) -> dict[int | None, frozenset[str]]:
    """Those of these accounts that can sign in and hold an office today, with the names of their schools.

    None, for whoever has no account, is always among them.
    """
    found: dict[int | None, frozenset[str]] = {None: frozenset()}
    held = Membership.unscoped.in_force().filter(user__in=accounts - {None}, user__is_active=True)
    for user, school in held.values_list("user", "school__name"):
        found[user] = found.get(user, frozenset()) | ({school} if school else set())
    return found


def accounts_of(person: Participant, member: SeriesMember | None) -> set[int | None]:
    """Each of them must hold an office: a name on a list opens nothing to somebody whose last role has ended."""
    return {person.user_id, member.user_id if member else None}


def is_to_be_told(person: Participant, member: SeriesMember | None) -> bool:
    """Sits at the table and is still in office: gets mails, and is let in by the links in them."""
    accounts = accounts_of(person, member)
    return sits_at_table(person, member) and accounts <= in_office(accounts).keys()


def address_of(person: Participant, member: SeriesMember | None) -> str:
    """As the table's list of members names it, or that of the account; "" when neither is known."""
    if member and member.email:
        return member.email
    account = person.user or (member.user if member else None)
    return account.email if account and account.is_active else ""


def member_of(person: Participant) -> SeriesMember | None:
    """The line of the table's list that this person was invited by."""
    members = person.meeting.series.members.select_related("user")
    return members.filter(name=person.name, body=person.body).first()


def is_standing(invitation: MeetingInvitation, member: SeriesMember | None) -> bool:
    """Whether the standing deputy comes, as the table's list names them now."""
    comes = invitation.answer == MeetingInvitation.Answer.DEPUTY and not invitation.deputy_email
    return comes and member is not None and member.deputy_name == invitation.deputy_name


def deputy_address(invitation: MeetingInvitation, member: SeriesMember | None) -> str:
    """As typed with the answer. That of a standing deputy stays in the table's list and is never copied."""
    if member and is_standing(invitation, member):
        return member.deputy_email
    return invitation.deputy_email
