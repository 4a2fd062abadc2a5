"""Grants: the catalogue's caps, charges without a lost cent, calls, and who is told what."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Conflict, DomainError
from equipment.models import FundingSource
from procurement.checks import Charge, parts_of, standing_breaches
from procurement.models import Allocation, Delivery, FundCall, Grant, GrantCategory, Programme
from procurement.selectors import grant_rows, ledger
from procurement.services import deliveries, funding
from procurement.services.ledger import charge, discharge
from tests.counting import page_queries
from tests.procurement.conftest import (
    BILLED,
    CAME,
    announced,
    bill,
    budgeted,
    confirmed,
    line_of,
    ordered,
    price,
)
from tests.world import World


@pytest.fixture(autouse=True)
def catalogue(db: None) -> None:
    funding.load_programmes()


def granted(world: World, code: str = "DP1", **extra: Any) -> Grant:
    told = {"amount": Decimal(100_000), "own_share": None, "state": "granted", "file_number": "48.02"}
    values = {"programme": Programme.objects.get(code=code)} | told | extra
    return funding.create_grant(world.authority, values=values, actor=world.user("staff"))


def delivered(world: World, quantity: int = 10, amount: str = "499.68", **extra: Any) -> Delivery:
    order = ordered(world, budgeted(world, quantity=quantity, **extra))
    return confirmed(world, announced(world, line_of(order), quantity, bill(amount=amount)))


def charged(world: World, grant: Grant, delivery: Delivery, code: str = "3", reason: str = "") -> Allocation:
    category = GrantCategory.unscoped.get(grant=grant, code=code)
    return charge(
        grant,
        [(delivery, delivery.version)],
        category=category,
        reason=reason,
        actor=world.user("staff"),
    )[0]


def test_the_catalogue_is_loaded_once_and_keeps_changes(world: World) -> None:
    assert funding.load_programmes() == 0
    programme = Programme.objects.get(code="DP1")
    programme.name = "Alter Digitalpakt"
    funding.save_programme(programme, actor=world.user("admin"))
    funding.load_programmes()
    programme.refresh_from_db()
    assert (programme.name, programme.own_share) == ("Alter Digitalpakt", Decimal(10))
    assert all(one.source and one.as_of for one in Programme.objects.all())
    assert [one.code for one in programme.categories.all()] == ["1", "2", "3", "4", "5"]


def test_a_grant_takes_share_and_caps_of_the_catalogue(world: World) -> None:
    grant = granted(world)
    third = GrantCategory.unscoped.get(grant=grant, code="3")
    assert (grant.own_share, third.school_cap, third.share_cap) == (Decimal(10), Decimal(25000), Decimal(20))
    with pytest.raises(DomainError, match="gibt es schon"):
        granted(world)


def test_a_delivery_is_charged_once_and_whole(world: World) -> None:
    grant, delivery = granted(world), delivered(world, 3, "333.33")
    row = charged(world, grant, delivery)
    assert (row.amount, row.funded, row.own) == (Decimal("999.99"), Decimal("899.99"), Decimal("100.00"))
    with pytest.raises(Conflict):
        charged(world, grant, delivery)
    with pytest.raises(DomainError, match="zugeordnet"):
        deliveries.record_invoice(
            delivery, bill=bill("R-9"), version=delivery.version, actor=world.user("staff")
        )
    page = ledger(user=world.user("staff"), grant=grant)
    assert (page.money.amount, page.money.funded, page.money.own) == (row.amount, row.funded, row.own)
    assert (page.money.rest, page.open) == (Decimal("99100.01"), [])
    discharge(row, actor=world.user("staff"))
    discharge(row, actor=world.user("staff"))
    assert ledger(user=world.user("staff"), grant=grant).open == [delivery]


def test_only_invoiced_deliveries_are_charged(world: World) -> None:
    delivery = confirmed(world, announced(world, line_of(ordered(world, budgeted(world))), 5))
    with pytest.raises(DomainError, match="eine Rechnung haben"):
        charged(world, granted(world), delivery)
    with pytest.raises(DomainError, match="Eigenanteil"):
        charge(
            granted(world, "DP2"),
            [(delivery, delivery.version)],
            category=None,
            reason="",
            actor=world.user("staff"),
        )


@pytest.mark.parametrize(
    ("grant", "amount", "words"),
    [
        ({"amount": Decimal(4000)}, "499.68", "Mehr als bewilligt: 4.497,12\xa0€ von 4.000,00\xa0€"),
        ({"amount": None}, "2800.00", "25.200,00\xa0€ von höchstens 25.000,00\xa0€"),
        ({"amount": Decimal(20_000)}, "499.68", "höchstens 20 Prozent der Bewilligung"),
        ({"execute_by": CAME}, "499.68", f"Rechnung vom {BILLED:%d.%m.%Y}, nach dem Ende"),
    ],
)
def test_a_limit_is_told_and_passed_with_a_reason_alone(
    world: World, grant: dict[str, Any], amount: str, words: str
) -> None:
    row, delivery = granted(world, **grant), delivered(world, 10, amount)
    with pytest.raises(DomainError, match=words):
        charged(world, row, delivery)
    assert Allocation.unscoped.count() == 0
    assert charged(world, row, delivery, reason="Mit der Bezirksregierung abgestimmt").reason


def test_a_delivery_paid_from_another_fund_needs_a_reason(world: World) -> None:
    """Stock and proof would name two sources for one thing, and nobody would have said why."""
    order = ordered(world, budgeted(world), fund="EIG")
    delivery = confirmed(world, announced(world, line_of(order), 5, bill()))
    grant = granted(world)
    with pytest.raises(DomainError, match="Als bezahlt aus Eigenmittel bestellt"):
        charged(world, grant, delivery)
    why = "Vorgriff, die Bewilligung kam nach der Bestellung"
    assert charged(world, grant, delivery, reason=why).reason == why


def test_a_reason_is_kept_where_no_limit_asks_for_it(world: World) -> None:
    """The form says where it will stand: in the ledger and, in test_proof, in the proof of use."""
    grant, delivery, why = granted(world), delivered(world), "Erste Rate, der Rest kommt im Herbst"
    page = reverse("procurement:grant_charge", args=[grant.pk])
    told = {
        "deliveries": [f"{delivery.pk}.{delivery.version}"],
        "category": GrantCategory.unscoped.get(grant=grant, code="3").pk,
        "reason": f" {why} ",
    }
    staff = world.client_for("staff")
    assert staff.post(page, told).status_code == 302
    row = Allocation.unscoped.get()
    assert row.reason == why
    answer = staff.get(reverse("procurement:grant_detail", args=[grant.pk]))
    assert why in answer.content.decode()
    assert (answer.context["page"].beyond, answer.context["page"].breaches) == (set(), [])


def test_the_share_does_not_count_for_exempt_school_types(world: World) -> None:
    world.school_a.school_type = "30"
    world.school_a.save()
    grant = granted(world, amount=Decimal(20_000))
    assert charged(world, grant, delivered(world)).funded == Decimal("4497.12")


def test_a_single_cent_can_be_called(world: World) -> None:
    page = reverse("procurement:call_create", args=[granted(world, amount=Decimal(1000)).pk])
    answer = world.client_for("staff").post(page, {"called_on": "2026-05-01", "amount": "0,01"})
    assert answer.status_code == 302
    assert FundCall.unscoped.get().amount == Decimal("0.01")


def test_calls_end_at_the_grant(world: World) -> None:
    grant, mark = granted(world, amount=Decimal(1000)), uuid4()
    told = {"called_on": date(2026, 5, 1), "note": "", "actor": world.user("staff")}
    first = funding.call_funds(grant, amount=Decimal(600), submission_id=mark, **told)
    assert funding.call_funds(grant, amount=Decimal(600), submission_id=mark, **told) == first
    with pytest.raises(DomainError, match="Nur 400,00\xa0€"):
        funding.call_funds(grant, amount=Decimal("400.01"), submission_id=uuid4(), **told)
    row = grant_rows(user=world.user("staff"), authority=world.authority)[0]
    assert (row.money.called, row.money.uncalled) == (Decimal(600), Decimal(400))
    funding.remove_call(first, actor=world.user("staff"))
    assert FundCall.unscoped.count() == 0
    with pytest.raises(DomainError, match="bewilligten Betrag"):
        funding.call_funds(
            granted(world, "DP2", amount=None), amount=Decimal(1), submission_id=uuid4(), **told
        )


@given(amount=st.decimals("0", "9999999", places=2), share=st.decimals("0", "100", places=2))
def test_no_cent_is_lost_between_funded_and_own(amount: Decimal, share: Decimal) -> None:
    funded, own = parts_of(amount, share)
    assert funded + own == amount
    assert abs(own - amount * share / 100) < Decimal("0.01")


def test_the_form_charges_and_keeps_what_was_typed(world: World) -> None:
    grant, delivery = granted(world, amount=Decimal(1000)), delivered(world)
    staff, page = world.client_for("staff"), reverse("procurement:grant_charge", args=[grant.pk])
    category = GrantCategory.unscoped.get(grant=grant, code="1")
    told = {"deliveries": [f"{delivery.pk}.{delivery.version}"], "category": category.pk}
    answer = staff.post(page, told)
    assert (answer.status_code, "Mehr als bewilligt" in answer.content.decode()) == (422, True)
    assert answer.context["form"]["deliveries"].value() == told["deliveries"]
    assert staff.post(page, told | {"reason": "Nachbewilligung beantragt"}).status_code == 302
    shown = staff.get(reverse("procurement:grant_detail", args=[grant.pk])).content.decode()
    assert "Nachbewilligung beantragt" in shown
    assert "Mehr als bewilligt: 4.497,12\xa0€ von 1.000,00\xa0€. Der Grund steht bei der Lieferung." in shown


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(world: World, rows: int) -> None:
    price(world)
    grant = granted(world)
    line = line_of(ordered(world, budgeted(world, quantity=15)))
    for number in range(rows):
        charged(world, grant, confirmed(world, announced(world, line, 1, bill(f"R-{number}"))))
        confirmed(world, announced(world, line, 1, bill(f"S-{number}")))
        granted(world, file_number=str(number))
        funding.call_funds(
            grant,
            called_on=date(2026, 5, 1),
            amount=Decimal(1),
            note="",
            submission_id=uuid4(),
            actor=world.user("staff"),
        )
    staff = world.client_for("staff")
    pages = [
        reverse("procurement:grant_list", args=["99001"]),
        reverse("procurement:grant_detail", args=[grant.pk]),
        reverse("procurement:grant_charge", args=[grant.pk]),
    ]
    assert [page_queries(staff, page) for page in pages] == [9, 8, 8]


def test_a_limit_that_came_to_lie_lower_is_told_on_every_page(world: World) -> None:
    """Nobody was asked for a reason when it was charged, so nobody would ever look there again."""
    grant, delivery = granted(world), delivered(world)
    charged(world, grant, delivery)
    desk = world.client_for("staff")
    pages = ["/", reverse("procurement:grant_list", args=["99001"])]
    detail = reverse("procurement:grant_detail", args=[grant.pk])
    assert ["ber einer Grenze" in desk.get(page).content.decode() for page in [*pages, detail]] == [False] * 3
    grant.amount, grant.execute_by = Decimal(20_000), CAME
    funding.save_grant(grant, actor=world.user("staff"))
    assert ["ber einer Grenze" in desk.get(page).content.decode() for page in [*pages, detail]] == [True] * 3
    shown = desk.get(detail).content.decode()
    assert f"Rechnung vom {BILLED:%d.%m.%Y}, nach dem Ende" in shown
    assert (
        "4.497,12\xa0€, höchstens 20 Prozent der Bewilligung (4.000,00\xa0€). Ein Grund ist nicht genannt."
        in shown
    )
    row = next(one for one in ledger(user=world.user("staff"), grant=grant).categories if one.funded)
    assert (row.cap, row.counted, row.is_over_share) == (Decimal(4000), Decimal("4497.12"), True)
    discharge(delivery.allocation, actor=world.user("staff"))
    delivery.refresh_from_db()
    charged(world, grant, delivery, reason="Mit der Bezirksregierung abgestimmt")
    assert ["ber einer Grenze" in desk.get(page).content.decode() for page in [*pages, detail]] == [
        False,
        True,
        True,
    ]


def test_only_what_lies_beyond_a_limit_asks_for_a_reason() -> None:
    """The first charge was within the limit, whatever came after it."""
    source = FundingSource(code="DP1", name="DigitalPakt")
    grant = Grant(programme=Programme(code="DP1", name="DigitalPakt"), amount=Decimal(100))
    first = Charge(None, 1, "A", "02", None, Decimal(60), source, pk=1)
    second = Charge(None, 1, "A", "02", None, Decimal(50), source, reason="Nachbewilligung", pk=2)
    (passed,) = standing_breaches(grant, [], [first, second])
    assert (passed.charges, passed.unexplained) == ([second], [])
    grant.amount = Decimal(50)
    (passed,) = standing_breaches(grant, [], [first, second])
    assert (passed.charges, passed.unexplained) == ([first, second], [first])


def test_exempt_school_types_stand_beside_the_share(world: World) -> None:
    world.school_a.school_type = "30"
    world.school_a.save()
    grant = granted(world, amount=Decimal(20_000))
    charged(world, grant, delivered(world))
    row = next(one for one in ledger(user=world.user("staff"), grant=grant).categories if one.funded)
    assert (row.funded, row.counted, row.is_over_share) == (Decimal("4497.12"), Decimal(0), False)
    page = reverse("procurement:grant_detail", args=[grant.pk])
    assert f"ohne {row.exempt}" in world.client_for("staff").get(page).content.decode()


def test_a_past_day_of_the_measure_does_not_hide_the_proof(world: World) -> None:
    today = timezone.localdate()
    past, proof = today - timedelta(days=42), today + timedelta(days=24)
    granted(world, execute_by=past, prove_by=proof)
    desk = world.client_for("staff")
    home = desk.get("/").content.decode()
    assert f"überfällig seit {date_format(past)}" in home
    assert "Verwendungsnachweis abgeben: DigitalPakt Schule 2019 bis 2024 (48.02)" in home
    assert f"fällig am {date_format(proof)}" in home
    page = desk.get(reverse("procurement:grant_list", args=["99001"])).content.decode()
    assert f"{past:%d.%m.%Y}" in page
    assert f"{proof:%d.%m.%Y}" in page


@pytest.mark.parametrize(
    ("column", "state", "days", "words"),
    [
        ("apply_by", "planned", 59, "fällig am"),
        ("execute_by", "granted", 10, "fällig am"),
        ("prove_by", "granted", -3, "überfällig seit"),
        ("prove_by", "proved", -3, ""),
        ("apply_by", "planned", 80, ""),
    ],
)
def test_offices_are_warned_before_a_day(
    world: World, column: str, state: str, days: int, words: str
) -> None:
    granted(world, state=state, **{column: timezone.localdate() + timedelta(days=days)})
    page = world.client_for("staff").get("/").content.decode()
    assert ("DigitalPakt Schule 2019 bis 2024 (48.02)" in page, words in page) == (bool(words), True)
    assert "DigitalPakt" not in world.client_for("it").get("/").content.decode()


@pytest.mark.parametrize(
    ("days", "words"),
    [(24, "noch 24 Tage"), (1, "noch 1 Tag"), (0, "heute"), (-3, "seit 3 Tagen vorbei"), (80, "")],
)
def test_the_pages_of_grants_say_how_near_a_day_is(world: World, days: int, words: str) -> None:
    end = timezone.localdate() + timedelta(days=days)
    grant = granted(world, execute_by=end)
    desk = world.client_for("staff")
    listed = desk.get(reverse("procurement:grant_list", args=["99001"])).content.decode()
    page = desk.get(reverse("procurement:grant_detail", args=[grant.pk])).content.decode()
    said = f"{end:%d.%m.%Y}: {words}"
    assert (said in page, "Offene Termine</" in page) == (bool(words), bool(words))
    assert words in listed


def test_exempt_school_types_are_ticked_by_name(world: World) -> None:
    category = GrantCategory.unscoped.filter(grant=granted(world)).exclude(exempt_types="").first()
    assert category
    desk, page = world.client_for("staff"), reverse("procurement:grantcategory_update", args=[category.pk])
    answer = desk.get(page)
    form, shown = answer.context["form"], answer.content.decode()
    assert "Berufskolleg" in shown
    assert form["exempt_types"].value() == sorted(category.exempt_types.split(","))
    told = {name: form[name].value() for name in ("code", "name", "seen")}
    assert desk.post(page, told | {"exempt_types": ["99"]}).status_code == 422
    assert desk.post(page, told | {"exempt_types": ["02", "30"]}).status_code == 302
    category.refresh_from_db()
    assert category.exempt_types == "02,30"
    told["seen"] = desk.get(page).context["form"]["seen"].value()
    assert desk.post(page, told).status_code == 302
    category.refresh_from_db()
    assert category.exempt_types == ""
