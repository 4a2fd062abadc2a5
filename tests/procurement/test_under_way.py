"""What is on its way is taken off what is missing: on the gap page, in proposals, ranking and Jahresgespräch."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annualreviews.selectors import sheet_of
from core.money import gross
from equipment.models import EquipmentType, FundingSource, StockBatch, TargetValues
from needs.models import NeedItem, NeedList
from needs.selectors import proposed_to
from planning.models import Budget, BudgetLine
from planning.selectors.values import facts_of, proposals_for
from procurement.models import Order, OrderLine
from procurement.models.orders import sums_of
from reports.builders.standard import standard_part
from standards import services as standards
from standards.selectors import gap_of, gap_of_school, standing
from tests.counting import page_queries
from tests.equipment.conftest import make_figures, make_stock
from tests.needs.conftest import YEAR
from tests.procurement.conftest import announced, budgeted, confirmed, line_of, ordered, price, receipt
from tests.procurement.slow_counts import PIECE, slow_left, slow_listed
from tests.standards.conftest import DECISION, rule

DISPLAY, TEACHER, TABLET = "PRES_DISPLAY", "DEV_TEACHER", "DEV_TABLET_POOL"


def adopt(world, *rules):
    version = standards.begin_draft(world.authority, actor=world.user("staff"))
    version.rules.all().delete()
    for values in rules:
        standards.save_rule(version, values=values, actor=world.user("staff"))
    return standards.adopt(version, **DECISION, actor=world.user("staff"))


@pytest.fixture
def twenty(world):
    """Twenty displays by the standard, two of them there: eighteen are missing."""
    make_figures(world.school_a, teaching_rooms=20)
    make_stock(world.school_a, DISPLAY, 2, purchase_year=YEAR - 1)
    adopt(world, rule())
    return world


def display():
    return EquipmentType.objects.get(code=DISPLAY)


def offered(world, year=YEAR):
    found = proposed_to(user=world.user("lead_a"), school=world.school_a, year=year).offered
    return {one.key: one.quantity for one in found if one.type.code == DISPLAY}


def line(world, year=YEAR):
    (only,) = gap_of_school(user=world.user("lead_a"), school=world.school_a, year=year).lines
    return only


def test_what_comes_is_taken_off_until_it_stands_in_the_stock(twenty):
    """The sum of usable, under way and offered stays the target from the recognised need to the last delivery."""
    item = budgeted(twenty, type=display(), quantity=10, kind="extension")
    assert offered(twenty) == {"luecke-PRES_DISPLAY": 8}
    order = ordered(twenty, item, pieces=6, entry=price(twenty, DISPLAY))
    assert offered(twenty) == {"luecke-PRES_DISPLAY": 8}  # the other four are budgeted still
    confirmed(twenty, announced(twenty, line_of(order), 4), receipt(4))
    found = line(twenty)
    assert (found.usable, found.missing, found.under_way, found.left) == (6, 14, 6, 8)
    assert found.coming_words == f"6 von 10 ({YEAR}, bestellt)"
    assert offered(twenty) == {"luecke-PRES_DISPLAY": 8}


def test_the_sum_is_told_in_words_on_every_page(twenty):
    budgeted(twenty, type=display(), quantity=10, kind="extension")
    (proposal,) = proposed_to(user=twenty.user("lead_a"), school=twenty.school_a, year=YEAR).offered
    assert proposal.reason.endswith(f"Es fehlen 18. Schon unterwegs: 10 ({YEAR}, im Haushalt). Bleiben 8.")
    page = twenty.client_for("lead_a").get(reverse("standards:gap_school", args=["990012"])).content.decode()
    assert "davon 10 unterwegs" in page
    assert f"Schon unterwegs: 10 ({YEAR}, im Haushalt). 18 \N{MINUS SIGN} 10 = 8 noch zu melden." in page
    staff = twenty.client_for("staff")
    assert (
        staff.get(reverse("standards:gap_list", args=["99001"])).content.decode().count("davon 10 unterwegs")
        == 4
    )
    table = staff.get(reverse("standards:gap_export", args=["99001", "csv"])).content.decode("utf-8-sig")
    assert ";18;10;8;" in table
    standard = sheet_of(user=twenty.user("staff"), school=twenty.school_a, year=YEAR)["standard"]
    assert standard["has_under_way"]
    (row,) = standard["rows"]
    assert (row["missing"], row["under_way"], row["left"]) == ("18", "10", "8")
    talk = staff.get(reverse("annualreviews:review_detail", args=["990012", YEAR])).content.decode()
    assert 'data-label="davon unterwegs" class="numeric">10</td>' in talk
    assert 'data-label="noch zu melden" class="numeric">8</td>' in talk


def test_whoever_reads_no_needs_is_told_no_other_figure_than_everybody(twenty):
    """The contractor for IT would take off the orders and not the needs: he is told what is missing, and no rest."""
    budgeted(twenty, type=display(), quantity=10, kind="extension")
    contractor, staff = twenty.client_for("it"), twenty.client_for("staff")
    for address in (
        reverse("standards:gap_school", args=["990012"]),
        reverse("standards:gap_list", args=["99001"]),
    ):
        page = contractor.get(address)
        assert page.context["table"].total.missing == staff.get(address).context["table"].total.missing
        assert "noch zu melden" in staff.get(address).content.decode()
        assert "noch zu melden" not in page.content.decode()
        assert "unterwegs" not in page.content.decode()
    table = reverse("standards:gap_export", args=["99001", "csv"])
    head, *lines = contractor.get(table).content.decode("utf-8-sig").splitlines()
    assert "noch zu melden" in staff.get(table).content.decode("utf-8-sig")
    assert not {"unterwegs", "noch zu"} & set(head.split(";"))
    assert len(head.split(";")) == len(lines[0].split(";")) == 10
    reports = {actor: standard_part(in_force(twenty, actor)) for actor in ("staff", "it")}
    assert "noch zu melden" in reports["staff"]["heads"]
    assert "noch zu melden" not in reports["it"]["heads"]
    assert len(reports["it"]["heads"]) == len(reports["it"]["total"][0]["cells"])


def test_without_a_standard_the_contractor_is_told_the_missing_pieces_alone(world):
    make_figures(world.school_a, pupils=90)
    TargetValues.unscoped.create(authority=world.authority, school_type="02", pupils_per_device=3)
    make_stock(world.school_a, TABLET, 12, purchase_year=YEAR - 1)
    budgeted(world, type=EquipmentType.objects.get(code=TABLET), quantity=12, kind="extension")
    address = reverse("standards:gap_school", args=["990012"])
    assert "davon 12 unterwegs" in world.client_for("staff").get(address).content.decode()
    page = world.client_for("it").get(address).content.decode()
    assert "unterwegs" not in page
    assert "Noch zu melden" not in page
    assert (
        "unterwegs"
        not in world.client_for("it").get(reverse("standards:gap_list", args=["99001"])).content.decode()
    )


def in_force(world, actor):
    user = world.user(actor)
    version = standing(user=user, authority=world.authority).in_force
    return gap_of(user=user, authority=world.authority, version=version).with_coming(user=user)


def test_the_cost_is_that_of_what_is_left(twenty):
    """Eight of eighteen are left, and what is under way is paid from elsewhere; shown sums add up."""
    budgeted(twenty, type=display(), quantity=10, kind="extension")
    price(twenty, DISPLAY, price=Decimal("100.10"))
    school, staff = twenty.client_for("lead_a"), twenty.client_for("staff")
    page = school.get(reverse("standards:gap_school", args=["990012"])).content.decode()
    assert "18 \N{MINUS SIGN} 10 = 8 noch zu melden." in page
    desk = staff.get(reverse("standards:gap_school", args=["990012"]))
    assert "8 × 100,10\xa0€ netto = 800,80\xa0€." in desk.content.decode()
    assert desk.context["total"].cost == Decimal("800.80")
    table = staff.get(reverse("standards:gap_list", args=["99001"])).context["table"]
    total = table.total
    for groups in (table.by_school(), table.by_type()):
        assert sum(one.left for _name, one in groups) == total.left == total.missing - total.under_way
        assert sum(one.cost for _name, one in groups) == total.cost
    written = staff.get(reverse("standards:gap_export", args=["99001", "csv"])).content.decode("utf-8-sig")
    assert ";18;10;8;100,10;800,80;" in written
    talk = sheet_of(user=twenty.user("staff"), school=twenty.school_a, year=YEAR)["standard"]
    assert (talk["rows"][0]["cost"], talk["total"]) == ("800,80\xa0€", "800,80\xa0€")
    assert talk["text"].endswith("Die Kosten gelten für das, was noch zu melden ist.")


def test_what_comes_wholly_is_shown_and_not_offered(twenty):
    budgeted(twenty, type=display(), quantity=30, kind="extension")
    assert offered(twenty) == {}
    client = twenty.client_for("lead_a")
    page = client.get(reverse("needs:need_list", args=["990012", YEAR + 1])).content.decode()
    _before, _title, shown = page.partition("Fehlt und ist schon unterwegs")
    assert "18 × Interaktives Display" in shown
    assert f"Schon unterwegs: 30 ({YEAR}, im Haushalt). Bleiben 0." in shown
    accept = reverse("needs:proposal_accept", args=["990012", YEAR + 1, "luecke-PRES_DISPLAY"])
    assert client.post(accept, {}).status_code == 404
    assert line(twenty).left == 0


def test_a_replacement_under_way_leaves_the_extension(twenty):
    make_stock(twenty.school_a, DISPLAY, 5, purchase_year=2010)
    assert offered(twenty) == {"ersatz-PRES_DISPLAY": 5, "luecke-PRES_DISPLAY": 13}
    budgeted(twenty, type=display(), quantity=5, kind="replacement")
    assert offered(twenty) == {"luecke-PRES_DISPLAY": 13}


def test_without_a_standard_the_four_targets_and_the_lives_go_by_the_same(world):
    make_figures(world.school_a, pupils=90)
    TargetValues.unscoped.create(authority=world.authority, school_type="02", pupils_per_device=3)
    make_stock(world.school_a, TABLET, 12, purchase_year=2020)
    tablet = EquipmentType.objects.get(code=TABLET)

    def found():
        answer = proposed_to(user=world.user("lead_a"), school=world.school_a, year=YEAR)
        return {one.key: one.quantity for one in answer.offered}, [str(one) for one in answer.covered]

    assert found() == ({"luecke-geraete": 18, "ersatz-DEV_TABLET_POOL": 12}, [])
    item = budgeted(world, type=tablet, quantity=12, kind="replacement")
    assert found() == ({"luecke-geraete": 18}, ["12 × Tablet im Klassensatz"])
    NeedItem.unscoped.filter(pk=item.pk).update(kind="extension")
    assert found() == ({"luecke-geraete": 6, "ersatz-DEV_TABLET_POOL": 12}, [])


def test_only_what_was_approved_counts(twenty):
    """Ten asked for, the money reaches for six: of twelve to come nobody speaks."""
    item = budgeted(twenty, type=display(), quantity=10, kind="extension")
    granted(twenty, item, gross(PIECE * 6, Decimal(19)))
    assert (line(twenty).under_way, line(twenty).left) == (6, 12)
    assert line(twenty).coming_words == f"6 ({YEAR}, im Haushalt, gemeldet: 10)"
    assert offered(twenty) == {"luecke-PRES_DISPLAY": 12}
    order = ordered(twenty, item, pieces=6, entry=price(twenty, DISPLAY, price=PIECE))
    confirmed(twenty, announced(twenty, line_of(order), 4), receipt(4))
    assert line(twenty).coming_words == f"2 von 6 ({YEAR}, bestellt, gemeldet: 10)"
    assert (line(twenty).usable, line(twenty).under_way, line(twenty).left) == (6, 2, 12)
    for reader in ("lead_a", "staff"):
        table = gap_of_school(user=twenty.user(reader), school=twenty.school_a, year=YEAR)
        assert [one.left for one in table.lines] == [12]


def test_more_than_approved_counts_once_it_is_ordered(twenty):
    item = budgeted(twenty, type=display(), quantity=10, kind="extension")
    granted(twenty, item, gross(PIECE * 6, Decimal(19)))
    ordered(twenty, item, pieces=9, entry=price(twenty, DISPLAY, price=PIECE), above="Drei kamen hinzu")
    assert (line(twenty).under_way, line(twenty).left) == (9, 9)


def test_a_need_that_was_recognised_anew_counts_whole(twenty):
    """The council said no to it last year; what is recognised now is still to be decided."""
    item = budgeted(twenty, type=display(), quantity=10, kind="extension")
    granted(twenty, item, Decimal(0))
    assert line(twenty).under_way == 0
    NeedItem.unscoped.filter(pk=item.pk).update(state="recognised")
    assert line(twenty).under_way == 10


def test_delivered_without_an_order_counts_until_it_is_in_the_stock(twenty):
    item = budgeted(twenty, type=display(), quantity=10)
    NeedItem.unscoped.filter(pk=item.pk).update(state="delivered")
    assert line(twenty).left == 8
    batch = make_stock(twenty.school_a, DISPLAY, 10, purchase_year=YEAR)
    NeedItem.unscoped.filter(pk=item.pk).update(batch=batch)
    assert (line(twenty).usable, line(twenty).under_way, line(twenty).left) == (12, 0, 8)


def test_a_ranked_need_does_not_weigh_against_itself(twenty):
    """Needs of the ranked year are what is being weighed; only what comes by another year makes them less urgent."""
    item = budgeted(twenty, type=display(), quantity=10)

    def value():
        school, user = twenty.school_a, twenty.user("staff")
        facts = facts_of(user=user, authority=twenty.authority, schools=[school], year=YEAR)
        asked = NeedItem.unscoped.select_related("type", "need_list__school", "funding").get(pk=item.pk)
        found = proposals_for(asked, facts)["standard"]
        return found.value, found.reason

    assert value() == (3, f"Nach dem Standard fehlen 18 von 20 im Jahr {YEAR}.")
    older = NeedList.unscoped.create(school=twenty.school_a, year=YEAR - 1, sent_at=timezone.now())
    NeedItem.unscoped.create(
        need_list=older, type=display(), quantity=18, kind="extension", priority="B", state="ordered"
    )
    assert value()[0] == 0
    assert "Davon schon unterwegs durch eine andere Liste oder eine Bestellung: 18." in value()[1]


def test_the_pages_ask_as_much_for_much_that_comes(twenty):
    client = twenty.client_for("lead_a")
    pages = [
        reverse("standards:gap_school", args=["990012"]),
        reverse("needs:need_list", args=["990012", YEAR + 1]),
    ]
    budgeted(twenty, type=display(), quantity=1)
    few = [page_queries(client, page) for page in pages]
    for _time in range(3):
        NeedItem.unscoped.create(
            need_list=NeedList.unscoped.get(),
            type=display(),
            quantity=1,
            kind="extension",
            priority="B",
            state="recognised",
        )
    assert [page_queries(client, page) for page in pages] == few


needs_of_all_kinds = st.fixed_dictionaries(
    {
        "code": st.sampled_from([DISPLAY, TEACHER, TABLET]),
        "quantity": st.integers(1, 9),
        "state": st.sampled_from(
            ["draft", "reported", "recognised", "deferred", "budgeted", "ordered", "in_operation"]
        ),
        "kind": st.sampled_from(["first", "replacement", "extension"]),
        "year": st.sampled_from([YEAR - 1, YEAR]),
        "approved": st.none() | st.decimals("0", "4600", places=2),  # by the council, of 499.68 euro a piece
        "ordered": st.integers(0, 9),
    }
)
stock_of_all_ages = st.fixed_dictionaries(
    {
        "code": st.sampled_from([DISPLAY, TEACHER]),
        "quantity": st.integers(1, 12),
        "purchase_year": st.none() | st.integers(2012, YEAR),
    }
)


@pytest.fixture
def two_rules(world):
    make_figures(world.school_a, teachers=18, teaching_rooms=10)
    adopt(world, rule(TEACHER, per="teacher"), rule())
    return world


TARGETS = {DISPLAY: 10, TEACHER: 18}


def granted(world, item, amount):
    """A line of a decided budget, for all pieces of the need."""
    told = {"state": "decided", "requested_on": date(YEAR, 8, 1), "decided_on": date(YEAR, 12, 1)}
    budget, _new = Budget.unscoped.get_or_create(authority=world.authority, year=YEAR + 1, defaults=told)
    net = PIECE * item.quantity
    whole = gross(net, Decimal(19))
    money = {"net": net, "vat": whole - net, "gross": whole, "approved": min(amount, whole)}
    return BudgetLine.unscoped.create(budget=budget, item=item, text="x", accounting="consumptive", **money)


def bought(world, item, pieces):
    fund = FundingSource.objects.get(code="EIG")
    order, _new = Order.unscoped.get_or_create(
        authority=world.authority, number="1", defaults={"ordered_on": date(YEAR, 1, 5), "fund": fund}
    )
    money = sums_of(PIECE, pieces, Decimal(19))
    told = {"item": item, "school": world.school_a, "type": item.type, "product": "x", "quantity": pieces}
    OrderLine.unscoped.create(order=order, price=PIECE, vat_rate=Decimal(19), **told, **money)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(needs=st.lists(needs_of_all_kinds, max_size=6), stock=st.lists(stock_of_all_ages, max_size=4))
def test_offered_is_what_a_slow_count_leaves(two_rules, needs, stock):
    """Target less usable less what the Träger has recognised and what has not come, never below nothing.

    What the school's list of the year holds already is not offered, and still missing.
    """
    world = two_rules
    Order.unscoped.all().delete()
    Budget.unscoped.all().delete()
    NeedList.unscoped.all().delete()
    StockBatch.unscoped.all().delete()
    types = {one.code: one for one in EquipmentType.objects.all()}
    lists = {year: NeedList.unscoped.create(school=world.school_a, year=year) for year in (YEAR - 1, YEAR)}
    for told in needs:
        values = {name: told[name] for name in ("quantity", "state", "kind")}
        item = NeedItem.unscoped.create(
            need_list=lists[told["year"]], type=types[told["code"]], priority="B", **values
        )
        if told["approved"] is not None:
            granted(world, item, told["approved"])
        if told["state"] == "ordered" and told["ordered"]:
            bought(world, item, min(told["ordered"], item.quantity))
    for at, lot in enumerate(stock):
        make_stock(world.school_a, **lot, room=f"R{at}")
    counted = {code: slow_left(types[code], target, needs, stock) for code, target in TARGETS.items()}
    expected = {code: left for code, left in counted.items() if left > 0}
    found: Counter[str] = Counter()
    for one in proposed_to(user=world.user("lead_a"), school=world.school_a, year=YEAR).offered:
        found[one.type.code] += one.quantity
    asked = {code: left - slow_listed(code, needs) for code, left in expected.items()}
    assert dict(found) == {code: left for code, left in asked.items() if left > 0}
    table = gap_of_school(user=world.user("lead_a"), school=world.school_a, year=YEAR)
    assert {one.type.code: one.left for one in table.lines if one.left} == expected
