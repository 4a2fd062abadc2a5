"""Answers beside the names in the list of attendance."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from accounts.models import User
from invitations.models import DatePoll, MeetingInvitation, PollVoter
from invitations.selectors import (
    Answers,
    MinutesRound,
    Round,
    Trouble,
    answers_at,
    minutes_round,
    open_polls,
    own_invitation,
    own_votes_at,
    round_of,
    standings_at,
    troubles_at,
)
from roundtables.models import Meeting, Participant, RoundTableSeries, SeriesMember

register = template.Library()


@register.simple_tag
def answers_to(meeting: Meeting, user: User) -> Answers:
    """One question to the database for all names."""
    return answers_at(meeting, user=user)


@register.simple_tag
def invitations_at(told: Round | None, *, runs: bool) -> dict[int, str]:
    """By participant: what happened to the invitation, while that is what there is to say."""
    return standings_at(told, runs=runs)


@register.filter
def standing_of(standings: dict[int, str], participant_id: int) -> str:
    return standings.get(participant_id, "")


@register.filter
def answer_of(answers: Answers, participant_id: int) -> MeetingInvitation | None:
    return answers.of(participant_id)


@register.simple_tag
def deputy_named(answers: Answers, person: Participant, member: SeriesMember | None) -> str:
    """Who would sit there instead: as the person has answered, else the standing deputy; "" for nobody."""
    answer = answers.of(person.pk)
    return (answer.deputy_name if answer else "") or (member.deputy_name if member else "")


@register.simple_tag
def deputies_announced(
    answers: Answers, lines: Iterable[tuple[Participant, SeriesMember | None]]
) -> list[tuple[Participant, str]]:
    """Who has no entry yet and has answered that somebody else comes, with the name."""
    waiting = [row for row, _ in lines if row.attendance == Participant.Attendance.INVITED]
    named = [(row, answer.deputy_name) for row in waiting if (answer := answers.of(row.pk))]
    return [(row, name) for row, name in named if name]


@register.filter
def answers_with(answers: Answers, answer: str) -> int:
    return answers.count(answer)


@register.simple_tag
def round_at(meeting: Meeting, *, runs: bool) -> Round | None:
    """Asked once a page: whether there is anything to tell, and what stands beside the names. None when neither is."""
    told = {Meeting.State.PLANNED, Meeting.State.CANCELLED} if runs else {Meeting.State.PLANNED}
    return round_of(meeting) if meeting.state in told else None


@register.simple_tag
def minutes_to(meeting: Meeting) -> MinutesRound:
    """Who has the sealed minutes and who has not, for those who run the table."""
    return minutes_round(meeting)


@register.simple_tag
def mail_troubles(meeting: Meeting, user: User) -> list[Trouble]:
    """Mails that did not arrive; two questions to the database for all."""
    return troubles_at(meeting, user=user)


@register.simple_tag
def open_polls_at(series: RoundTableSeries, user: User) -> list[DatePoll]:
    """Polls for a date that still run, for those who run the table."""
    return open_polls(series, user=user)


@register.simple_tag
def own_invitation_to(meeting: Meeting, user: User) -> MeetingInvitation | None:
    """The reader's own, while it may be answered or changed."""
    return own_invitation(meeting, user=user)


@register.simple_tag
def own_votes_in(series: RoundTableSeries, user: User) -> list[PollVoter]:
    """The reader's own, in polls that still run."""
    return own_votes_at(series, user=user)
