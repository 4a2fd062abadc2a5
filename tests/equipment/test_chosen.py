"""Many lines at once and one line in two: nothing is lost, all or nothing, and what is shown is what happens."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.audit import trail_of
from core.errors import Conflict, DomainError
from equipment import selectors
from equipment.merging import Step, steps_of
from equipment.models import StockBatch
from equipment.services.chosen import change_lines, hand_over_lines, retire_lines
from equipment.services.split import split_stock
from needs.models import NeedItem, NeedList
from tests.equipment.conftest import make_stock, url
from tests.equipment.test_views import seen

PRICE = Decimal("349.99")


def shown(user, school, chosen, values, target=None):
    """The mark of the preview that this person sees now."""
    lines = selectors.chosen_lines(user=user, school=school, pks=[one.pk for one in chosen])
    steps = selectors.chosen_steps(lines, user=user, school=target or school, values=values)
    return selectors.steps_print(steps, values)


def change(world, chosen, values, *, actor="lead_a"):
    user = world.user(actor)
    mark = shown(user, world.school_a, chosen, values)
    return change_lines(world.school_a, pks=[one.pk for one in chosen], values=values, seen=mark, actor=user)


def holdings(**where):
    """(pieces, serial numbers, value) of what counts."""
    lines = StockBatch.unscoped.exclude(state="retired").filter(**where)
    serials = sorted(one for line in lines for one in line.serials.split("\n") if one)
    return (
        sum(line.quantity for line in lines),
        serials,
        sum(line.quantity * (line.price or 0) for line in lines),
    )


# --- change ---


def test_all_chosen_lines_get_the_new_room(world, stock):
    lines = [stock(room="R1"), stock("PRN", quantity=2, room="R2")]
    other = stock("NET_AP", room="R3")
    done = change(world, lines, {"room": "R9"})
    assert (done.lines, done.merged) == (2, 0)
    assert sorted(StockBatch.unscoped.values_list("room", "version")) == [("R3", 0), ("R9", 1), ("R9", 1)]
    assert [entry.changes for entry in trail_of(lines[0])] == [{"room": ["R1", "R9"]}]
    assert not trail_of(other).exists()


def test_equal_lines_become_one(world, stock):
    there = stock(room="R9", quantity=4, serials="S0", price=PRICE)
    first = stock(room="R1", quantity=3, serials="S1", price=PRICE)
    second = stock(room="r2", quantity=2, serials="S2\nS3", price=PRICE)
    before = holdings()
    done = change(world, [first, second], {"room": "r9"})
    line = StockBatch.unscoped.get()
    assert (done.lines, done.merged) == (2, 2)
    assert (line.pk, line.quantity, line.serials, line.room) == (there.pk, 9, "S0\nS1\nS2\nS3", "R9")
    assert holdings() == before
    entry = trail_of(line).get()
    assert (entry.verb, entry.changes["quantity"]) == ("equipment.stock_merged", [4, 9])


def test_chosen_lines_that_become_equal_become_one(world, stock):
    first, second = stock(room="R1", quantity=3), stock(room="R2", quantity=2)
    change(world, [first, second], {"room": "R3", "condition": "fair"})
    line = StockBatch.unscoped.get()
    assert (line.quantity, line.room, line.condition) == (5, "R3", "fair")


def test_a_need_follows_its_pieces(world, stock):
    there, gone = stock(room="R9"), stock(room="R1")
    sent = NeedList.unscoped.create(school=world.school_a, year=2027)
    item = NeedItem.unscoped.create(need_list=sent, type=gone.type, quantity=2, reason="x", batch=gone)
    change(world, [gone], {"room": "R9"})
    item.refresh_from_db()
    assert item.batch == there


def test_another_stock_than_shown_changes_nothing(world, stock):
    line, user = stock(room="R1"), world.user("lead_a")
    mark = shown(user, world.school_a, [line], {"room": "R9"})
    stock(room="R9")
    with pytest.raises(Conflict):
        change_lines(world.school_a, pks=[line.pk], values={"room": "R9"}, seen=mark, actor=user)
    assert sorted(StockBatch.unscoped.values_list("room", flat=True)) == ["R1", "R9"]


def test_too_many_pieces_in_one_line(world, stock):
    stock(room="R9", quantity=99_999)
    line = stock(room="R1", quantity=2)
    with pytest.raises(DomainError, match="100"):
        change(world, [line], {"room": "R9"})
    assert StockBatch.unscoped.count() == 2


def test_retire_many(world, stock):
    lines, user = [stock(room="R1"), stock(room="R2")], world.user("lead_a")
    values = {"state": "retired", "retired_reason": "Leasing beendet"}
    mark = selectors.steps_print([Step([one]) for one in lines], values)
    retire_lines(
        world.school_a, pks=[one.pk for one in lines], reason=" Leasing  beendet", seen=mark, actor=user
    )
    assert set(StockBatch.unscoped.values_list("state", "retired_reason")) == {("retired", "Leasing beendet")}


# --- to another school ---


def test_hand_over(world, stock):
    line = stock(room="R1", quantity=3, serials="S1", price=PRICE)
    there = stock(school=world.school_b, room="Lager", quantity=4, price=PRICE)
    user, values = world.user("it"), {"building": "", "room": "lager"}
    mark = shown(user, world.school_a, [line], values, target=world.school_b)
    before = holdings()
    hand_over_lines(world.school_a, world.school_b, pks=[line.pk], values=values, seen=mark, actor=user)
    line.refresh_from_db()
    there.refresh_from_db()
    assert holdings() == before
    assert holdings(school=world.school_b)[0] == 7
    assert line.state == "retired"
    assert [entry.verb for entry in trail_of(line)] == ["equipment.stock_handed_over"]
    assert [entry.verb for entry in trail_of(there)] == ["equipment.stock_received"]


def test_not_to_another_authority(world, stock):
    line, user = stock(room="R1"), world.user("staff")
    with pytest.raises(DomainError):
        hand_over_lines(world.school_a, world.school_c, pks=[line.pk], values={}, seen="", actor=user)


# --- split ---


def test_split(world, stock):
    line = stock(room="R1", quantity=15, serials="A\nB\nC", price=PRICE)
    before = holdings()
    part = split_stock(
        line, quantity=5, values={"room": "R2", "state": "broken"}, serials=["B"], version=0, actor=None
    )
    line.refresh_from_db()
    assert (line.quantity, line.serials, part.quantity, part.serials) == (10, "A\nC", 5, "B")
    assert (part.room, part.state, part.price) == ("R2", "broken", PRICE)
    assert holdings() == before


@pytest.mark.parametrize(
    ("quantity", "values", "serials"),
    [
        (0, {"room": "R2"}, []),
        (3, {"room": "R2"}, ["A"]),
        (1, {"room": "r1"}, ["A"]),
        (1, {"room": "R2"}, ["X"]),
        (1, {"room": "R2"}, ["A", "B"]),
        (1, {"room": "R2"}, []),
        (1, {"state": "retired"}, ["A"]),
    ],
)
def test_a_split_that_does_not_fit(world, stock, quantity, values, serials):
    line = stock(room="R1", quantity=3, serials="A\nB\nC")
    with pytest.raises(DomainError):
        split_stock(line, quantity=quantity, values=values, serials=serials, version=0, actor=None)
    assert list(StockBatch.unscoped.values_list("quantity", "version")) == [(3, 0)]


def test_split_after_somebody_else(world, stock):
    line = stock(quantity=3, version=1)
    with pytest.raises(Conflict):
        split_stock(line, quantity=1, values={"room": "R2"}, version=0, actor=None)


ROOMS = st.sampled_from(["", "R1", "r1", "R2"])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(ROOMS, st.sampled_from(["in_use", "broken"]), st.integers(1, 9)), max_size=6))
def test_nothing_is_lost_in_any_order(world, acts):
    """Split, move and merge as it comes: pieces, serial numbers and money stay the same."""
    StockBatch.unscoped.all().delete()
    make_stock(world.school_a, quantity=9, serials="A\nB", price=PRICE)
    make_stock(world.school_a, quantity=2, room="R2", serials="C", price=PRICE)
    before = holdings()
    for room, state, number in acts:
        lines = list(StockBatch.unscoped.order_by("pk"))
        line = lines[number % len(lines)]
        try:
            serials = [one for one in line.serials.split("\n") if one][:number]
            split_stock(
                line,
                quantity=number,
                values={"room": room, "state": state},
                serials=serials,
                version=line.version,
                actor=None,
            )
        except DomainError:
            change(world, lines[: number % 3 + 1], {"room": room, "state": state})
        assert holdings() == before
        for one in StockBatch.unscoped.all():
            assert len([serial for serial in one.serials.split("\n") if serial]) <= one.quantity


@given(st.lists(st.tuples(ROOMS, st.integers(1, 50)), min_size=1, max_size=12), ROOMS)
def test_each_chosen_line_is_in_exactly_one_step(rows, room):
    lines = [StockBatch(pk=at, type_id=1, room=name, quantity=n) for at, (name, n) in enumerate(rows)]
    steps = steps_of(lines, [], {"room": room})
    assert sorted(one.pk for step in steps for one in step.parts) == list(range(len(rows)))
    assert [step.quantity for step in steps] == [sum(n for _name, n in rows)]


# --- pages ---


def post(client, action, lines, **data):
    body = {"action": action, "line": [one.pk for one in lines]} | data
    return client.post(url("stock_chosen", "990012"), body)


def test_the_way_through_the_pages(world, stock):
    lines, client = [stock(room="R1"), stock("PRN", room="R2")], world.client_for("lead_a")
    assert post(client, "change", lines).status_code == 200
    preview = post(client, "change", lines, step="preview", room="R9", price="1.234,50")
    assert preview.status_code == 200
    assert StockBatch.unscoped.filter(room="R9").count() == 0
    carried = dict(preview.context["carried"])
    done = post(client, "change", lines, step="apply", seen=preview.context["seen"], **carried)
    assert done.status_code == 302
    assert set(StockBatch.unscoped.values_list("room", "price")) == {("R9", Decimal("1234.50"))}


def test_the_address_by_itself_leads_back_to_the_list(world):
    answer = world.client_for("lead_a").get(url("stock_chosen", "990012"))
    assert (answer.status_code, answer.url) == (302, url("stock_list", "990012"))
    assert world.client_for("lead_b").get(url("stock_chosen", "990012")).status_code == 404


@pytest.mark.parametrize(
    "data", [{}, {"room": "x" * 81}, {"purchase_year": "24"}, {"room": "R", "clear": "room"}]
)
def test_wrong_input_of_a_change_to_the_chosen_lines(world, stock, data):
    line = stock(room="R1")
    response = post(world.client_for("lead_a"), "change", [line], step="preview", **data)
    assert response.status_code == 422
    line.refresh_from_db()
    assert (line.room, line.version) == ("R1", 0)


def test_make_empty(world, stock):
    line, client = stock(room="R1", purchase_year=2020), world.client_for("lead_a")
    preview = post(client, "change", [line], step="preview", clear=["room", "purchase_year"])
    done = post(
        client, "change", [line], step="apply", seen=preview.context["seen"], clear=["room", "purchase_year"]
    )
    line.refresh_from_db()
    assert (done.status_code, line.room, line.purchase_year) == (302, "", None)


def test_a_preview_that_is_too_old_is_shown_anew(world, stock):
    line = stock(room="R1")
    response = post(world.client_for("lead_a"), "change", [line], step="apply", seen="alt", room="R2")
    assert response.status_code == 422
    assert response.context["seen"] != "alt"


@pytest.mark.parametrize(("actor", "status"), [("lead_a", 403), ("it", 200), ("head", 200)])
def test_only_the_authority_hands_over(world, stock, actor, status):
    assert post(world.client_for(actor), "hand_over", [stock()]).status_code == status


def test_hand_over_offers_the_schools_of_the_authority(world, stock):
    context = post(world.client_for("staff"), "hand_over", [stock()]).context
    assert list(context["form"].fields["target"].queryset) == [world.school_b]
    assert context["form"].fields["target"].empty_label == "Bitte wählen"


def test_foreign_lines_cannot_be_chosen(world, stock):
    foreign = stock(school=world.school_c)
    response = post(world.client_for("lead_a"), "retire", [foreign], step="preview", reason="weg")
    assert response.status_code == 302
    foreign.refresh_from_db()
    assert foreign.state == "in_use"


def test_split_page(world, stock):
    line, client = stock(room="R1", quantity=15), world.client_for("lead_a")
    body = {"quantity": "5", "room": "R2", "building": "", "state": "in_use", "condition": "good"}
    address = url("stock_split", "990012", line.pk)
    assert client.post(address, body | {"room": "R1", "seen": seen(line)}).status_code == 422
    assert client.post(address, body | {"seen": seen(line)}).status_code == 302
    assert sorted(StockBatch.unscoped.values_list("room", "quantity")) == [("R1", 10), ("R2", 5)]


def test_preview_queries_do_not_grow(world, stock):
    client = world.client_for("lead_a")
    lines = [stock(room="R1"), stock(room="R2"), stock("PRN", fund="EIG")]

    def count(chosen):
        post(client, "change", chosen, step="preview", room="R9")
        with CaptureQueriesContext(connection) as caught:
            assert post(client, "change", chosen, step="preview", room="R9").status_code == 200
        return len(caught)

    assert count(lines[2:]) == count(lines)
