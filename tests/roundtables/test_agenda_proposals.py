"""Proposed agenda items: from the school to the agenda, and the answer back."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import DomainError
from matrix import services as matrix
from roundtables import services
from roundtables.models import AgendaItem, AgendaProposal
from tests.roundtables.conftest import page

TOLD = {"title": "Wer hilft bei Störungen?", "reason": "Drei Schulen warten seit Wochen auf Antwort"}


def propose(table, actor="lead_a", school=None, **extra):
    return services.propose_item(school or table.world.school_a, actor=table.user(actor), **(TOLD | extra))


@pytest.fixture
def proposal(table):
    return propose(table)


def create_url(table):
    return page("suggestion_create", table.world.school_a.school_number)


def read(client, address):
    return client.get(address).content.decode()


def test_a_double_click_proposes_once_and_both_fields_are_needed(table):
    mark = uuid4()
    assert propose(table, submission_id=mark) == propose(table, submission_id=mark)
    for empty in ({"title": " "}, {"reason": " "}):
        with pytest.raises(DomainError, match="und warum"):
            propose(table, **empty)
    assert AgendaProposal.unscoped.count() == 1


def test_what_leaves_the_agenda_waits_for_an_answer_again(table, proposal):
    moderator = table.user("moderator")
    item = services.take_item(proposal, table.meeting, actor=moderator)
    services.remove_agenda_item(item, actor=moderator)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.item, proposal.answered_at) == ("open", None, None)
    services.take_item(proposal, table.meeting, actor=moderator)


def test_from_an_aspect_to_the_agenda_and_back(table):
    lead, moderator = table.world.client_for("lead_a"), table.world.client_for("moderator")
    form = lead.get(f"{create_url(table)}?aspekt=S4.2").context["form"]
    assert form.initial["title"] == "S4.2 Geräte"
    wrong = lead.post(create_url(table), {"title": "Nur ein Titel", "reason": ""})
    assert (wrong.status_code, "Nur ein Titel" in wrong.content.decode()) == (422, True)
    lead.post(
        f"{create_url(table)}?aspekt=S4.2", TOLD | {"submission_id": str(form["submission_id"].value())}
    )
    row = AgendaProposal.unscoped.get()
    assert (row.code, row.aspect_name) == ("S4.2", "Geräte")
    meeting = table.meeting.get_absolute_url()
    take = page("suggestion_take", table.meeting.pk, row.pk)
    assert take in read(moderator, meeting)
    assert "Vorgeschlagene Punkte der Tagesordnung beantworten" in read(moderator, "/")
    assert "Vorgeschlagene Punkte" not in read(table.world.client_for("lead_b"), meeting)
    for _click in range(2):
        assert moderator.post(take).status_code == 302
    item = AgendaItem.unscoped.get(title=TOLD["title"])
    row.refresh_from_db()
    assert (row.state, row.item) == ("taken", item)
    assert TOLD["reason"] in item.reason
    assert table.meeting.agenda.last().is_closing
    assert take not in read(moderator, meeting)
    assert f"#item-{item.pk}" in read(lead, page("proposal_list"))
    assert "Auf der Tagesordnung: Wer hilft bei Störungen?" in read(lead, "/")


def test_the_school_reads_why_it_was_declined(table, proposal):
    moderator, lead = table.world.client_for("moderator"), table.world.client_for("lead_a")
    address = page("suggestion_decline", proposal.pk)
    assert moderator.post(address, {"answer": ""}).status_code == 422
    assert moderator.post(address, {"answer": "Kommt im Mai."}).status_code == 302
    assert "Kommt im Mai." in read(lead, page("proposal_list"))
    assert "Vorschlag abgelehnt" in read(lead, "/")
    assert moderator.post(address, {"answer": "Doch nicht."}).status_code == 422


def test_only_a_lead_proposes_and_only_at_the_own_table(table):
    other = propose(table, "lead_c", table.world.school_c)
    assert table.world.client_for("member_a").get(create_url(table)).status_code == 403
    moderator = table.world.client_for("moderator")
    assert moderator.post(page("suggestion_take", table.meeting.pk, other.pk)).status_code == 404
    with pytest.raises(DomainError, match="gehört nicht zu diesem Tisch"):
        services.take_item(other, table.meeting, actor=table.user())
    lead = table.world.client_for("lead_a")
    assert create_url(table) in read(lead, table.meeting.get_absolute_url())
    services.start_meeting(table.meeting, actor=table.user())
    assert create_url(table) not in read(lead, table.meeting.get_absolute_url())


def test_a_lead_is_offered_it_at_an_aspect_with_a_gap(table):
    said = matrix.Answer(state="rated", stage=2)
    matrix.rate(table.world.school_a, table.aspects["S4.2"], said, seen=None, actor=table.user("lead_a"))
    address = f"/matrix/schule/{table.world.school_a.school_number}/aspekt/S4.2/"
    offered = f"{create_url(table)}?aspekt=S4.2"
    assert offered in read(table.world.client_for("lead_a"), address)
    assert offered not in read(table.world.client_for("member_a"), address)


def test_a_traeger_is_offered_no_proposal_at_its_aspect(table):
    address = f"/matrix/traeger/{table.world.authority.number}/aspekt/T2.3/"
    assert "tagesordnung/" not in read(table.world.client_for("staff"), address)
    assert table.world.client_for("staff").get(address).status_code == 200


def test_pages_cost_the_same_for_one_proposal_and_three(table, proposal):
    staff = table.world.client_for("staff")

    def count():
        found = []
        for address in (page("proposal_list"), table.meeting.get_absolute_url(), "/"):
            staff.get(address)
            with CaptureQueriesContext(connection) as caught:
                assert staff.get(address).status_code == 200
            found.append(len(caught))
        return found

    few = count()
    propose(table)
    propose(table, "lead_b", table.world.school_b)
    assert count() == few
