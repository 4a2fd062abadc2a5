"""Who gets the sealed minutes, what each has to do, and which mails did not arrive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from core.bounces import reason_of_return
from core.outbox import reason_of
from invitations.models import MeetingMail, MinutesMail
from invitations.selectors.sending import accounts_of, address_of, in_office, sits_at_table
from roundtables.models import Agreement, Meeting, Milestone, Participant, RoundTableSeries
from roundtables.querysets import OPEN_STATES

if TYPE_CHECKING:
    from accounts.models import User

ALL_SCHOOLS = re.compile(r"\balle(n|r)? Schulen\b", re.IGNORECASE)  # as moderators write who has to do it
LIST_KEPT = timedelta(days=90)  # the PDF of an own list (reports.services.jobs)
POSTPONED = Agreement.Consensus.POSTPONED


@dataclass(frozen=True, slots=True)
class Reader:
    """A member of the table or somebody invited; `address` is "" when it is not known.

    `account`, be it switched off: nobody gets in by a mail who was shut out. `schools` are those where the person
    holds an office.
    """

    name: str
    body: str
    address: str
    account: int | None = None
    schools: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[str, str]:
        """Who it is at this table."""
        return self.name, self.body

    @property
    def has_account(self) -> bool:
        return self.account is not None


@dataclass(frozen=True, slots=True)
class Duties:
    """What minutes give one person to do, earliest date first and what has none last."""

    milestones: list[dict[str, Any]]
    agreements: list[dict[str, Any]]

    def __bool__(self) -> bool:
        return bool(self.milestones or self.agreements)


@dataclass(frozen=True, slots=True)
class MinutesRound:
    """What pressing the button would send, and what went out.

    `ended` are those who have got them by a link that opens nothing any more.
    """

    due: tuple[Reader, ...]
    sent: tuple[MinutesMail, ...]
    without_address: tuple[Reader, ...]
    ended: tuple[Reader, ...]

    @property
    def open_links(self) -> list[MinutesMail]:
        """Of people without an account, that still open the minutes."""
        now = timezone.now()
        return [row for row in self.sent if row.token_hash and row.link_until and row.link_until > now]

    @property
    def arrived(self) -> list[MinutesMail]:
        return [row for row in self.sent if row.bounce != MinutesMail.Bounce.FAILED]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A mail about this meeting that could not be delivered so far, or came back."""

    name: str
    recipient: str
    reason: str
    is_given_up: bool


def minutes_round(meeting: Meeting) -> MinutesRound:
    """Everybody at the table or at this meeting, each once, and again whoever has another address since a mail failed.

    A caller who sends holds the lock of the meeting.
    """
    sent = tuple(meeting.minutes_mails.select_related("mail"))
    known = {(row.name, row.body): row for row in sent}
    readers = _readers(meeting)
    waiting = [one for one in readers if _waits(one, known.get(one.key))]
    had = [(one, row) for one in readers if one not in waiting and (row := known.get(one.key))]
    return MinutesRound(
        due=tuple(one for one in waiting if one.address),
        sent=sent,
        without_address=tuple(one for one in waiting if not one.address),
        ended=tuple(one for one, row in had if one.address and _has_ended(meeting, one, row)),
    )


def _waits(reader: Reader, row: MinutesMail | None) -> bool:
    if row is None:
        return True
    has_failed = row.bounce == row.Bounce.FAILED or (row.mail is not None and row.mail.is_given_up)
    return has_failed and reader.address not in {"", row.recipient}


def _has_ended(meeting: Meeting, reader: Reader, row: MinutesMail) -> bool:
    """The link of somebody without an account, or of an account the page of their own list.

    A link that was withdrawn has not ended, and what hung on the mail does not end.
    """
    if not reader.has_account:
        return row.token_hash is not None and row.link_until is not None and row.link_until <= timezone.now()
    is_old = row.written_at <= timezone.now() - LIST_KEPT
    linked = meeting.series.delivery == RoundTableSeries.Delivery.LINKED
    return is_old and linked and bool(tasks_of(reader, meeting.sealed_content or {}))


def _readers(meeting: Meeting) -> list[Reader]:
    """Members, and who was there. An account without any office gets nothing: it could not read them either."""
    members = {(row.name, row.body): row for row in meeting.series.members.select_related("user")}
    people: list[Participant] = list(meeting.participants.select_related("user"))
    offices = in_office({row.user_id for row in people} | {row.user_id for row in members.values()})
    found: dict[tuple[str, str], Reader] = {}
    for person in people:
        key = (person.name, person.body)
        member = members.get(key)
        if sits_at_table(person, member):
            may_read = accounts_of(person, member) <= offices.keys()
            account = person.user_id or (member.user_id if member else None)
            address = address_of(person, member) if may_read else ""
            found[key] = Reader(*key, address, account, offices.get(account, frozenset()))
    for key, member in members.items():
        known = member.user.email if member.user and member.user.is_active else ""
        may_read = member.user_id in offices
        address = (member.email or known) if may_read else ""
        schools = offices.get(member.user_id, frozenset())
        found.setdefault(key, Reader(*key, address, member.user_id, schools))
    return list(found.values())


def reader_at(meeting: Meeting, *, name: str, body: str) -> Reader | None:
    """Who is called so at this table or meeting now."""
    return next((one for one in _readers(meeting) if one.key == (name, body)), None)


def tasks_of(reader: Reader, content: dict[str, Any]) -> Duties:
    """What these minutes left open and is the reader's own.

    That is what names the person or the body they come from, what all schools or theirs took on; nothing that the
    table postponed, dropped or had already ticked off.
    """
    told = content["results"]
    return Duties(
        milestones=_own(reader, [row for row in told["milestones"] if row["state"] in OPEN_STATES]),
        agreements=_own(
            reader,
            [row for row in told["agreements"] if not (row["is_done"] or row.get("consensus") == POSTPONED)],
        ),
    )


def _own(reader: Reader, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    mine = [row for row in rows if _is_own(reader, row)]
    return sorted(mine, key=lambda row: row.get("due_on") or "9999")


def _is_own(reader: Reader, row: dict[str, Any]) -> bool:
    responsible = row.get("responsible") or ""
    of_school = row.get("owner") != Milestone.Owner.AUTHORITY and row.get("school") in reader.schools
    of_all_schools = bool(reader.schools) and ALL_SCHOOLS.search(responsible) is not None
    return of_school or of_all_schools or _named(reader, responsible)


def _named(reader: Reader, responsible: str) -> bool:
    """As whole words: "IT" is not meant by "Fritz"."""
    names = [one for one in (reader.name.strip(), reader.body.strip()) if one]
    return any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", responsible, re.IGNORECASE) for one in names)


def troubles_at(meeting: Meeting, *, user: User) -> list[Trouble]:
    """Invitations, reminders and minutes of this meeting that no server took or kept, for those who run the table."""
    letters: Any = MeetingMail.visible_to(user).filter(invitation__participant__meeting=meeting)
    minutes: Any = MinutesMail.visible_to(user).filter(meeting=meeting)
    failed = Q(mail__sent_at__isnull=True, mail__error__gt="") | Q(bounce__gt="")
    found = letters.filter(failed).select_related("mail", "invitation__participant")
    told = [_trouble(row.invitation.participant.name, row) for row in found]
    return told + [_trouble(row.name, row) for row in minutes.filter(failed).select_related("mail")]


def _trouble(name: str, row: MeetingMail | MinutesMail) -> Trouble:
    """What came back was sent, so it tells more than the outbox."""
    if row.bounce or row.mail is None:
        is_over = row.bounce == row.Bounce.FAILED
        return Trouble(name, row.recipient, reason_of_return(row.bounce_status), is_over)
    return Trouble(name, row.recipient, reason_of(row.mail), row.mail.is_given_up)
