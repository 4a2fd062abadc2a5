"""The round tables of the full world: a series, sealed minutes, a planned meeting, a result of each kind."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from core.models import OutboxMail
from frame import services as frame
from invitations import services as invitations
from invitations.models import MeetingInvitation
from matrix.models import Aspect, JoinedTopic
from roundtables import services as tables
from roundtables.models import AgendaItem, Meeting, RoundTableSeries
from roundtables.services import milestones, proposals
from screens.services import prepare_question
from tests.permissions.marks import LEADS, Things, mark, pdf_saying

LINK = re.compile(r"/einladung/[\w-]+/")
POLL_LINK = re.compile(r"/terminumfrage/[\w-]+/")


def set_up_table(full: Any, letter: str, staff: User) -> None:
    """A series with sealed minutes two months ago and a planned meeting with a result of each kind."""
    things, owner = full.places[letter], f"T{letter}"
    series = tables.create_series(
        things.school.municipality,
        name=mark(owner, "table", "series"),
        rules=mark(owner, "table", "rules"),
        actor=staff,
    )
    member = tables.add_member(
        series,
        name=mark(owner, "table", "membername"),
        body=mark(owner, "table", "memberbody"),
        function="decide",
        email=f"{mark(owner, 'seat', 'mail')}@example.org".lower(),
        office=mark(owner, "table", "memberoffice"),
        deputy_name=mark(owner, "table", "standing"),
        deputy_office=mark(owner, "table", "standingoffice"),
        deputy_email=f"{mark(owner, 'seat', 'standingmail')}@example.org".lower(),
        actor=staff,
    )
    sealed = _meeting(things, series, owner, staff, days=-60)
    things.values |= {f"past_{kind}": row.pk for kind, row in _results(things, sealed, owner, staff).items()}
    tables.start_meeting(sealed, actor=staff)
    absent = sealed.participants.get(function="decide")
    tables.record_attendance(
        absent, attendance="deputy", deputy_name=mark(owner, "table", "satthere"), actor=staff
    )
    tables.close_meeting(sealed, actor=staff)
    tables.open_correction(sealed, actor=staff)
    wish = tables.propose_amendment(sealed, text=mark(owner, "table", "amendment"), actor=staff)
    tables.answer_amendment(wish, accepted=False, answer=mark(owner, "table", "amendmentanswer"), actor=staff)
    tables.seal_minutes(sealed, actor=staff, early=mark(owner, "table", "early"))
    tables.add_addendum(sealed, text=mark(owner, "table", "addendum"), actor=staff)
    meeting = _meeting(things, series, owner, staff, days=30)
    item = meeting.agenda.first()
    participant = meeting.participants.first()
    assert item
    assert participant
    tables.save_notes(item, notes=mark(owner, "table", "itemnotes"), version=0, actor=staff)
    tables.save_notes(meeting, notes=mark(owner, "table", "notes"), version=0, actor=staff)
    question = prepare_question(meeting, kind="check", text=mark(owner, "table", "question"), actor=staff)
    parked = {name: mark(owner, "table", name) for name in ("text", "reason")}
    things.values["parked"] = tables.park(meeting, actor=staff, **parked).pk
    results = _results(things, meeting, owner, staff)
    ended = tables.record_focus_topic(meeting, text=mark(owner, "table", "focusended"), actor=staff)
    tables.end_focus_topic(ended, on=ended.from_on, reason=mark(owner, "table", "focusend"), actor=staff)
    milestones.move_milestone(
        results["meilenstein"],
        state="moved",
        reason=mark(owner, "table", "moved"),
        due_on=timezone.localdate() + timedelta(days=120),
        actor=staff,
    )
    note = tables.share_experience(
        things.school,
        text=mark(owner, "table", "shared"),
        visibility="table",
        aspects=[],
        submission_id=None,
        actor=staff,
    )
    things.values["experience"] = note.pk
    place = tables.add_place(
        series.municipality,
        name=mark(owner, "table", "place"),
        kind="library",
        office=mark(owner, "table", "placeoffice"),
        submission_id=None,
        actor=staff,
    )
    things.values["place"] = place.pk
    tables.bind_milestone(
        results["meilenstein"],
        waits_for=sealed.milestones.all(),
        partners=[mark(owner, "table", "partner")],
        places=[place],
        agreement=results["vereinbarung"],
        actor=staff,
    )
    things.values |= {f"result_{kind}": row.pk for kind, row in results.items()}
    things.values |= {"series": series.pk, "member": member.pk, "meeting": meeting.pk, "sealed": sealed.pk}
    things.values["amendment"] = wish.pk
    things.values |= {"item": item.pk, "participant": participant.pk, "question": question.pk}
    things.values["document"] = _document(item, owner, staff)
    things.values["answer_link"] = _answer(meeting, owner, staff)
    _ask_for_a_date(things, series, owner, staff)
    _ask_the_lead(things, meeting, full.user(LEADS[letter]), staff)
    _frame(things, results, owner, staff)


def _frame(things: Things, results: dict[str, Any], owner: str, staff: User) -> None:
    """The city's own words, a field of action with a result of each kind, and a project in it."""
    town = things.school.municipality

    def text(name: str) -> str:
        return mark(owner, "table", name)

    texts = {name: text(name) for name in frame.ABOUT}
    frame.save_frame(town, values=texts, is_first=True, actor=staff)
    told: dict[str, Any] = {"title": text("field"), "text": text("fieldtext"), "order": 1}
    field = frame.add_field(town, values=told, submission_id=uuid4(), actor=staff)
    chosen = {
        "guidelines": [results["leitlinie"]],
        "goals": [results["zielperspektive"]],
        "milestones": [results["meilenstein"]],
    }
    frame.assign(field, chosen=chosen, actor=staff)
    told = {
        "title": text("project"),
        "lead": text("projectlead"),
        "text": text("projecttext"),
        "fields": [field],
    }
    project = frame.add_project(town, values=told, submission_id=uuid4(), actor=staff)
    things.values |= {"municipality": town.pk, "action_field": field.pk, "city_project": project.pk}


def _document(item: AgendaItem, owner: str, staff: User) -> int:
    """A link with its title and a PDF that says whose it is; the key of the PDF."""
    tables.add_document(item, title=mark(owner, "table", "link"), url="https://example.org/", actor=staff)
    name = mark(owner, "table", "paper")
    file = SimpleUploadedFile(f"{name}.pdf", pdf_saying(name))
    return tables.add_document(item, title=name, file=file, actor=staff).pk


def _ask_for_a_date(things: Things, series: RoundTableSeries, owner: str, staff: User) -> None:
    """Two dates for a new meeting; the member has answered."""
    starts = [timezone.now() + timedelta(days=days) for days in (60, 61)]
    poll = invitations.open_poll(
        series,
        dates=[(one, one + timedelta(hours=2)) for one in starts],
        place=mark(owner, "table", "pollplace"),
        text=mark(owner, "table", "pollwords"),
        actor=staff,
    )
    things.values["poll_link"] = POLL_LINK.findall(OutboxMail.objects.latest("pk").body)[0]
    dates = list(poll.dates.values_list("pk", flat=True))
    invitations.answer_poll(poll.voters.get(), answers=dict.fromkeys(dates, "maybe"), seen=0)
    things.values |= {"poll": poll.pk, "poll_date": dates[0]}


def _ask_the_lead(things: Things, meeting: Meeting, lead: User, staff: User) -> None:
    """The head of the school, a member by account, is invited and asked for a date and has said nothing yet."""
    series = meeting.series
    member = tables.add_member(series, name="Gast", body="Kollegium", function="advise", actor=staff)
    member.user = lead  # without the address, which not everybody at the table may read
    member.save()
    meeting = Meeting.unscoped.get(pk=meeting.pk)
    meeting.participants.create(name="Gast", body="Kollegium", function="advise", user=lead)
    invitations.send_round(meeting, text="", seen=meeting.sequence, actor=staff)
    invitation = MeetingInvitation.unscoped.get(participant__meeting=meeting, participant__name="Gast")
    starts = [timezone.now() + timedelta(days=days) for days in (70, 71)]
    poll = invitations.open_poll(
        series, dates=[(one, one + timedelta(hours=2)) for one in starts], actor=staff
    )
    vote = poll.voters.get(member=member)
    things.values |= {"own_invitation": invitation.pk, "own_vote": vote.pk}


def _answer(meeting: Meeting, owner: str, staff: User) -> str:
    """The member is invited and names a deputy; returns the link out of the mail."""
    invitations.send_round(meeting, text=mark(owner, "table", "words"), seen=0, actor=staff)
    invitation = MeetingInvitation.unscoped.get(participant__meeting=meeting)
    link = LINK.findall(OutboxMail.objects.latest("pk").body)[0]
    invitations.answer(
        invitation,
        answer="deputy",
        seen=0,
        deputy_name=mark(owner, "answer", "deputy"),
        deputy_email=f"{mark(owner, 'answer', 'mail')}@example.org".lower(),
    )
    return str(link)


def propose(full: Any, letter: str) -> None:
    """A milestone that the school proposes and nobody has answered, and one that was declined."""
    things = full.places[letter]
    lead = full.user({"A": "lead_a", "B": "lead_b", "C": "lead_c"}[letter])
    aspect = Aspect.objects.get(field__catalogue__is_current=True, code="S1.1")
    for name in ("open", "declined"):
        row = proposals.propose_milestone(
            things.school, aspect, text=mark(letter, "proposal", name), actor=lead
        )
        if name == "open":
            things.values["milestone_proposal"] = row.pk
        else:
            proposals.decline(row, answer=mark(letter, "proposal", "answer"), actor=lead)
        told = {"title": mark(letter, "proposal", f"{name}item"), "reason": mark(letter, "proposal", "why")}
        item = tables.propose_item(things.school, actor=lead, **told)
        if name == "open":
            things.values["suggestion"] = item.pk
        else:
            tables.decline_item(item, answer=mark(letter, "proposal", "itemanswer"), actor=lead)


def _meeting(things: Things, series: RoundTableSeries, owner: str, staff: User, *, days: int) -> Meeting:
    start = timezone.localtime().replace(hour=14, minute=0, second=0, microsecond=0) + timedelta(days=days)
    when = "past" if days < 0 else "next"
    meeting = tables.plan_meeting(
        series,
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        place=mark(owner, "table", f"{when}place"),
        topic=mark(owner, "table", f"{when}topic"),
        joined_topic=JoinedTopic.objects.get(catalogue__is_current=True, code="G1"),
        template="first",
        actor=staff,
    )
    tables.add_guest(
        meeting, name=mark(owner, "table", "guest"), body=mark(owner, "table", "guestbody"), actor=staff
    )
    return meeting


def _results(things: Things, meeting: Meeting, owner: str, staff: User) -> dict[str, Any]:
    due, school = timezone.localdate() + timedelta(days=90), things.school

    def text(name: str) -> str:
        return mark(owner, "table", name)

    return {
        "leitlinie": tables.record_guideline(meeting, text=text("guideline"), actor=staff),
        "zielperspektive": tables.record_goal(
            meeting, text=text("goal"), horizon_year=due.year, indicator=text("indicator"), actor=staff
        ),
        "themenschwerpunkt": tables.record_focus_topic(
            meeting, text=text("focus"), lead=text("lead"), word=text("word"), actor=staff
        ),
        "meilenstein": tables.record_milestone(
            meeting,
            text=text("milestone"),
            responsible=text("responsible"),
            due_on=due,
            owner="school",
            school=school,
            evidence=text("evidence"),
            actor=staff,
        ),
        "vereinbarung": tables.record_agreement(
            meeting,
            text=text("agreement"),
            responsible=text("who"),
            due_on=due,
            consensus="reserved",
            reserved_by=text("memberbody"),
            reservation=text("reservation"),
            actor=staff,
        ),
        "erfahrung": tables.record_experience(meeting, text=text("experience"), school=school, actor=staff),
    }
