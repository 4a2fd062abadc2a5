"""Proposed milestones: from the gap to the meeting, and the answer back."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.errors import DomainError, SentElsewhere
from roundtables import services
from roundtables.models import Meeting, Milestone, MilestoneProposal
from schools.models import Membership
from tests.roundtables.conftest import DUE, page
from tests.world import make_school

TEXT = "WLAN in allen Räumen messen"


@pytest.fixture
def proposal(table):
    return propose(table)


def propose(table, actor="lead_a", school=None, **extra):
    told = {"text": TEXT, "target_stage": 3, "due_on": DUE} | extra
    target = school or table.world.school_a
    return services.propose_milestone(target, table.aspects["S4.2"], actor=table.user(actor), **told)


def stored(proposal):
    return MilestoneProposal.unscoped.get(pk=proposal.pk)


def create_url(table, code="S4.2"):
    return page("proposal_create", table.world.school_a.school_number, code)


def test_a_double_click_proposes_once_and_bad_input_is_named(table):
    mark = uuid4()
    assert propose(table, submission_id=mark) == propose(table, submission_id=mark)
    for wrong, words in (
        ({"text": "  "}, "in einem Satz"),
        ({"due_on": timezone.localdate() - timedelta(1)}, "Verg"),
    ):
        with pytest.raises(DomainError, match=words):
            propose(table, **wrong)
    assert MilestoneProposal.unscoped.count() == 1


def test_take_over_makes_a_milestone_once(table, proposal):
    told = {"text": TEXT, "responsible": "Schule", "due_on": DUE, "school": table.world.school_a}
    row = services.take_over(proposal, table.meeting, actor=table.user(), **told)
    assert (stored(proposal).state, stored(proposal).milestone) == ("taken", row)
    with pytest.raises(DomainError, match="bereits"):
        services.take_over(proposal, table.meeting, actor=table.user(), **told)
    with pytest.raises(DomainError, match="bereits"):
        services.decline(proposal, answer="doch nicht", actor=table.user())
    assert Milestone.unscoped.count() == 1


@pytest.mark.parametrize("name", ["roundtables:proposal_take", "screens:proposal"])
def test_a_second_click_on_taking_over_leads_where_the_first_did(table, proposal, name):
    client = table.world.client_for("staff")
    take = reverse(name, args=[table.meeting.pk, proposal.pk])
    typed = taking(client, take)
    first, second = client.post(take, typed), client.post(take, typed)
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert Milestone.unscoped.count() == 1
    again = client.post(take, typed | {"submission_id": str(uuid4())})
    assert "bereits" in again.content.decode()
    assert again.status_code == 422


def taking(client, take):
    """What a person sends who changes nothing but the day."""
    form = client.get(take).context["form"]
    names = ("text", "owner", "responsible", "target_stage", "school", "aspects")
    typed = {name: form.initial[name] for name in names}
    return typed | {"due_on": DUE.isoformat(), "submission_id": str(form["submission_id"].value())}


def test_a_mark_that_has_made_another_milestone_takes_nothing_over(table, proposal):
    mark, told = uuid4(), {"text": TEXT, "responsible": "Schule", "due_on": DUE}
    services.record_milestone(table.meeting, actor=table.user(), submission_id=mark, **told)
    with pytest.raises(SentElsewhere):
        services.take_over(proposal, table.meeting, actor=table.user(), submission_id=mark, **told)
    assert stored(proposal).state == "open"


def test_withdrawing_the_milestone_opens_the_proposal_again(table, proposal):
    told = {"text": TEXT, "responsible": "Schule", "due_on": DUE}
    row = services.take_over(proposal, table.meeting, actor=table.user(), **told)
    services.withdraw_result(row, actor=table.user())
    assert (stored(proposal).state, stored(proposal).answered_at) == ("open", None)


def test_declining_wants_a_word(table, proposal):
    with pytest.raises(DomainError, match="in einer Zeile"):
        services.decline(proposal, answer=" ", actor=table.user())
    with pytest.raises(IntegrityError), transaction.atomic():
        MilestoneProposal.unscoped.filter(pk=proposal.pk).update(state="declined", answered_at=timezone.now())
    services.decline(proposal, answer="Erst nach der Sanierung.", actor=table.user())
    assert stored(proposal).answer == "Erst nach der Sanierung."


def test_from_the_school_to_the_meeting_and_back(table):
    lead, staff = table.world.client_for("lead_a"), table.world.client_for("staff")
    form = lead.get(create_url(table)).context["form"]
    typed = {
        "text": TEXT,
        "submission_id": str(form["submission_id"].value()),
        "due_on": DUE.isoformat(),
        "target_stage": "3",
    }
    assert lead.post(create_url(table), typed)["Location"] == page("proposal_list")
    assert TEXT in lead.get(page("proposal_list")).content.decode()
    row = MilestoneProposal.unscoped.get()
    assert not row.by_adviser
    meeting = staff.get(page("meeting_detail", table.meeting.pk)).content.decode()
    take = page("proposal_take", table.meeting.pk, row.pk)
    assert "Vorschläge der Schulen (1)" in meeting
    assert take in meeting
    assert "Vorgeschlagene Meilensteine beantworten" in staff.get("/").content.decode()
    assert staff.post(take, taking(staff, take))["Location"].endswith("#proposals")
    milestone = Milestone.unscoped.get()
    assert (milestone.school, milestone.owner, milestone.target_stage) == (table.world.school_a, "school", 3)
    assert [aspect.code for aspect in milestone.aspects.all()] == ["S4.2"]
    assert "als Meilenstein übernommen" in lead.get("/").content.decode()
    assert (
        "Vorschläge der Schulen" not in staff.get(page("meeting_detail", table.meeting.pk)).content.decode()
    )


def test_the_page_of_proposals_leads_to_the_meeting_that_takes_it(table, proposal):
    staff, lead = table.world.client_for("staff"), table.world.client_for("lead_a")

    def links(client=staff):
        text = client.get(page("proposal_list")).content.decode()
        return [pk for pk in Meeting.unscoped.values_list("pk", flat=True) if take(pk) in text]

    def take(pk):
        return page("proposal_take", pk, proposal.pk)

    next_one = table.plan(timezone.now() + timedelta(20))
    table.plan(timezone.now() + timedelta(40))
    Meeting.unscoped.filter(pk=table.meeting.pk).update(state="draft")
    assert (links(), links(lead)) == ([next_one.pk], [])
    services.start_meeting(table.meeting, actor=table.user())
    assert links() == [table.meeting.pk]
    Meeting.unscoped.exclude(pk=table.meeting.pk).update(state="cancelled")
    services.close_meeting(table.meeting, actor=table.user())
    assert links() == [table.meeting.pk]
    Meeting.unscoped.update(state="cancelled")
    assert links() == []
    assert "sobald ein Treffen geplant ist" in staff.get(page("proposal_list")).content.decode()
    told = {"text": TEXT, "responsible": "Schule", "due_on": DUE}
    Meeting.unscoped.filter(pk=next_one.pk).update(state="planned")
    milestone = services.take_over(proposal, next_one, actor=table.user(), **told)
    text = staff.get(page("proposal_list")).content.decode()
    assert page("milestone_detail", milestone.pk) in text
    assert take(next_one.pk) not in text


def test_the_school_reads_why_it_was_declined(table, proposal):
    moderator = table.world.client_for("moderator")
    address = page("proposal_decline", proposal.pk)
    assert moderator.post(address, {"answer": ""}).status_code == 422
    assert moderator.post(address, {"answer": "Erst 2028."})["Location"].endswith("#proposals")
    lead = table.world.client_for("lead_a")
    assert "Erst 2028." in lead.get(page("proposal_list")).content.decode()
    assert "Vorschlag abgelehnt" in lead.get("/").content.decode()
    late = moderator.post(address, {"answer": "Noch einmal."})
    assert (late.status_code, stored(proposal).answer) == (422, "Erst 2028.")
    assert "bereits beantwortet" in late.content.decode()


def test_an_adviser_proposes_from_the_released_picture(table):
    release = table.release(table.world.school_a, {"S4.2": 2, "S1.1": 4}, at=timezone.now())
    adviser = table.world.client_for("adviser")
    shown = adviser.get(reverse("matrix:snapshot_detail", args=[release.pk])).content.decode()
    assert create_url(table) in shown
    assert create_url(table, "S1.1") not in shown  # has arrived
    staff = table.world.client_for("staff")
    assert (
        create_url(table)
        not in staff.get(reverse("matrix:snapshot_detail", args=[release.pk])).content.decode()
    )
    adviser.post(create_url(table), {"text": TEXT})
    assert MilestoneProposal.unscoped.get().by_adviser
    assert adviser.get(create_url(table, "T2.3")).status_code == 404


def test_a_bad_date_keeps_what_was_typed(table):
    lead = table.world.client_for("lead_a")
    response = lead.post(create_url(table), {"text": TEXT, "due_on": "2020-01-01"})
    assert (response.status_code, response.context["form"]["text"].value()) == (422, TEXT)
    assert "Vergangenheit" in response.content.decode()


def test_a_proposal_of_another_town_is_not_taken_at_this_table(table):
    other = propose(table, "lead_c", table.world.school_c)
    staff = table.world.client_for("staff")
    assert staff.get(page("proposal_take", table.meeting.pk, other.pk)).status_code == 404


def test_another_traeger_of_the_town_answers_no_proposal_of_a_foreign_school(table, proposal):
    """Both run the table, and whoever advises the school too reads the proposal; its own side alone answers it."""
    world = table.world
    Membership.unscoped.create(
        user=world.user("staff_c"), role="media_adviser", school=world.school_a, begins_on=date(2026, 1, 1)
    )
    make_school("990048", "Realschule Kreis", world.municipality, world.authority_c)
    item = services.propose_item(
        world.school_a, title="Wartung", reason="Es eilt", actor=table.user("lead_a")
    )
    foreign, at = world.client_for("staff_c"), [table.meeting.pk, proposal.pk]
    assert foreign.get(page("meeting_update", table.meeting.pk)).status_code == 200
    typed = {"text": TEXT, "owner": "school", "responsible": "Schule", "due_on": DUE.isoformat()}
    typed |= {"submission_id": str(uuid4()), "school": world.school_a.pk, "aspects": "S4.2"}
    for take in (page("proposal_take", *at), reverse("screens:proposal", args=at)):
        assert (foreign.get(take).status_code, foreign.post(take, typed).status_code) == (403, 403)
    assert foreign.post(page("suggestion_take", table.meeting.pk, item.pk)).status_code == 403
    item.refresh_from_db()
    assert (stored(proposal).state, item.state, Milestone.unscoped.count()) == ("open", "open", 0)
    assert world.client_for("moderator").get(page("proposal_take", *at)).status_code == 200


def test_pages_cost_the_same_for_one_proposal_and_three(table, proposal):
    staff = table.world.client_for("staff")
    addresses = [page("proposal_list"), page("meeting_detail", table.meeting.pk), "/"]

    def count():
        found = []
        for address in addresses:
            staff.get(address)
            with CaptureQueriesContext(connection) as caught:
                assert staff.get(address).status_code == 200
            found.append(len(caught))
        return found

    few = count()
    propose(table)
    propose(table, "lead_b", table.world.school_b)
    assert count() == few
