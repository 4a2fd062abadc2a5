"""Antwort zurücknehmen: not rated any more, by one more row."""

from __future__ import annotations

import pytest

from core.errors import Conflict, DomainError
from gutersloh_portal.selectors_tasks import tasks_of
from matrix import selectors, services
from matrix.importers import read_matrix
from matrix.models import Rating
from tests.matrix.conftest import SMALL, aspect, stage

PAGE = "/matrix/schule/990012/aspekt/S1.1/"


def withdraw(world, seen, *, code="S1.1", actor="lead_a"):
    return services.withdraw(world.school_a, aspect(code), seen=seen, actor=world.user(actor))


def shown(world, code="S1.1"):
    return selectors.profile(world.school_a).answer(code)


def test_an_answer_is_taken_back_by_one_more_row(matrix_world, answer):
    first = answer(matrix_world.school_a, "S1.1", stage(2, target_stage=3, target_year=2028, reason="weil"))
    row = withdraw(matrix_world, first.pk)
    assert withdraw(matrix_world, first.pk) == row  # a double click
    assert (shown(matrix_world).state, shown(matrix_world).rating_pk) == ("none", row.pk)
    assert [one.pk for one in selectors.history(matrix_world.school_a, aspect("S1.1"))] == [row.pk, first.pk]
    first.refresh_from_db()
    assert (first.stage, first.reason) == (2, "weil")


def test_what_is_taken_back_is_not_released(matrix_world, answer):
    school, lead = matrix_world.school_a, matrix_world.user("lead_a")
    answer(school, "S1.1", stage(2))
    answer(school, "S1.2", stage(1))
    before = services.release(school, actor=lead)
    withdraw(matrix_world, shown(matrix_world).rating_pk)
    after = services.release(school, actor=lead)
    assert (list(before.data["ratings"]), list(after.data["ratings"])) == (["S1.1", "S1.2"], ["S1.2"])
    before.refresh_from_db()
    assert list(before.data["ratings"]) == ["S1.1", "S1.2"]
    withdraw(matrix_world, shown(matrix_world, "S1.2").rating_pk, code="S1.2")
    with pytest.raises(DomainError, match="mindestens einen Aspekt"):
        services.release(school, actor=lead)


def test_somebody_elses_answer_is_not_taken_back_unseen(matrix_world, answer):
    first = answer(matrix_world.school_a, "S1.1", stage(1))
    answer(matrix_world.school_a, "S1.1", stage(2), "member_a")
    with pytest.raises(Conflict):
        withdraw(matrix_world, first.pk)
    assert shown(matrix_world).stage == 2


def test_nothing_is_taken_back_or_confirmed_where_nothing_stands(matrix_world, answer):
    with pytest.raises(DomainError, match="keine Antwort"):
        withdraw(matrix_world, 0)
    row = withdraw(matrix_world, answer(matrix_world.school_a, "S1.1", stage(1)).pk)
    with pytest.raises(DomainError, match="noch keine Antwort"):
        services.confirm(
            matrix_world.school_a, aspect("S1.1"), seen=row.pk, actor=matrix_world.user("lead_a")
        )
    with pytest.raises(DomainError, match="keine Antwort"):
        withdraw(matrix_world, row.pk, actor="member_a")


def test_it_can_be_answered_again(matrix_world, answer):
    withdraw(matrix_world, answer(matrix_world.school_a, "S1.1", stage(2)).pk)
    answer(matrix_world.school_a, "S1.1", stage(1))
    assert (shown(matrix_world).stage, Rating.unscoped.count()) == (1, 3)


def test_an_answer_taken_back_stays_so_through_versions(matrix_world, answer):
    def load(content, version):
        services.load_catalogue(read_matrix(content.encode()), version=version)

    answer(matrix_world.school_a, "S1.1", stage(2))
    load(SMALL.replace("alle", "fast alle"), "neu")
    withdraw(matrix_world, shown(matrix_world).rating_pk)
    load(SMALL, "klein")
    assert not shown(matrix_world).is_answered


def test_pages_and_tasks_follow(matrix_world, answer):
    client = matrix_world.client_for("lead_a")
    assert "Antwort zurücknehmen" not in client.get(PAGE).content.decode()
    row = answer(matrix_world.school_a, "S1.1", stage(2))
    page = client.get(PAGE)
    assert "Antwort zurücknehmen" in page.content.decode()
    done = client.post(page.context["withdraw_url"], {"seen": row.pk}, follow=True).content.decode()
    assert "ist zurückgenommen" in done
    assert "zurückgenommen" in done.split("matrix-history__list")[1]
    assert "0 von 3" in str([task.status for task in tasks_of(matrix_world.user("lead_a"))])
    late = client.post(page.context["withdraw_url"], {"seen": "abc"}, follow=True)
    assert late.status_code == 200
    assert client.get(page.context["withdraw_url"]).status_code == 405
