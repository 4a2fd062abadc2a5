"""The list of needs on paper: what was sent, with state and reasons, for the school and its Träger alone."""

from __future__ import annotations

import pytest
from django.urls import reverse

from equipment.services.catalogue import load_defaults
from needs.models import NeedList
from needs.services import lists, rounds
from reports.models import ReportJob
from tests.needs.conftest import YEAR, draft, sent
from tests.pdf_checks import assert_accessible
from tests.reports.test_builders import pdf_text
from tests.reports.test_concept_report import content_of, made
from tests.schools.concepts import status_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(world):
    load_defaults()
    return world


def test_the_sent_list_is_printed_with_its_reasons(listed):
    item = sent(listed, started=True)
    rounds.decide(
        item, state="deferred", reason="Erst das WLAN", version=item.version, actor=listed.user("staff")
    )
    for actor in ("lead_a", "staff"):
        content = content_of(made(listed.school_a, listed.user(actor), "needs"))
        assert_accessible(content)
        text = " ".join(pdf_text(content).split())
        words = (
            "15 × Tablet im Klassensatz",
            "Lernvideos in Klasse 3",
            "zurückgestellt",
            "Erst das WLAN",
            "6.300",
        )
        assert [word for word in words if word not in text] == []


def test_a_draft_is_not_printed(listed):
    draft(listed)
    job = made(listed.school_a, listed.user("lead_a"), "needs")
    assert (job.state, "noch keine Bedarfsliste" in job.error) == ("failed", True)


def test_school_and_traeger_read_it_and_nobody_else(listed):
    sent(listed)
    job = made(listed.school_a, listed.user("lead_a"), "needs")
    address = reverse("reports:report_download", args=[job.pk])
    actors = ("member_a", "staff", "it", "adviser", "supervision", "lead_b")
    found = {actor: status_of(listed.client_for(actor), address) for actor in actors}
    assert found == {
        "member_a": 200,
        "staff": 200,
        "it": 404,
        "adviser": 404,
        "supervision": 404,
        "lead_b": 404,
    }
    assert made(listed.school_a, listed.user("adviser"), "needs").state == "denied"


def test_the_buttons_lead_there(listed):
    sent(listed)
    ask = reverse("reports:needs_report_request", args=["990012"])
    school = reverse("needs:need_list", args=["990012", YEAR])
    desk = reverse("needs:round_list", args=["99001", YEAR, "990012"])
    for actor, page in (("lead_a", school), ("staff", desk)):
        client = listed.client_for(actor)
        assert ask in client.get(page).content.decode()
        assert client.post(ask).status_code == 302
    assert set(ReportJob.unscoped.values_list("kind", flat=True)) == {"needs"}


def readers(listed, job):
    address = reverse("reports:report_download", args=[job.pk])
    return {actor: status_of(listed.client_for(actor), address) for actor in ("lead_a", "staff")}


def test_what_was_withdrawn_is_read_by_the_school_alone_on_paper_too(listed):
    """Also when the list was sent again: the earlier one was taken back."""
    sent(listed)
    job, lead = made(listed.school_a, listed.user("lead_a"), "needs"), listed.user("lead_a")
    assert readers(listed, job) == {"lead_a": 200, "staff": 200}
    lists.withdraw_list(listed.school_a, year=YEAR, actor=lead)
    assert readers(listed, job) == {"lead_a": 200, "staff": 404}
    assert str(job.pk) not in listed.client_for("staff").get(reverse("reports:report_list")).text
    lists.send_list(listed.school_a, year=YEAR, actor=lead)
    assert readers(listed, job) == {"lead_a": 200, "staff": 404}
    assert readers(listed, made(listed.school_a, lead, "needs")) == {"lead_a": 200, "staff": 200}


def test_a_list_of_another_year_brings_nothing_back(listed):
    sent(listed)
    job = made(listed.school_a, listed.user("lead_a"), "needs")
    NeedList.unscoped.create(school=listed.school_a, year=YEAR - 1, sent_at=job.requested_at)
    lists.withdraw_list(listed.school_a, year=YEAR, actor=listed.user("lead_a"))
    assert readers(listed, job) == {"lead_a": 200, "staff": 404}


def test_the_office_sees_the_report_that_it_has_asked_for_while_it_waits(listed):
    sent(listed)
    client = listed.client_for("staff")
    page = client.post(reverse("reports:needs_report_request", args=["990012"]), follow=True)
    assert page.status_code == 200
