"""Agreements: by consensus, with a reservation, postponed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core.errors import DomainError
from reports.builders.minutes import details
from roundtables import selectors, services
from roundtables.models import Agreement, Meeting
from tests.roundtables.conftest import DUE, page, seal

BODY = "Grundschule Am Anger"
RESERVED = {"consensus": "reserved", "reservation": "Nur mit Hausmeister", "reserved_by": BODY}


def agreed(table, **extra) -> Agreement:
    told = {"text": "Tickets", "responsible": "IT", "due_on": DUE} | extra
    return services.record_agreement(table.meeting, actor=table.user(), **told)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (RESERVED | {"reservation": "  "}, "Welcher Vorbehalt"),
        (RESERVED | {"reserved_by": ""}, "stimmberechtigt"),
        (RESERVED | {"reserved_by": "Schulamt"}, "stimmberechtigt"),  # advises
        (RESERVED | {"consensus": "agreed"}, "Vorbehalt eingetragen"),
        ({"consensus": "einstimmig"}, "gibt es nicht"),
    ],
)
def test_half_a_reservation_is_refused(table, values, text):
    with pytest.raises(DomainError, match=text):
        agreed(table, **values)
    assert not Agreement.unscoped.exists()


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"consensus": "reserved"}, "agreement_reservation_is_whole"),
        ({"reserved_by": BODY}, "agreement_reservation_is_whole"),
        ({"consensus": "postponed", "is_done": True}, "agreement_postponed_is_not_done"),
    ],
)
def test_the_database_refuses_it_too(table, values, name):
    row = agreed(table)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Agreement.unscoped.filter(pk=row.pk).update(**values)


def test_postponed_is_not_ticked_off_and_done_is_not_postponed(table):
    row, staff = agreed(table, consensus="postponed"), table.user()
    with pytest.raises(DomainError, match="vertagt"):
        services.settle_agreement(row, is_done=True, actor=staff)
    done = services.settle_agreement(agreed(table), is_done=True, actor=staff)
    done.refresh_from_db()
    with pytest.raises(DomainError, match="abgehakt"):
        services.change_result(done, actor=staff, seen=done.fingerprint(), aspects=[], consensus="postponed")


def test_the_form_offers_bodies_that_decide_and_keeps_what_was_typed(table):
    client = table.world.client_for("staff")
    url = page("result_create", table.meeting.pk, "vereinbarung")
    form = client.get(url).context["form"]
    assert [value for value, _label in form.fields["reserved_by"].choices] == ["", BODY]
    half = client.post(url, {"text": "Tickets", **RESERVED, "reserved_by": ""})
    assert (half.status_code, list(half.context["form"].errors)) == (422, ["reserved_by"])
    assert "Nur mit Hausmeister" in half.content.decode()
    unclear = client.post(url, {"text": "Tickets", **RESERVED, "consensus": "agreed"})
    assert list(unclear.context["form"].errors) == ["consensus"]
    assert client.post(url, {"text": "Tickets", **RESERVED}).status_code == 302
    shown = client.get(table.meeting.get_absolute_url()).content.decode()
    assert "Vorbehalt von Grundschule Am Anger:" in shown
    row = Agreement.unscoped.get()
    form = client.get(page("result_update", "vereinbarung", row.pk)).context["form"]
    assert {name: form[name].value() for name in RESERVED} == RESERVED


def test_a_reservation_stays_with_a_body_that_left_the_list(table):
    row, staff = agreed(table, **RESERVED), table.user()
    table.meeting.participants.filter(body=BODY).delete()
    changed = services.change_result(
        row, actor=staff, seen=row.fingerprint(), aspects=[], text="Neu", **RESERVED
    )
    assert (changed.text, changed.reserved_by) == ("Neu", BODY)


def test_it_stands_in_the_minutes_and_is_sealed(table):
    staff = table.user()
    agreed(table, **RESERVED)
    agreed(table, text="Später", responsible="", due_on=None, consensus="postponed")
    agreed(table, text="Niemand", responsible="", consensus="agreed")
    told = [warning.text for warning in selectors.sealing_warnings(table.meeting)]
    assert [text for text in told if "Vereinbarung" in text] == [
        "Für die Vereinbarung „Niemand“ ist niemand benannt."
    ]
    services.start_meeting(table.meeting, actor=staff)
    services.close_meeting(table.meeting, actor=staff)
    seal(table.meeting, actor=staff)
    sealed = Meeting.unscoped.get(pk=table.meeting.pk)
    rows = {row["text"]: row for row in selectors.minutes_content(sealed)["results"]["agreements"]}
    assert {name: rows["Tickets"][name] for name in RESERVED} == RESERVED
    assert "Vorbehalt: Grundschule Am Anger: Nur mit Hausmeister" in details(rows["Tickets"])
    assert "Ergebnis: vertagt" in details(rows["Später"])
    shown = table.world.client_for("lead_a").get(page("minutes_detail", sealed.pk)).content.decode()
    assert "Nur mit Hausmeister" in shown
    assert "vertagt" in shown


def test_minutes_of_before_know_no_consensus(table):
    """What was sealed earlier has neither; page and paper say nothing about it."""
    agreed(table)
    staff = table.user()
    services.start_meeting(table.meeting, actor=staff)
    services.close_meeting(table.meeting, actor=staff)
    content = selectors.draft_content(table.meeting)
    (row,) = content["results"]["agreements"]
    for name in (*RESERVED, "consensus_label"):
        del row[name]
    told = {"state": "sealed", "sealed_content": content, "checksum": selectors.seal_of(content)}
    Meeting.unscoped.filter(pk=table.meeting.pk).update(sealed_at=table.meeting.ends_at, **told)
    shown = table.world.client_for("lead_a").get(page("minutes_detail", table.meeting.pk)).content.decode()
    assert "Tickets" in shown
    assert "einvernehmlich" not in shown
    assert details(row) == f"Zuständig: IT · Fällig: {DUE:%d.%m.%Y}"


def test_a_postponed_one_is_open_at_the_next_meeting_without_a_tick(table):
    agreed(table, consensus="postponed")
    staff = table.user()
    services.start_meeting(table.meeting, actor=staff)
    services.close_meeting(table.meeting, actor=staff)
    following = table.plan(table.meeting.starts_at + timedelta(days=90))
    shown = table.world.client_for("staff").get(following.get_absolute_url()).content.decode()
    assert "vertagt" in shown
    assert "Abhaken" not in shown
