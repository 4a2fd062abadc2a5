"""Korrekturfrist: who may ask for what, until when, and when the minutes become final."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import DomainError
from core.models import OutboxMail
from roundtables import selectors, services
from roundtables.models import Amendment, Meeting
from tests.roundtables.conftest import page

TOLD = "Es waren vier Schulen, nicht drei."


@pytest.fixture
def draft(table) -> Meeting:
    staff = table.user()
    for actor in ("lead_a", "supervision"):
        user = table.user(actor)
        services.add_member(
            table.series, name=f"Konto {actor}", body="Amt", function="decide", email=user.email, actor=staff
        )
    services.start_meeting(table.meeting, actor=staff)
    return services.close_meeting(table.meeting, actor=staff)


@pytest.fixture
def review(table, draft) -> Meeting:
    return services.open_correction(draft, actor=table.user())


def over(meeting: Meeting) -> Meeting:
    """The last day was yesterday."""
    today = timezone.localdate()
    days = {"review_from": today - timedelta(days=15), "review_until": today - timedelta(days=1)}
    Meeting.unscoped.filter(pk=meeting.pk).update(**days)
    meeting.refresh_from_db()
    return meeting


def test_opening_tells_those_with_an_account_once_with_link_and_last_day(table, draft):
    OutboxMail.objects.all().delete()
    services.change_series(table.series, correction_days=10, actor=table.user())
    services.open_correction(draft, actor=table.user())
    meeting = services.open_correction(draft, actor=table.user())
    assert meeting.review_until == timezone.localdate() + timedelta(days=10)
    mails = OutboxMail.objects.filter(event__startswith="correction:")
    told = {table.user(actor).email for actor in ("lead_a", "supervision")}
    assert {mail.recipient for mail in mails} == told
    assert len(mails) == len(told)
    last = meeting.review_until
    for mail in mails:
        assert page("minutes_detail", draft.pk) in mail.body
        assert f"{last.day}. " in mail.body
        assert str(last.year) in mail.body


def test_who_left_the_table_with_their_last_role_is_not_told(table, draft):
    table.user("lead_a").memberships.all().delete()
    services.open_correction(draft, actor=table.user())
    mails = OutboxMail.objects.filter(event__startswith="correction:")
    assert [mail.recipient for mail in mails] == [table.user("supervision").email]


def test_only_while_the_window_is_open(table, draft):
    lead = table.user("lead_a")
    with pytest.raises(DomainError, match="nicht für Korrekturen offen"):
        services.propose_amendment(draft, text=TOLD, actor=lead)
    meeting = services.open_correction(draft, actor=table.user())
    mark = uuid4()
    first = services.propose_amendment(meeting, text=TOLD, actor=lead, submission_id=mark)
    assert services.propose_amendment(meeting, text=TOLD, actor=lead, submission_id=mark) == first
    Meeting.unscoped.update(review_until=timezone.localdate())  # the last day counts
    services.propose_amendment(meeting, text="Auch heute", actor=lead)
    assert Amendment.unscoped.count() == 2
    with pytest.raises(DomainError, match="nicht für Korrekturen offen"):
        services.propose_amendment(over(meeting), text=TOLD, actor=lead)


def test_sealing_waits_for_the_window_or_for_a_reason(table, review):
    staff = table.user()
    with pytest.raises(DomainError, match="warum"):
        services.seal_minutes(review, early=" ", actor=staff)
    with pytest.raises(DomainError, match="zu lang"):
        services.seal_minutes(review, early="x" * 301, actor=staff)
    sealed = services.seal_minutes(over(review), early="unnötig", actor=staff)
    correction = selectors.minutes_content(sealed)["correction"]
    assert (correction["proposed"], correction["accepted"], correction["early"]) == (0, 0, "")


def test_a_draft_is_not_sealed(table, draft):
    with pytest.raises(DomainError, match="zuerst das Protokoll für Korrekturen"):
        services.seal_minutes(draft, early="Einig", actor=table.user())


def test_a_stale_page_does_not_end_the_window(table, review):
    with pytest.raises(DomainError, match="inzwischen für Korrekturen offen"):
        services.close_meeting(review, actor=table.user())
    services.reopen_draft(review, actor=table.user())
    services.start_meeting(review, actor=table.user())
    with pytest.raises(DomainError, match="läuft"):
        services.reopen_draft(review, actor=table.user())


def test_the_same_last_day_is_told_once(table, review):
    services.reopen_draft(review, actor=table.user())
    services.open_correction(review, actor=table.user())
    assert OutboxMail.objects.filter(event__startswith="correction:").count() == 2


def test_each_amendment_is_answered_once_before_the_seal(table, review):
    staff = table.user()
    wish = services.propose_amendment(review, text=TOLD, actor=table.user("lead_a"))
    assert selectors.sealing_warnings(review)[0].anchor == "amendments"
    with pytest.raises(DomainError, match="Beantworten Sie"):
        services.seal_minutes(review, early="Einig", actor=staff)
    with pytest.raises(DomainError, match="warum"):
        services.answer_amendment(wish, accepted=False, answer=" ", actor=staff)
    services.answer_amendment(wish, accepted=True, actor=staff)
    with pytest.raises(DomainError, match="schon beantwortet"):
        services.answer_amendment(wish, accepted=False, answer="doch nicht", actor=staff)
    sealed = services.seal_minutes(review, early="Einig", actor=staff)
    told = selectors.minutes_content(sealed)["correction"]
    assert (told["proposed"], told["accepted"], told["early"]) == (1, 1, "Einig")
    assert told["until"] == timezone.localdate().isoformat()


def test_a_refused_seal_keeps_the_reason_that_was_typed(table, review):
    services.propose_amendment(review, text=TOLD, actor=table.user("lead_a"))
    address = page("minutes_seal", review.pk)
    refused = table.world.client_for("staff").post(address, {"early": 'Alle sind "einig"', "ahead": "1"})
    assert refused.status_code == 422
    assert "Beantworten Sie" in refused.text
    assert "checked" in refused.text
    assert 'value="Alle sind &quot;einig&quot;"' in refused.text


def test_another_meetings_item_is_refused_and_the_database_wants_a_reason(table, review):
    other = table.plan(table.meeting.starts_at + timedelta(days=90))
    with pytest.raises(DomainError, match="anderen Treffen"):
        services.propose_amendment(
            review, text=TOLD, agenda_item=other.agenda.first(), actor=table.user("lead_a")
        )
    wish = services.propose_amendment(review, text=TOLD, actor=table.user("lead_a"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.unscoped.filter(pk=wish.pk).update(state="declined", answered_at=timezone.now())


def test_the_way_on_the_pages(table, draft):
    staff, lead = table.world.client_for("staff"), table.world.client_for("lead_a")
    minutes, ask = page("minutes_detail", draft.pk), page("amendment_create", draft.pk)
    assert ask not in lead.get(minutes).text
    staff.post(page("correction_open", draft.pk))
    assert ask in lead.get(minutes).text
    assert minutes in lead.get(draft.get_absolute_url()).text
    item = draft.agenda.first()
    mark = str(uuid4())
    for _click in range(2):
        lead.post(ask, {"text": TOLD, "agenda_item": item.pk, "submission_id": mark})
    wish = Amendment.unscoped.get()
    answer = page("amendment_answer", wish.pk)
    read = lead.get(minutes).text
    assert (TOLD in read, answer in read) == (True, False)
    assert answer in staff.get(minutes).text
    refused = staff.post(answer, {"decision": "declined", "answer": ""})
    assert (refused.status_code, TOLD in refused.text) == (422, True)
    done = staff.post(answer, {"decision": "accepted", "answer": "Stimmt"})
    assert done.url.endswith(f"#item-{item.pk}")
    services.save_notes(item, notes="Vier Schulen", version=0, actor=table.user())
    staff.post(page("minutes_seal", draft.pk), {"early": "Alle sind einig", "ahead": "1"})
    read = lead.get(minutes).text
    assert "Vor dem Ende abgeschlossen: Alle sind einig" in read
    assert ("Vier Schulen" in read, "Stimmt" in read, "angenommen" in read) == (True, True, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_more_amendments_ask_no_more_of_the_database(table, review, rows, django_assert_num_queries):
    item = review.agenda.first()
    for number in range(rows):
        services.propose_amendment(
            review, text=f"Wunsch {number}", agenda_item=item, actor=table.user("lead_a")
        )
    with django_assert_num_queries(2):
        assert len(selectors.amendments_of(review)) == rows
        assert review.agenda.count()


def test_a_reason_with_signs_that_no_database_keeps_seals_all_the_same(table, review):
    """Typed by no browser, but sent by whoever tries what breaks."""
    url = page("minutes_seal", review.pk)
    answer = table.world.client_for("staff").post(url, {"ahead": "1", "early": "Alle\x00 einig\nDatum"})
    review.refresh_from_db()
    assert (answer.status_code, review.state, review.sealed_early) == (302, "sealed", "Alle einig Datum")


def test_who_sits_at_the_table_finds_the_window_on_the_start_page(table, review):
    def start(actor: str) -> str:
        return str(table.world.client_for(actor).get("/").content.decode())

    title = "Protokoll prüfen: Runder Tisch"
    assert title in start("lead_a")
    assert title in start("supervision")
    assert title not in start("lead_b")  # does not sit there
    assert title not in start("staff")  # runs it
    over(review)
    assert title not in start("lead_a")


def test_what_is_left_to_check_is_the_work_of_whoever_seals(table, review):
    services.propose_amendment(review, text=TOLD, actor=table.user("lead_a"))
    at = page("minutes_detail", review.pk)
    of_staff, of_lead = (
        table.world.client_for(actor).get(at).content.decode() for actor in ("staff", "lead_a")
    )
    assert "Vor dem Abschließen" in of_staff
    assert "Vor dem Abschließen" not in of_lead
    assert "Es scheint nichts vergessen" not in of_lead
    assert "<span>das Protokoll insgesamt</span>" in of_lead
