"""The sealed minutes by a link of one's own: without an account, for a time, and nothing beside them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.throttle import MISSES
from core.models import AuditEntry, OutboxMail
from core.tokens import hash_token
from invitations import services
from invitations.models import MinutesMail
from reports import services as reports
from reports.models import ReportJob
from roundtables.models import Meeting, SeriesMember
from tests.roundtables.conftest import page

LINK = re.compile(r"/berichte/protokoll/link/([\w-]{43})/(?!aufgaben)")
OF_A_DRAFT = {"is_sealed": False}


@pytest.fixture
def sent(seats, sealed, settings, tmp_path) -> Meeting:
    """Sven has an account, Lea and the new member have none."""
    settings.MEDIA_ROOT = tmp_path
    SeriesMember.unscoped.filter(name="Sven Aufsicht").update(user=seats.user("supervision"))
    reports.send_minutes(sealed, actor=seats.user())
    return sealed


def link() -> str:
    [mail] = OutboxMail.objects.filter(recipient="lea@example.org", event__startswith="minutes:")
    found = LINK.search(mail.body)
    assert found
    return found[0]


def test_only_people_without_an_account_get_one(seats, sent):
    mails = OutboxMail.objects.filter(event__startswith="minutes:")
    bodies = {mail.recipient: mail.body for mail in mails}
    with_account = bodies.pop(seats.user("supervision").email)
    assert page("minutes_detail", sent.pk) in with_account
    assert not LINK.search(with_account)
    tokens = [LINK.findall(body) for body in bodies.values()]
    assert [len(found) for found in tokens] == [1, 1]
    assert tokens[0] != tokens[1]
    known = set(MinutesMail.unscoped.exclude(token_hash=None).values_list("token_hash", flat=True))
    assert known == {hash_token(found[0]) for found in tokens}


def test_nobody_who_was_shut_out_gets_in_by_a_mail(seats, sealed):
    SeriesMember.unscoped.filter(name="Lea Anger").update(user=seats.user("lead_b"))
    User.objects.filter(pk=seats.user("lead_b").pk).update(is_active=False)
    reports.send_minutes(sealed, actor=seats.user())
    assert not MinutesMail.unscoped.filter(name="Lea Anger").exclude(token_hash=None).exists()


def test_it_opens_the_sealed_pdf_and_no_draft(seats, sent):
    guest, address = Client(), link()
    waiting = guest.get(address)
    assert (waiting.status_code, "noch nicht fertig" in waiting.text) == (202, True)
    job = ReportJob.unscoped.get(kind="minutes")
    ReportJob.unscoped.filter(pk=job.pk).update(state="done", file="reports/entwurf.pdf", snapshot=OF_A_DRAFT)
    assert guest.get(address).status_code == 202
    reports.perform(reports.request_report(sent, actor=seats.user()).pk)
    answer: Any = guest.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"
    assert "Lea" not in answer["Content-Disposition"]
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("strict-origin", "no-store, private")
    assert guest.get(page("minutes_detail", sent.pk)).status_code == 302  # it opens nothing else
    assert guest.post(address).status_code == 405


def test_one_that_has_run_out_opens_nothing(sent):
    MinutesMail.unscoped.update(link_until=timezone.now() - timedelta(seconds=1))
    assert Client().get(link()).status_code == 404


def test_it_opens_no_longer_than_its_pdf_is_kept():
    assert timedelta(days=reports.KEEP_DAYS) > services.minutes.LINK_OPENS


def test_those_who_run_the_table_withdraw_the_links(seats, sent):
    staff, lead = seats.world.client_for("staff"), seats.world.client_for("lead_a")
    address = f"/einladungen/treffen/{sent.pk}/links-zurueckziehen/"
    read = staff.get(page("minutes_detail", sent.pk)).text
    assert "2 Personen ohne Konto können das PDF über einen eigenen Link öffnen" in read
    assert address in read
    assert lead.post(address).status_code == 403
    assert Client().get(link()).status_code == 202
    assert "Die Links sind zurückgezogen" in staff.post(address, follow=True).text
    assert Client().get(link()).status_code == 404
    assert address not in staff.get(page("minutes_detail", sent.pk)).text
    staff.post(address)
    assert AuditEntry.objects.filter(verb="invitations.minutes_links_withdrawn").count() == 1


def test_whoever_guesses_waits(sent):
    cache.clear()
    guest = Client()
    for _turn in range(MISSES):
        assert guest.get("/berichte/protokoll/link/geraten/").status_code == 404
    assert guest.get(link()).status_code == 429
    cache.clear()


def test_the_pdf_is_made_once_for_all_links(seats, sent):
    reports.send_minutes(sent, actor=seats.user())
    assert ReportJob.unscoped.filter(kind="minutes").count() == 1


def test_a_link_without_an_end_is_refused(sent):
    with pytest.raises(IntegrityError, match="minutes_link_ends"), transaction.atomic():
        MinutesMail.unscoped.update(link_until=None)
