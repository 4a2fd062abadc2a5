"""The ranking: points with their reasons, moves, settling it, and what each side reads."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import Conflict, DomainError
from core.models import AuditEntry
from equipment.models import EquipmentType, FundingSource, StockBatch
from needs.models import NeedItem
from planning.criteria import CRITERIA, KEYS
from planning.models import RankedItem, Ranking
from planning.results import band
from planning.selectors.rankings import Line, RankingPicture, ranking_picture
from planning.services import rankings
from procurement.models import Grant, Programme
from schools.models import SchoolYearFigures
from standards import services as standards
from tests.counting import page_queries
from tests.equipment.conftest import make_figures, make_stock
from tests.planning.conftest import TRAEGER, YEAR, decided, recognised
from tests.standards.conftest import DECISION
from tests.world import World

UNSET = dict.fromkeys(KEYS)
A, B, C = ({"priority": one} for one in "ABC")


@pytest.fixture
def staff(world: World) -> Client:
    return world.client_for("staff")


def url(name: str, *args: Any) -> str:
    return reverse(f"planning:{name}", args=[TRAEGER, YEAR, *args])


def picture(world: World) -> RankingPicture:
    return ranking_picture(user=world.user("staff"), authority=world.authority, year=YEAR)


def rate(
    world: World, item: NeedItem, *, note: str = "Brandschutz", for_school: bool = False, **values: int
) -> None:
    rankings.save_values(
        item, values=UNSET | values, note=note, for_school=for_school, actor=world.user("staff")
    )


def told(world: World, actor: str = "staff") -> dict[str, Any]:
    version = Ranking.unscoped.filter(authority=world.authority).values_list("version", flat=True).first()
    return {"year": YEAR, "version": version or 0, "actor": world.user(actor)}


def order(world: World) -> list[tuple[int, int]]:
    return [(line.pk, line.position) for line in picture(world).lines]


def value(line: Line, key: str) -> tuple[int, str]:
    found = next(one for one in line.values if one.criterion.key == key)
    return found.value, found.reason


def test_only_what_is_recognised_or_deferred_is_ranked(world: World) -> None:
    one, two, three, four = recognised(world, A, A, B, C)
    decided(world, two, "deferred")
    decided(world, three, "rejected")
    decided(world, four, "budgeted")
    assert {pk for pk, _position in order(world)} == {one.pk, two.pk, four.pk}


def test_what_waits_for_a_decision_is_counted(world: World) -> None:
    (item,) = recognised(world)
    NeedItem.unscoped.filter(pk=item.pk).update(state="discussed")
    assert (picture(world).lines, picture(world).waiting) == ([], 1)


def test_the_score_is_the_weighted_sum_of_what_is_shown(world: World) -> None:
    (item,) = recognised(world, {"training": "planned", "building": "power"})
    rate(world, item, legal=3, social=2)
    (line,) = picture(world).lines
    assert line.score == sum(one.value * one.weight for one in line.values)
    assert value(line, "readiness") == (
        2,
        "kein aktuelles Konzept, Schulung geplant oder erfolgt, Netz vorhanden",
    )
    assert value(line, "legal") == (3, "Brandschutz")
    assert line.score == 3 * 3 + 2 * 2 + 2 * 1


def test_the_standard_and_the_age_speak_for_themselves(world: World) -> None:
    recognised(world, {"kind": "replacement", "quantity": 10})
    (line,) = picture(world).lines
    assert (value(line, "standard")[0], value(line, "life")[0]) == (0, 0)
    SchoolYearFigures.unscoped.create(
        school=world.school_a,
        school_year=2026,
        reference_date=date(2026, 10, 15),
        pupils=200,
        classes=8,
        teachers=12,
    )
    tablet = EquipmentType.objects.get(code="DEV_TABLET_POOL")
    assert tablet.useful_life
    old = StockBatch.unscoped.create(
        school=world.school_a, type=tablet, quantity=5, purchase_year=YEAR - tablet.useful_life
    )
    (line,) = picture(world).lines
    assert value(line, "life") == (
        2,
        f"Bis {YEAR} erreichen 5 Stück das Ende ihrer Nutzungsdauer, gewünscht sind 10.",
    )
    StockBatch.unscoped.filter(pk=old.pk).update(quantity=10)
    assert value(picture(world).lines[0], "life")[0] == 3
    StockBatch.unscoped.filter(pk=old.pk).update(purchase_year=YEAR)
    assert value(picture(world).lines[0], "life")[0] == 0


def test_the_standard_in_force_counts_by_type(world: World) -> None:
    tablet, display = recognised(world, A, {"type": EquipmentType.objects.get(code="PRES_DISPLAY")})
    version = standards.begin_draft(world.authority, actor=world.user("staff"))
    version.rules.all().delete()
    version.rules.create(type=display.type, quantity=1, every=1, per="room")
    standards.adopt(version, **DECISION, actor=world.user("staff"))
    make_figures(world.school_a, teaching_rooms=35)
    stock = make_stock(world.school_a, "PRES_DISPLAY", 20, purchase_year=timezone.localdate().year)

    def said() -> dict[int, tuple[int, str]]:
        return {line.item.type_id: value(line, "standard") for line in picture(world).lines}

    assert said()[display.type_id] == (2, f"Nach dem Standard fehlen 15 von 35 im Jahr {YEAR}.")
    assert said()[tablet.type_id] == (0, "Der Standard sagt zu dieser Art nichts.")
    StockBatch.unscoped.filter(pk=stock.pk).update(quantity=17)
    assert said()[display.type_id] == (3, f"Nach dem Standard fehlen 18 von 35 im Jahr {YEAR}.")
    StockBatch.unscoped.filter(pk=stock.pk).update(quantity=36)
    assert said()[display.type_id] == (0, f"Nach dem Standard fehlen 0 von 35 im Jahr {YEAR}.")
    StockBatch.unscoped.filter(pk=stock.pk).update(purchase_year=YEAR - display.type.useful_life)
    assert said()[display.type_id] == (
        3,
        f"Nach dem Standard fehlen 35 von 35 im Jahr {YEAR}.",
    )  # usable until then
    SchoolYearFigures.unscoped.all().delete()
    assert said()[display.type_id][0] == 0
    assert "Zahlen der Schule fehlen" in said()[display.type_id][1]


@pytest.mark.parametrize(
    ("state", "days", "expected"),
    [
        ("granted", {"execute_by": 90, "prove_by": 10}, 3),
        ("granted", {"execute_by": 91}, 2),
        ("granted", {"execute_by": 181}, 1),
        ("granted", {"execute_by": 366}, 0),
        ("granted", {"execute_by": -1, "prove_by": 60}, 0),
        ("granted", {"prove_by": 60}, 3),
        ("planned", {"apply_by": 30, "execute_by": 900}, 3),
        ("applied", {"apply_by": 30}, 0),
    ],
)
def test_the_deadline_follows_the_days_of_the_grants(
    world: World, state: str, days: dict[str, int], expected: int
) -> None:
    source, today = FundingSource.objects.get(code="DP2"), timezone.localdate()
    recognised(world, {"funding": source})
    assert value(picture(world).lines[0], "deadline") == (
        0,
        "Zur Förderung vorgeschlagen: Digitalpakt 2.0. Dazu ist kein Termin einer Bewilligung eingetragen.",
    )
    told = {name: today + timedelta(days=number) for name, number in days.items()}
    programme = Programme.objects.create(code="DP2", name="Digitalpakt 2.0")
    Grant.unscoped.create(authority=world.authority, programme=programme, state=state, **told)
    Grant.unscoped.create(authority=world.authority_c, programme=programme, state="granted", execute_by=today)
    found, reason = value(picture(world).lines[0], "deadline")
    assert found == expected
    if expected:
        name = next(one for one in ("apply_by", "execute_by", "prove_by") if one in told)
        assert f"{told[name]:%d.%m.%Y}, in {days[name]} Tagen." in reason


def test_of_several_grants_the_next_day_counts(world: World) -> None:
    recognised(world, {"funding": FundingSource.objects.get(code="DP2")})
    programme, today = Programme.objects.create(code="DP2", name="Digitalpakt 2.0"), timezone.localdate()
    for number, left in enumerate((-5, 200, 120, -90)):
        Grant.unscoped.create(
            authority=world.authority,
            programme=programme,
            file_number=str(number),
            state="granted",
            execute_by=today + timedelta(days=left),
        )
    assert value(picture(world).lines[0], "deadline")[0] == 2
    Grant.unscoped.filter(execute_by__gte=today).delete()
    found, reason = value(picture(world).lines[0], "deadline")
    assert found == 0
    assert f"{today - timedelta(days=5):%d.%m.%Y}, dieser Tag ist vorbei." in reason


def test_a_value_by_hand_needs_a_reason_and_can_count_for_the_school(world: World) -> None:
    one, two = recognised(world, A, B)
    with pytest.raises(DomainError, match="Begründen Sie"):
        rate(world, one, note=" ", legal=1)
    rate(world, one, note="Stadtteil mit Förderbedarf", for_school=True, social=3)
    assert [value(line, "social") for line in picture(world).lines] == [(3, "Stadtteil mit Förderbedarf")] * 2
    assert RankedItem.unscoped.get(item=two).by_hand == {"social": 3}


def test_weights_count_at_once_and_begin_as_last_year(world: World) -> None:
    (item,) = recognised(world)
    rate(world, item, legal=2)
    before = picture(world).lines[0].score
    weights = {one.key: one.weight for one in CRITERIA} | {"legal": 9}
    rankings.save_weights(world.authority, year=YEAR, weights=weights, actor=world.user("head"))
    assert picture(world).lines[0].score == before + 2 * 6
    later = ranking_picture(user=world.user("staff"), authority=world.authority, year=YEAR + 1)
    assert later.ranking.weights["legal"] == 9


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
    values = url("ranking_item", one.pk)
    seen = staff.get(values).context["form"]["seen"].value()
    assert staff.post(values, {"legal": "3", "seen": seen}).status_code == 422
    assert staff.post(values, {"legal": "7", "note": "Zu viel", "seen": seen}).status_code == 422
    assert staff.post(values, {"legal": "3", "note": "Brandschutz", "seen": seen}).status_code == 302
    assert RankedItem.unscoped.get(item=one).by_hand == {"legal": 3}
    assert staff.get(url("ranking_item", 999999)).status_code == 404
