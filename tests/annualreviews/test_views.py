"""Pages of the talk: who writes, what comes back, what a wrong entry loses (nothing)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from annualreviews import services
from annualreviews.models import AgreementPoint, AnnualReview
from tests.annualreviews.test_services import POINT, about
from tests.counting import page_queries
from tests.needs.conftest import YEAR, sent


def url(name, world, *args):
    return reverse(f"annualreviews:{name}", args=[world.school_a.school_number, *args])


@pytest.fixture
def closed(world):
    actor = world.user("staff")
    review = services.save_review(world.school_a, year=YEAR, values=about(), actor=actor)
    services.add_point(world.school_a, year=YEAR, values=POINT, submission_id=uuid4(), actor=actor)
    return services.close_review(review, actor=actor)


def test_the_page_is_there_before_anybody_wrote(world):
    page = world.client_for("lead_a").get(url("review_detail", world, YEAR))
    assert (page.status_code, AnnualReview.unscoped.count()) == (200, 0)
    assert "Noch keine Vereinbarung" in page.content.decode()


@pytest.mark.parametrize("year", [2019, 2101])
def test_years_out_of_reach_do_not_exist(world, year):
    assert world.client_for("staff").get(url("review_detail", world, year)).status_code == 404


def test_day_and_clock_belong_together(world):
    client = world.client_for("staff")
    answer = client.post(url("review_update", world, YEAR), {"day": "2027-05-12", "note": "WLAN fehlt"})
    text = answer.content.decode()
    assert (answer.status_code, AnnualReview.unscoped.count()) == (422, 0)
    assert "Geben Sie Tag und Uhrzeit an" in text
    assert "WLAN fehlt" in text
    client.post(
        url("review_update", world, YEAR), {"day": "2027-05-12", "begins": "14:30", "place": "Rathaus"}
    )
    review = AnnualReview.unscoped.get()
    assert (timezone.localtime(review.starts_at).isoformat()[:16], review.place) == (
        "2027-05-12T14:30",
        "Rathaus",
    )


def test_the_second_writer_is_told(world):
    first, second = world.client_for("staff"), world.client_for("lead_a")
    first.post(url("review_update", world, YEAR), {"place": "Rathaus"})
    seen = second.get(url("review_update", world, YEAR)).context["form"]["seen"].value()
    first.post(
        url("review_update", world, YEAR),
        {
            "place": "Schule",
            "seen": first.get(url("review_update", world, YEAR)).context["form"]["seen"].value(),
        },
    )
    answer = second.post(url("review_update", world, YEAR), {"place": "Café", "seen": seen})
    assert (answer.status_code, AnnualReview.unscoped.get().place) == (422, "Schule")
    assert "Jemand anderes" in answer.content.decode()


def test_an_agreement_about_a_sent_need(world):
    item = sent(world)
    client = world.client_for("lead_a")
    offered = client.get(url("point_create", world, YEAR)).context["form"].fields["item"].queryset
    assert list(offered) == [item]
    answer = client.post(
        url("point_create", world, YEAR),
        {"text": "Tablets kommen", "side": "authority", "item": item.pk, "submission_id": uuid4()},
    )
    assert answer["Location"] == url("review_detail", world, YEAR)
    point = AgreementPoint.unscoped.get()
    assert (point.text, point.item) == ("Tablets kommen", item)
    changed = client.get(url("point_update", world, point.pk)).context["form"]
    client.post(
        url("point_update", world, point.pk),
        {
            "text": "Tablets kommen im Mai",
            "side": "both",
            "due_on": "31.05.2027",
            "seen": changed["seen"].value(),
        },
    )
    point.refresh_from_db()
    assert (point.text, point.side, point.due_on.isoformat()) == (
        "Tablets kommen im Mai",
        "both",
        "2027-05-31",
    )
    client.post(url("point_delete", world, point.pk))
    assert not AgreementPoint.unscoped.exists()


def test_a_closed_talk_shows_what_was_before_both(world, closed):
    world.school_a.name = "Neuer Name"
    page = world.client_for("lead_a").get(url("review_detail", world, YEAR))
    assert "Abgeschlossen am" in page.content.decode()
    assert page.context["sheet"] == closed.sheet
    assert url("review_update", world, YEAR) not in page.content.decode()


def test_only_an_office_closes_and_opens(world, closed):
    lead, staff = world.client_for("lead_a"), world.client_for("staff")
    assert lead.post(url("review_reopen", world, YEAR), {"reason": "x"}).status_code == 403
    staff.post(url("review_reopen", world, YEAR), {"reason": "Termin falsch"})
    assert not AnnualReview.unscoped.get().is_closed
    assert lead.post(url("review_close", world, YEAR)).status_code == 403
    staff.post(url("review_close", world, YEAR))
    assert AnnualReview.unscoped.get().is_closed


@pytest.mark.parametrize(
    ("asked", "year"), [(str(YEAR + 1), YEAR + 1), ("0001", YEAR), ("x", YEAR), ("9999", YEAR)]
)
def test_what_became_of_it_leads_back(world, closed, asked, year):
    point = closed.points.get()
    address = url("point_settle", world, point.pk) + f"?jahr={asked}"
    client = world.client_for("lead_a")
    seen = client.get(address).context["form"]["seen"].value()
    answer = client.post(address, {"outcome": "kept", "note": "", "seen": seen})
    assert answer["Location"] == url("review_detail", world, year)
    point.refresh_from_db()
    assert point.outcome == "kept"


def test_pages_ask_the_same_number_of_questions(world):
    actor = world.user("staff")

    def add(count):
        for _ in range(count):
            services.add_point(world.school_a, year=YEAR, values=POINT, submission_id=uuid4(), actor=actor)

    services.save_review(
        world.school_a, year=YEAR, values=about(starts_at=timezone.now() - timedelta(days=1)), actor=actor
    )
    add(1)
    client = world.client_for("staff")
    listed = reverse("annualreviews:review_list", args=[world.authority.number, YEAR])
    few = page_queries(client, url("review_detail", world, YEAR)), page_queries(client, listed)
    add(2)
    services.save_review(world.school_b, year=YEAR, values=about(), actor=actor)
    assert (page_queries(client, url("review_detail", world, YEAR)), page_queries(client, listed)) == few


def test_two_people_say_what_became_of_it(world, closed):
    point = closed.points.get()
    address = url("point_settle", world, point.pk)
    first, second = world.client_for("lead_a"), world.client_for("staff")
    seen = [client.get(address).context["form"]["seen"].value() for client in (first, second)]
    first.post(address, {"outcome": "kept", "note": "seit Mai", "seen": seen[0]})
    answer = second.post(address, {"outcome": "dropped", "note": "nicht mehr nötig", "seen": seen[1]})
    assert answer.status_code == 422
    assert "nicht mehr nötig" in answer.content.decode()
    point.refresh_from_db()
    assert (point.outcome, point.outcome_note) == ("kept", "seit Mai")
