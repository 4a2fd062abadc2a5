"""What members said to the dates of a poll, for those who run the table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.free_days import holiday
from invitations.models import DatePoll, PollAnswer

if TYPE_CHECKING:
    from accounts.models import User
    from invitations.models import PollDate, PollVoter
    from roundtables.models import RoundTableSeries

ANSWER = PollAnswer.Answer


@dataclass(frozen=True, slots=True)
class DateColumn:
    """One date and how many say what; `suits_most` where nobody else has more yes, then more maybe.

    `holiday` names the public holiday that it falls on, if any.
    """

    date: PollDate
    yes: int
    maybe: int
    no: int
    suits_most: bool
    holiday: str


@dataclass(frozen=True, slots=True)
class VoterRow:
    voter: PollVoter
    answers: tuple[str, ...]  # in the order of the dates; "" for none


@dataclass(frozen=True, slots=True)
class PollPage:
    poll: DatePoll
    dates: tuple[DateColumn, ...]
    rows: tuple[VoterRow, ...]

    @property
    def answered(self) -> int:
        return sum(row.voter.answered_at is not None for row in self.rows)

    @property
    def without_address(self) -> tuple[VoterRow, ...]:
        return tuple(row for row in self.rows if row.voter.token_hash is None)


def poll_page(poll: DatePoll) -> PollPage:
    """The caller may see the poll. Three queries."""
    dates = list(poll.dates.all())
    voters = list(poll.voters.select_related("member").prefetch_related("answers"))
    said = {(row.voter_id, row.date_id): row.answer for voter in voters for row in voter.answers.all()}
    counts = {date.pk: Counter(said.get((one.pk, date.pk), "") for one in voters) for date in dates}
    marks = {pk: (one[ANSWER.YES], one[ANSWER.MAYBE]) for pk, one in counts.items()}
    best = max(marks.values(), default=(0, 0))
    columns = (
        DateColumn(
            date,
            *marks[date.pk],
            counts[date.pk][ANSWER.NO],
            marks[date.pk] == best != (0, 0),
            holiday(localtime(date.starts_at).date()),
        )
        for date in dates
    )
    labels = {str(value): str(label) for value, label in ANSWER.choices}
    rows = (
        VoterRow(one, tuple(labels.get(said.get((one.pk, date.pk), ""), "") for date in dates))
        for one in voters
    )
    return PollPage(poll, tuple(columns), tuple(rows))


def date_words(one: PollDate) -> str:
    """Day and time as people read them, with the public holiday that it falls on."""
    begin, end = localtime(one.starts_at), localtime(one.ends_at)
    words = {"begin": date_format(begin, "l, j. F Y, H:i"), "end": date_format(end, "H:i")}
    told, name = _("%(begin)s–%(end)s o’clock") % words, holiday(begin.date())
    return f"{told} ({name})" if name else told


def open_polls(series: RoundTableSeries, *, user: User) -> list[DatePoll]:
    """Of one table, for somebody who runs it."""
    return list(DatePoll.visible_to(user).open().filter(series=series))
