"""The order of a ranking: moves, settling it, and what each side reads."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import Conflict, DomainError
from core.models import AuditEntry
from needs.models import NeedItem
from planning.models import RankedItem
from planning.results import band
from planning.services import rankings
from schools.models import SchoolYearFigures
from tests.counting import page_queries
from tests.planning.conftest import YEAR, decided, recognised
from tests.planning.ranked import A, B, C, order, picture, rate, told, url
from tests.world import World


@pytest.fixture
def staff(world: World) -> Client:
    return world.client_for("staff")


def test_the_order_follows_points_until_somebody_moves(world: World) -> None:
    one, two, three = recognised(world, A, B, C)
    rate(world, three, legal=3)
    assert order(world) == [(three.pk, 1), (one.pk, 2), (two.pk, 2)]
    rankings.step(world.authority, item=two.pk, up=True, **told(world))
    assert order(world) == [(three.pk, 1), (two.pk, 2), (one.pk, 3)]
    rate(world, one, legal=3, note="Auch Brandschutz")
    assert order(world) == [(three.pk, 1), (two.pk, 2), (one.pk, 3)]
    rankings.sort_by_score(world.authority, **told(world))
    assert order(world) == [(one.pk, 1), (three.pk, 1), (two.pk, 3)]


def test_a_move_keeps_its_note_and_its_trace(world: World) -> None:
    one, two = recognised(world, A, B)
    rankings.move(world.authority, item=two.pk, position=1, note="Umbau im Sommer", **told(world))
    assert order(world) == [(two.pk, 1), (one.pk, 2)]
    rankings.move(world.authority, item=one.pk, position=1, is_shared=True, **told(world))
    assert [position for _pk, position in order(world)] == [1, 1]
    assert RankedItem.unscoped.get(item=two).note == "Umbau im Sommer"
    entry = AuditEntry.objects.filter(verb="planning.item_moved").earliest("pk")
    assert entry.changes == {"position": [1, 1], "item": ["", str(two)], "note": ["", "Umbau im Sommer"]}


def test_what_is_recognised_later_stands_at_the_end(world: World) -> None:
    one, two, three = recognised(world, A, B, C)
    NeedItem.unscoped.filter(pk=one.pk).update(state="discussed")
    rankings.step(world.authority, item=three.pk, up=True, **told(world))
    NeedItem.unscoped.filter(pk=one.pk).update(state="recognised")
    assert order(world) == [(three.pk, 1), (two.pk, 2), (one.pk, 3)]


def test_two_who_move_at_the_same_time_are_told(world: World, staff: Client) -> None:
    one, two = recognised(world, A, B)
    seen = told(world)
    rankings.step(world.authority, item=two.pk, up=True, **seen)
    with pytest.raises(Conflict):
        rankings.step(world.authority, item=one.pk, up=True, **seen)
    response = staff.post(url("ranking_move"), {"up": one.pk, "version": 0}, follow=True)
    assert "Es wurde nichts überschrieben" in response.content.decode()
    assert order(world) == [(two.pk, 1), (one.pk, 2)]


def test_buttons_and_dragging_do_the_same(world: World, staff: Client) -> None:
    one, two, three = recognised(world, A, B, C)
    for told_by_page in (
        {"down": one.pk, "version": 0},
        {"item": one.pk, "position": 3, "version": 1},
        {"up": two.pk, "version": 2},
    ):
        assert staff.post(url("ranking_move"), told_by_page).status_code == 302
    assert [pk for pk, _position in order(world)] == [two.pk, three.pk, one.pk]
    for wrong in (
        {},
        {"up": "x"},
        {"up": 999999, "version": 3},
        {"item": one.pk, "version": 3, "position": 0},
    ):
        assert staff.post(url("ranking_move"), wrong).status_code == 302
    assert {pk for pk, _position in order(world)} == {one.pk, two.pk, three.pk}


def test_a_settled_ranking_does_not_move(world: World, staff: Client) -> None:
    one, two = recognised(world, A, B)
    rankings.lock(world.authority, note="In der Runde am 3. Juni", **told(world))
    frozen = [(line.pk, line.position, line.score) for line in picture(world).lines]
    for act in (
        lambda: rate(world, two, legal=3),
        lambda: rankings.step(world.authority, item=two.pk, up=True, **told(world)),
        lambda: rankings.sort_by_score(world.authority, **told(world)),
        lambda: rankings.lock(world.authority, note="", **told(world)),
    ):
        with pytest.raises(DomainError, match="Die Rangfolge ist festgelegt"):
            act()
    SchoolYearFigures.unscoped.create(
        school=world.school_a,
        school_year=2026,
        reference_date=date(2026, 10, 15),
        pupils=200,
        classes=8,
        teachers=12,
    )
    decided(world, one, "deferred")
    assert [(line.pk, line.position, line.score) for line in picture(world).lines] == frozen
    page = staff.get(url("ranking_detail")).content.decode()
    assert "In der Runde am 3. Juni" in page
    assert 'name="up"' not in page


def test_opening_again_asks_for_a_reason(world: World) -> None:
    recognised(world)
    rankings.lock(world.authority, note="", **told(world))
    who = {"year": YEAR, "actor": world.user("head")}
    with pytest.raises(DomainError):
        rankings.unlock(world.authority, reason=" ", **who)
    rankings.unlock(world.authority, reason="Eine Schule fehlte", **who)
    assert not picture(world).ranking.is_locked
    assert AuditEntry.objects.get(verb="planning.ranking_unlocked").changes == {
        "note": ["", "Eine Schule fehlte"]
    }


def test_nothing_to_rank_is_not_settled(world: World) -> None:
    with pytest.raises(DomainError, match="noch nichts"):
        rankings.lock(world.authority, note="", **told(world))


def test_a_school_reads_its_own_result_and_no_other(world: World) -> None:
    (mine,) = recognised(world, A)
    (other,) = recognised(world, B, school=world.school_b, lead="lead_b")
    rate(world, mine, legal=3, note="Brandschutz in Haus A")
    rate(world, other, legal=1, note="Anderes in Haus B")
    school = world.client_for("lead_a")
    pages = [
        reverse("needs:need_list", args=["990012", YEAR]),
        reverse("needs:item_detail", args=["990012", mine.pk]),
    ]
    for page in pages:
        assert "Drittel" not in school.get(page).content.decode()
    rankings.move(world.authority, item=mine.pk, position=2, note="Erst das Netz", **told(world))
    rankings.lock(world.authority, note="Beschlossen im Juni", **told(world))
    listed, detail = (school.get(page).content.decode() for page in pages)
    assert "mittleres Drittel der Rangfolge" in listed
    for text in ("Erst das Netz", "Beschlossen im Juni", "Brandschutz in Haus A"):
        assert text in detail
    assert "Haus B" not in listed + detail
    assert list(RankedItem.visible_to(world.user("lead_a")).values_list("item", flat=True)) == [mine.pk]
    for actor in ("it", "lead_c", "staff_c", "adviser", "supervision", "moderator", "admin", "nobody"):
        assert RankedItem.visible_to(world.user(actor)).count() == 0


@pytest.mark.parametrize(
    ("position", "of", "expected"),
    [(1, 1, "oberes"), (1, 2, "oberes"), (2, 2, "mittleres"), (1, 3, "oberes"), (2, 3, "mittleres"),
     (3, 3, "unteres"), (33, 100, "oberes"), (34, 100, "oberes"), (35, 100, "mittleres"), (100, 100, "unteres")],
)  # fmt: skip
def test_the_band_is_a_third(position: int, of: int, expected: str) -> None:
    assert band(position, of) == f"{expected} Drittel"


def test_the_table_adds_up_and_computes_nothing(world: World, staff: Client) -> None:
    one, two = recognised(world, A, {"quantity": 2, "price": Decimal("100.50")})
    rate(world, one, note="=1+1", legal=1)
    content = staff.get(url("ranking_export", "csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["1", "2"]
    assert rows[1][-1] == "'=1+1"
    assert rows[-1][-3] == "6501,00"
    assert picture(world).total == one.quantity * Decimal("420.00") + Decimal("201.00") == Decimal("6501.00")
    assert staff.get(url("ranking_export", "xlsx")).status_code == 200
    assert staff.get(url("ranking_export", "pdf")).status_code == 404
    assert two.pk in {line.pk for line in picture(world).lines}


def test_the_page_asks_as_much_for_many_needs(world: World, staff: Client) -> None:
    recognised(world, A)
    few = page_queries(staff, url("ranking_detail"))
    recognised(world, A, B, C, A, B, school=world.school_b, lead="lead_b")
    assert page_queries(staff, url("ranking_detail")) == few


def test_the_forms_of_the_page_work(world: World, staff: Client) -> None:
    one, two = recognised(world, A, B)
    place = url("ranking_place", two.pk)
    response = staff.post(place, {"position": 1, "note": "Vorziehen", "seen": ""})
    assert (response.status_code, order(world)[0]) == (302, (two.pk, 1))
    assert staff.post(place, {"position": 2, "seen": "alt"}).status_code == 422
    assert staff.post(place, {"position": "viel"}).status_code == 422
    answer = staff.post(place, {"position": "99", "note": "Ganz ans Ende", "seen": ""})
    assert (answer.status_code, answer.context["form"]["note"].value()) == (422, "Ganz ans Ende")
    told = "Platz 2 ist der letzte. Tragen Sie 2 ein, wenn der Bedarf ganz hinten stehen soll."
    assert answer.context["form"].errors["position"] == [told]
    values = url("ranking_item", one.pk)
    seen = staff.get(values).context["form"]["seen"].value()
    assert staff.post(values, {"legal": "3", "seen": seen}).status_code == 422
    assert staff.post(values, {"legal": "7", "note": "Zu viel", "seen": seen}).status_code == 422
    assert staff.post(values, {"legal": "3", "note": "Brandschutz", "seen": seen}).status_code == 302
    assert RankedItem.unscoped.get(item=one).by_hand == {"legal": 3}
    assert staff.get(url("ranking_item", 999999)).status_code == 404
