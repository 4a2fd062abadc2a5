"""Sealed minutes go to everybody once, with their own list, linked or attached."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from core.errors import DomainError
from core.mail import Part
from core.models import AuditEntry, OutboxMail, OutboxPart
from core.querysets import TRIES
from invitations import selectors, services
from invitations.models import MinutesMail
from reports import services as reports
from reports.models import ReportJob
from reports.services import minutes as sending
from roundtables import services as tables
from roundtables.models import SeriesMember
from tests.counting import page_queries
from tests.days import spoken
from tests.invitations.conftest import let_workers_run, send
from tests.roundtables.conftest import DUE, page, seal


def minutes_mails() -> Any:
    return OutboxMail.objects.filter(event__startswith="minutes:").order_by("pk")


def test_everybody_once_with_their_own_list(seats, sealed):
    trail = AuditEntry.objects.count()
    assert [reports.send_minutes(sealed, actor=seats.user()) for _click in range(2)] == [2, 0]
    assert AuditEntry.objects.count() == trail + 1
    lea, new = minutes_mails()
    assert (lea.recipient, new.recipient) == ("lea@example.org", "neu@example.org")
    for text in (f"- Raumplan liefern (bis {spoken(DUE)})", "- Netz messen", "/berichte/protokoll/link/"):
        assert text in lea.body
    assert "Brief an alle" not in lea.body
    assert "- Brief an alle\n" in new.body
    assert "Raumplan" not in new.body
    assert [one.name for one in selectors.minutes_round(sealed).without_address] == ["Sven Aufsicht"]


def test_the_ledger_outlives_the_outbox(seats, sealed):
    reports.send_minutes(sealed, actor=seats.user())
    OutboxMail.objects.all().delete()
    assert reports.send_minutes(sealed, actor=seats.user()) == 0
    assert MinutesMail.unscoped.filter(mail=None).count() == 2


def test_an_office_is_meant_by_its_whole_name():
    content = {
        "results": {
            "agreements": [
                {"responsible": "Fritz Meier", "is_done": False},
                {"responsible": "die IT", "is_done": False},
            ],
            "milestones": [],
        }
    }
    found = selectors.tasks_of(selectors.minutes.Reader("Ada", "IT", "x@example.org"), content)
    assert [row["responsible"] for row in found.agreements] == ["die IT"]


def test_the_list_holds_what_is_ones_own_and_still_to_do(seats, sealed):
    def agreed(text, responsible, **more):
        return {"text": text, "responsible": responsible, "is_done": False, "consensus": "agreed"} | more

    def step(text, **more):
        own = {
            "responsible": "IT",
            "owner": "both",
            "school": "Schule A",
            "state": "open",
            "due_on": "2027-05-01",
        }
        return {"text": text} | own | more

    content = {
        "results": {
            "agreements": [
                agreed("für alle Schulen", "alle Schulen"),
                agreed("vertagt", "alle Schulen", consensus="postponed"),
                agreed("erledigt", "alle Schulen", is_done=True),
                agreed("der Stadt", "Stadt", due_on="2027-03-01"),
            ],
            "milestones": [
                step("der Schule", due_on="2027-06-01"),
                step("früher", state="moved"),
                step("erledigt", state="done"),
                step("einer anderen Schule", school="Schule B"),
                step("des Trägers an der Schule", owner="authority"),
            ],
        }
    }

    def listed(**who):
        told = selectors.tasks_of(
            selectors.minutes.Reader("Ada", "Kollegium", "x@example.org", **who), content
        )
        return [row["text"] for row in (*told.milestones, *told.agreements)]

    assert listed(schools=frozenset({"Schule A"})) == ["früher", "der Schule", "für alle Schulen"]
    assert listed() == []
    city = selectors.tasks_of(selectors.minutes.Reader("Bo", "Stadt", "y@example.org"), content)
    assert [row["text"] for row in city.agreements] == ["der Stadt"]


def test_the_mail_tells_milestones_from_agreements_and_leads_to_them(seats, sealed):
    reports.send_minutes(sealed, actor=seats.user())
    lea, new = minutes_mails()
    assert f"Meilensteine\n- Netz messen (bis {spoken(DUE)})\n" in lea.body
    assert f"Vereinbarungen\n- Raumplan liefern (bis {spoken(DUE)})\n" in lea.body
    assert "?scope=mine" not in lea.body  # she has no account
    assert "Meilensteine" not in new.body


def test_a_head_gets_the_milestones_of_the_school_whoever_is_named(seats):
    head, staff = seats.world.user("lead_a"), seats.user()
    tables.record_milestone(
        seats.meeting,
        text="Raumplan liefern",
        responsible="Kollegium",
        due_on=DUE,
        owner="school",
        school=seats.world.school_a,
        actor=staff,
    )
    SeriesMember.unscoped.filter(name="Lea Anger").update(user=head, body="Schulleitung")
    seats.meeting.participants.filter(name="Lea Anger").update(user=head, body="Schulleitung")
    tables.start_meeting(seats.meeting, actor=staff)
    tables.close_meeting(seats.meeting, actor=staff)
    reports.send_minutes(seal(seats.meeting, actor=staff), actor=staff)
    [mail] = minutes_mails()
    assert "- Raumplan liefern" in mail.body
    assert "/runde-tische/meilensteine/?scope=mine" in mail.body


def test_nothing_goes_out_before_the_seal(seats):
    for send_them in (reports.send_minutes, services.send_minutes):
        with pytest.raises(DomainError, match="noch nicht endgültig"):
            send_them(seats.meeting, actor=seats.user())


def test_attached_waits_for_the_pdf_and_is_sent_once(seats, sealed, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    tables.change_series(seats.series, delivery="attached", actor=seats.user())
    sealed.refresh_from_db()
    sealed.series.refresh_from_db()
    job = reports.send_minutes(sealed, actor=seats.user())
    assert reports.send_minutes(sealed, actor=seats.user()) == job
    assert not minutes_mails().exists()
    let_workers_run()
    lea, _new = minutes_mails()
    part, _own = lea.parts.all()
    assert (bytes(part.content)[:5], part.content_type) == (b"%PDF-", "application/pdf")
    assert "hängt als PDF an" in lea.body
    ReportJob.unscoped.filter(pk=job.pk).update(params=sending.TO_SEND)  # the worker died in between
    reports.deliver_made()
    assert minutes_mails().count() == 2
    assert ReportJob.unscoped.get(pk=job.pk).params == sending.SENT


def test_a_file_too_large_for_a_mail_stays_behind_its_link(seats, sealed):
    document = Part("Protokoll.pdf", "application/pdf", b"x" * (OutboxPart.LIMIT + 1))
    services.send_minutes(sealed, actor=seats.user(), document=document)
    assert not OutboxPart.objects.filter(mail__in=minutes_mails()).exists()
    assert "öffnet dieser Link es als PDF" in minutes_mails()[0].body


def test_who_did_not_get_it_stands_on_the_pages_of_the_moderator(seats, sealed):
    reports.send_minutes(sealed, actor=seats.user())
    minutes_mails().filter(recipient="lea@example.org").update(attempts=TRIES, error="SMTPRecipientsRefused")
    minutes_mails().filter(recipient="neu@example.org").update(attempts=1, error="TimeoutError")
    moderator, lead = seats.world.client_for("moderator"), seats.world.client_for("lead_a")
    for name in ("meeting_detail", "minutes_detail"):
        read = moderator.get(page(name, sealed.pk)).text
        assert "2 E-Mails zu diesem Treffen kamen nicht an" in read
        assert "lea@example.org" in read
        assert "lehnt die Adresse ab. Es wird nicht noch einmal versucht." in read
        assert "lea@example.org" not in lead.get(page(name, sealed.pk)).text
    minutes_mails().update(sent_at=timezone.now())
    assert "kamen nicht an" not in moderator.get(page("meeting_detail", sealed.pk)).text


def test_a_mended_address_gets_what_came_back(seats, sealed):
    """Only after a failure for good, and only another address: once more, and nobody else with it."""
    staff, member = seats.user(), sealed.series.members.get(name="Neu Da")
    reports.send_minutes(sealed, actor=staff)
    row = MinutesMail.unscoped.get(name="Neu Da")
    row.mail.attempts = TRIES
    row.mail.save()
    assert selectors.minutes_round(sealed).due == ()
    member.email = "richtig@example.org"
    member.save()
    assert [one.address for one in selectors.minutes_round(sealed).due] == ["richtig@example.org"]
    assert [reports.send_minutes(sealed, actor=staff) for _click in range(2)] == [1, 0]
    assert minutes_mails().last().recipient == "richtig@example.org"
    assert [one.recipient for one in selectors.troubles_at(sealed, user=staff)] == []


def test_a_mail_on_its_way_is_not_sent_again_to_another_address(seats, sealed):
    reports.send_minutes(sealed, actor=seats.user())
    sealed.series.members.filter(name="Neu Da").update(email="anders@example.org")
    assert selectors.minutes_round(sealed).due == ()


def test_an_invitation_that_did_not_arrive_is_shown_too(seats):
    send(seats)
    OutboxMail.objects.update(attempts=TRIES, error="SMTPRecipientsRefused")
    assert [row.name for row in selectors.troubles_at(seats.meeting, user=seats.user())] == ["Lea Anger"]
    assert selectors.troubles_at(seats.meeting, user=seats.user("lead_a")) == []


def test_the_button_on_the_page(seats, sealed):
    staff, lead = seats.world.client_for("staff"), seats.world.client_for("lead_a")
    url = f"/berichte/protokoll/{sealed.pk}/senden/"
    minutes = page("minutes_detail", sealed.pk)
    assert (url in staff.get(minutes).text, url in lead.get(minutes).text) == (True, False)
    assert lead.post(url).status_code == 403
    assert "2 Mails sind unterwegs" in staff.post(url, follow=True).text
    read = staff.post(url, follow=True).text
    assert "Alle haben es schon" in read
    assert "2 Personen haben es per E-Mail bekommen" in read


def test_more_people_ask_no_more_of_the_database(seats, sealed):
    client, asked = seats.world.client_for("staff"), []
    for number in range(3):
        tables.add_member(
            seats.series,
            name=f"P{number}",
            body="Amt",
            function="advise",
            email=f"p{number}@example.org",
            actor=seats.user(),
        )
        reports.send_minutes(sealed, actor=seats.user())
        minutes_mails().update(error="TimeoutError")
        asked.append(page_queries(client, page("minutes_detail", sealed.pk)))
    assert len(set(asked)) == 1
