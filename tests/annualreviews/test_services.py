"""The talk from its preparation to what became of it: state before and after, trail, refusals."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from annualreviews import services
from annualreviews.models import AgreementPoint, AnnualReview
from core.errors import Conflict, DomainError
from core.models import AuditEntry

YEAR = 2027
POINT = {
    "text": "Die Stadt baut  WLAN im Altbau.",
    "side": "authority",
    "due_on": date(2027, 12, 1),
    "item": None,
}


def about(**changed):
    values = {
        "starts_at": timezone.now() - timedelta(hours=2),
        "place": "Rathaus",
        "participants": "",
        "note": "",
    }
    return values | changed


@pytest.fixture
def staff(world):
    return world.user("staff")


@pytest.fixture
def review(world, staff):
    return services.save_review(world.school_a, year=YEAR, values=about(), actor=staff)


@pytest.fixture
def point(world, review, staff):
    return services.add_point(world.school_a, year=YEAR, values=POINT, submission_id=uuid4(), actor=staff)


def verbs():
    entries = AuditEntry.objects.filter(verb__startswith="annualreviews.").order_by("pk")
    return [verb.partition(".")[2] for verb in entries.values_list("verb", flat=True)]


def test_both_sides_write_on_one_page(world, review, staff):
    again = services.save_review(
        world.school_a,
        year=YEAR,
        values=about(starts_at=review.starts_at, note="WLAN fehlt"),
        actor=world.user("lead_a"),
    )
    assert (again.pk, again.note, AnnualReview.unscoped.count()) == (review.pk, "WLAN fehlt", 1)
    assert verbs() == ["review_saved", "review_saved"]
    assert AuditEntry.objects.latest("pk").changes == {"note": ["", "WLAN fehlt"]}


def test_saving_the_same_again_leaves_no_trail(world, review, staff):
    services.save_review(world.school_a, year=YEAR, values=about(starts_at=review.starts_at), actor=staff)
    assert verbs() == ["review_saved"]


def test_a_double_click_is_one_agreement(world, review, staff):
    once = uuid4()
    made = [
        services.add_point(world.school_a, year=YEAR, values=POINT, submission_id=once, actor=staff)
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert AgreementPoint.unscoped.get().text == "Die Stadt baut WLAN im Altbau."


def test_a_submission_of_another_school_is_refused(world, review, staff):
    once = uuid4()
    services.add_point(world.school_a, year=YEAR, values=POINT, submission_id=once, actor=staff)
    with pytest.raises(DomainError, match="schon an anderer Stelle abgeschickt"):
        services.add_point(world.school_b, year=YEAR, values=POINT, submission_id=once, actor=staff)
    assert AgreementPoint.unscoped.count() == 1


def test_closing_freezes_the_page(world, review, point, staff):
    closed = services.close_review(review, actor=staff)
    assert (closed.closed_by, [one["text"] for one in closed.sheet["points"]]) == (staff, [point.text])
    assert services.close_review(review, actor=staff).closed_at == closed.closed_at
    for change in (
        lambda: services.save_review(world.school_a, year=YEAR, values=about(), actor=staff),
        lambda: services.add_point(
            world.school_a, year=YEAR, values=POINT, submission_id=uuid4(), actor=staff
        ),
        lambda: services.change_point(point, values=POINT | {"text": "anders"}, actor=staff),
        lambda: services.remove_point(point, actor=staff),
    ):
        with pytest.raises(DomainError, match="abgeschlossen"):
            change()
    assert AgreementPoint.unscoped.get().text == point.text
    assert verbs() == ["review_saved", "point_added", "review_closed"]


@pytest.mark.parametrize(
    ("starts_in", "has_point", "words"),
    [
        (None, True, "zuerst den Termin"),
        (timedelta(days=1), True, "liegt noch vor"),
        (timedelta(days=-1), False, "mindestens eine Vereinbarung"),
    ],
)
def test_what_is_missing_before_closing(world, staff, starts_in, has_point, words):
    moment = starts_in and timezone.now() + starts_in
    review = services.save_review(world.school_a, year=YEAR, values=about(starts_at=moment), actor=staff)
    if has_point:
        services.add_point(world.school_a, year=YEAR, values=POINT, submission_id=uuid4(), actor=staff)
    with pytest.raises(DomainError, match=words):
        services.close_review(review, actor=staff)
    assert not AnnualReview.unscoped.get().is_closed


def test_an_agreement_that_somebody_has_removed_in_between(world, review, point, staff):
    services.add_point(world.school_a, year=YEAR, values=POINT, submission_id=uuid4(), actor=staff)
    services.close_review(review, actor=staff)
    services.reopen_review(review, reason="Ein Satz zu viel", actor=staff)
    services.remove_point(AgreementPoint.unscoped.get(pk=point.pk), actor=staff)
    done = verbs()
    for change in (
        lambda: services.change_point(point, values=POINT | {"text": "anders"}, actor=staff),
        lambda: services.remove_point(point, actor=staff),
    ):
        with pytest.raises(Conflict, match="Jemand anderes hat diese Vereinbarung inzwischen entfernt"):
            change()
    services.close_review(review, actor=staff)
    with pytest.raises(Conflict, match="inzwischen entfernt"):
        services.settle_point(point, outcome="kept", note="", actor=staff)
    assert verbs() == [*done, "review_closed"]


def test_opening_again_needs_a_reason(world, review, point, staff):
    services.close_review(review, actor=staff)
    with pytest.raises(DomainError, match="Grund"):
        services.reopen_review(review, reason="  ", actor=staff)
    again = services.reopen_review(review, reason="Termin  falsch", actor=staff)
    assert (again.is_closed, again.sheet) == (False, None)
    assert AuditEntry.objects.latest("pk").changes == {"reason": [None, "Termin falsch"]}


def test_what_became_of_it_is_told_after_closing(world, review, point, staff):
    with pytest.raises(DomainError, match="noch nicht abgeschlossen"):
        services.settle_point(point, outcome="kept", note="", actor=staff)
    closed = services.close_review(review, actor=staff)
    services.settle_point(point, outcome="partly", note="nur  im Neubau", actor=world.user("lead_a"))
    point.refresh_from_db()
    assert (point.outcome, point.outcome_note) == ("partly", "nur im Neubau")
    assert AnnualReview.unscoped.get().sheet == closed.sheet


def test_an_agreement_is_about_a_need_of_its_own_school(world, review, staff, need_of):
    foreign = need_of(world.school_b)
    with pytest.raises(DomainError, match="anderen Schule"):
        services.add_point(
            world.school_a, year=YEAR, values=POINT | {"item": foreign}, submission_id=uuid4(), actor=staff
        )
    own = need_of(world.school_a)
    point = services.add_point(
        world.school_a, year=YEAR, values=POINT | {"item": own}, submission_id=uuid4(), actor=staff
    )
    assert point.item == own


def test_the_database_keeps_closed_and_frozen_together(review):
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnualReview.unscoped.update(closed_at=timezone.now())
