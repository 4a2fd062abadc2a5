"""The Runder Tisch of the demo world: one meeting with final minutes, one that is being prepared."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from gutersloh_portal.demo.days import at, school_day, school_days
from invitations import services as invitations
from invitations.models import MeetingInvitation
from matrix.models import Aspect, Catalogue, JoinedTopic
from reports import services as reports
from reports.pdf import to_pdf
from roundtables.models import AgendaItem, Meeting, RoundTableSeries
from roundtables.services import (
    agenda_proposals,
    documents,
    meetings,
    members,
    milestones,
    minutes,
    parking,
    proposals,
    results,
    tables,
)
from schools.models import Municipality, School

MEMBERS = (
    ("Lea Anger", "Grundschule Am Anger", "decide", "schulleitung@demo.example"),
    ("Lars Birkner", "Gesamtschule Birkenweg", "decide", "schulleitung2@demo.example"),
    ("Sina Stadtmann", "Stadt Musterstadt, Schulverwaltung", "decide", "traeger@demo.example"),
    ("Bea Leitner", "Stadt Musterstadt, Dezernat Schule", "decide", "dezernat@demo.example"),
    ("Meike Ratmann", "Medienberatung", "advise", "beratung@demo.example"),
    ("Sven Aufermann", "Schulamt für den Musterkreis", "advise", "aufsicht@demo.example"),
    ("Mona Moder", "Moderation", "coordinate", "moderation@demo.example"),
)
OFFICES = {  # with the standing deputy and that office
    "Lea Anger": ("Schulleitung", "Ina Feldkamp", "Konrektorin"),
    "Lars Birkner": ("Schulleitung", "Vera Birkner-Voss", "Didaktische Leitung"),
    "Sina Stadtmann": ("Leitung Schulverwaltung", "Tarik Amtsberg", "Sachbearbeitung Schul-IT"),
    "Bea Leitner": ("Dezernatsleitung", "", ""),
    "Sven Aufermann": ("Schulaufsicht Grundschulen", "", ""),
}


def build(users: dict[str, User]) -> None:
    moderator = users["moderation@demo.example"]
    town = Municipality.objects.get(ags="05999004")
    series = tables.create_series(
        town,
        name="Runder Tisch Musterstadt",
        actor=moderator,
        rules="Wir entscheiden gemeinsam und halten fest, wer was bis wann tut.",
    )
    for name, body, function, email in MEMBERS:
        office = dict(zip(("office", "deputy_name", "deputy_office"), OFFICES.get(name, ()), strict=False))
        members.add_member(
            series, name=name, body=body, function=function, actor=moderator, email=email, **office
        )
    _held(series, moderator)
    _proposed(users["schulleitung@demo.example"])
    day = school_day(18)
    coming = meetings.plan_meeting(
        series,
        starts_at=at(day, 14),
        ends_at=at(day, 16) + timedelta(minutes=30),
        actor=moderator,
        place="Rathaus, Saal 2",
        topic="Geräte und Teilhabe",
        joined_topic=_topic("G4"),
    )
    item = coming.agenda.get(order=3)
    link = "https://musterstadt.example/geraeteliste"
    documents.add_document(item, title="Geräteliste der Stadt", url=link, actor=moderator)
    _paper(item, "Geräte je Schule", "Stand der Zählung im Herbst, je Schule und Geräteart.", moderator)
    _invited(coming, moderator)
    _asked(series, moderator)


def _paper(item: AgendaItem, title: str, text: str, moderator: User) -> None:
    """A document that opens, with a line in it."""
    page = f'<!doctype html><html lang="de"><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p>'
    file = SimpleUploadedFile(f"{title}.pdf", to_pdf(f"{page}</body></html>"))
    documents.add_document(item, title=title, file=file, actor=moderator)


def _invited(meeting: Meeting, moderator: User) -> None:
    """Everybody has a mail, and some have answered."""
    invitations.send_round(
        meeting,
        text="Bitte sehen Sie sich vorher die Geräte in Ihrem Haus an.",
        seen=meeting.sequence,
        actor=moderator,
    )
    sent = {
        row.participant.name: row for row in MeetingInvitation.unscoped.select_related("participant__meeting")
    }
    for name in ("Lea Anger", "Sina Stadtmann", "Mona Moder"):
        invitations.answer(sent[name], answer="accepted", seen=0)
    invitations.answer(sent["Sven Aufermann"], answer="declined", seen=0)
    invitations.answer(sent["Lars Birkner"], answer="deputy", seen=0, deputy_name="Vera Birkner-Voss")


def _asked(series: RoundTableSeries, moderator: User) -> None:
    """The date after the next one is being sought."""
    poll = invitations.open_poll(
        series,
        dates=[(at(day, 14), at(day, 16)) for day in school_days(120, 128, 136)],
        place="Gesamtschule Birkenweg, Aula",
        text="Welcher dieser Tage passt Ihnen am besten?",
        actor=moderator,
    )
    dates = list(poll.dates.values_list("pk", flat=True))
    voters = {row.member.name: row for row in poll.voters.select_related("member")}
    for name, said in (
        ("Lea Anger", ("yes", "maybe", "no")),
        ("Sina Stadtmann", ("yes", "yes", "no")),
        ("Meike Ratmann", ("no", "yes", "maybe")),
    ):
        invitations.answer_poll(voters[name], answers=dict(zip(dates, said, strict=True)), seen=0)


def _proposed(lead: User) -> None:
    """What the Grundschule Am Anger would like the next meeting to agree."""
    anger = School.unscoped.get(school_number="990012")
    aspect = Aspect.objects.get(field__catalogue__is_current=True, code="S4.2")
    proposals.propose_milestone(
        anger,
        aspect,
        text="Die drei Räume im Altbau bekommen WLAN für eine ganze Klasse",
        target_stage=3,
        due_on=school_day(240),
        actor=lead,
    )
    agenda_proposals.propose_item(
        anger,
        title="Wer hilft bei Störungen im Unterricht?",
        reason="Bis eine Meldung ankommt, ist die Stunde vorbei. Wir möchten wissen, wie andere Schulen das lösen.",
        actor=lead,
    )


def _topic(code: str) -> JoinedTopic | None:
    return JoinedTopic.objects.filter(catalogue__is_current=True, code=code).first()


def _held(series: RoundTableSeries, moderator: User) -> Meeting:
    """A meeting two months ago with results of each kind, and what became of its milestones since."""
    anger = School.unscoped.get(school_number="990012")
    catalogue = Catalogue.objects.get(is_current=True)
    network = list(Aspect.objects.filter(field__catalogue=catalogue, code__in=["S4.2", "T2.3"]))
    day = school_day(-60)
    due, moved_to = school_days(30, 75)
    meeting = meetings.plan_meeting(
        series,
        starts_at=at(day, 14),
        ends_at=at(day, 16) + timedelta(minutes=30),
        actor=moderator,
        place="Aula der Gesamtschule Birkenweg",
        topic="Netz, WLAN und Räume",
        joined_topic=_topic("G3"),
        template="first",
    )
    item = meeting.agenda.get(order=3)
    _paper(item, "Netzplan der Schulen", "Anschlüsse, Räume mit WLAN und offene Stellen.", moderator)
    meetings.start_meeting(meeting, actor=moderator)
    birkner = meeting.participants.get(name="Lars Birkner")
    meetings.record_attendance(birkner, attendance="deputy", deputy_name="Vera Birkner-Voss", actor=moderator)
    meetings.record_all_present(meeting, actor=moderator)
    about: dict[str, Any] = {"actor": moderator, "topic": _topic("G3")}
    results.record_guideline(
        meeting,
        text="Ausstattung folgt dem Medienkonzept: Wer etwas anmeldet, nennt den pädagogischen Grund.",
        actor=moderator,
    )
    results.record_guideline(
        meeting, text="Kein Raum wird ausgestattet, bevor Strom und Netz geprüft sind.", **about
    )
    results.record_goal(
        meeting,
        text="In allen Unterrichtsräumen arbeiten ganze Lerngruppen gleichzeitig im WLAN.",
        horizon_year=timezone.localdate().year + 2,
        target_stage=3,
        indicator="Anteil der Räume mit WLAN für eine ganze Klasse",
        aspects=network,
        **about,
    )
    results.record_focus_topic(
        meeting, text="WLAN in den Grundschulen", lead="IT der Stadt Musterstadt", **about
    )
    done = results.record_milestone(
        meeting,
        text="Ausleuchtung der vier Grundschulen messen",
        responsible="IT der Stadt Musterstadt",
        due_on=school_day(-30),
        owner="authority",
        aspects=network,
        **about,
    )
    results.record_milestone(
        meeting,
        text="Raumplan mit Anschlüssen an die Stadt geben",
        responsible="Grundschule Am Anger",
        school=anger,
        due_on=school_day(-7),
        owner="school",
        **about,
    )
    moved = results.record_milestone(
        meeting,
        text="Rahmenvertrag für Access Points ausschreiben",
        responsible="Stadt Musterstadt, Schulverwaltung",
        due_on=due,
        owner="authority",
        **about,
    )
    results.record_milestone(
        meeting,
        text="Fortbildung „Unterrichten im WLAN“ für alle Kollegien",
        responsible="Medienberatung",
        due_on=school_day(120),
        owner="both",
        **about,
    )
    results.record_agreement(
        meeting,
        text="Störungen werden nur noch über das Ticketsystem gemeldet.",
        responsible="alle Schulen",
        due_on=school_day(-40),
        actor=moderator,
    )
    results.record_agreement(
        meeting,
        text="Tablets werden in den Ferien an der Schule gesammelt und gewartet.",
        responsible="IT der Stadt Musterstadt",
        due_on=school_day(60),
        consensus="reserved",
        reserved_by="Gesamtschule Birkenweg",
        reservation="Nur, wenn die Geräte der Oberstufe in den Herbstferien ausgenommen sind.",
        actor=moderator,
    )
    results.record_experience(
        meeting,
        text="Ein fester Gerätedienst in Klasse 4 hält die Tablets geladen.",
        school=anger,
        actor=moderator,
    )
    parking.park(
        meeting,
        text="Wer zahlt Ersatz für gestohlene Tablets?",
        reason="Die Versicherung hat noch nicht geantwortet.",
        actor=moderator,
    )
    results.record_agreement(
        meeting,
        text="Eine gemeinsame Regel für private Handys",
        consensus="postponed",
        actor=moderator,
    )
    meetings.close_meeting(meeting, actor=moderator)
    minutes.open_correction(meeting, actor=moderator)
    wish = minutes.propose_amendment(
        meeting,
        text="Bei der Ausleuchtung waren es vier Grundschulen, nicht drei.",
        actor=User.objects.get(email="schulleitung@demo.example"),
    )
    minutes.answer_amendment(wish, accepted=True, actor=moderator)
    minutes.seal_minutes(meeting, actor=moderator, early="Alle haben in der Runde zugestimmt.")
    reports.send_minutes(meeting, actor=moderator)
    milestones.move_milestone(
        done,
        state="done",
        actor=moderator,
        evidence="Messprotokoll vom Ortstermin",
        done_on=school_day(-33),
    )
    milestones.move_milestone(
        moved,
        state="moved",
        actor=moderator,
        reason="Die Vergabestelle ist erst im neuen Jahr frei.",
        due_on=moved_to,
    )
    return meeting
