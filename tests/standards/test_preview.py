"""What a rule would come to while it is being written: the gap's own figures, before anything is saved."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from equipment.models import EquipmentType, PriceEntry
from standards import services
from standards.models import StandardRule
from tests.equipment.conftest import make_figures, make_stock
from tests.standards.conftest import DECISION, rule
from tests.standards.test_services import exception
from tests.standards.test_views import fields, url
from tests.world import make_school

HTMX = {"HX-Request": "true"}


def price(world, code="PRES_DISPLAY"):
    entry = {"product": "Tafel", "price": Decimal("1234.56"), "valid_from": date(2020, 1, 1)}
    kind = EquipmentType.objects.get(code=code)
    PriceEntry.unscoped.create(authority=world.authority, type=kind, **entry)


def shown_of(answer):
    """School number -> counted, target so far, new target, stock, usable, missing, cost."""
    return {
        row.school.school_number: (
            row.basis,
            row.before and row.before.target,
            *(
                (row.after.target, row.after.stock, row.after.usable, row.after.missing, row.after.cost)
                if row.after
                else (None,) * 5
            ),
        )
        for row in answer.context["preview"].rows
    }


def gap_figures(table, code="PRES_DISPLAY"):
    """School number -> target, stock, usable, missing, cost of one type."""
    return {
        line.school.school_number: (line.target, line.stock, line.usable, line.missing, line.cost)
        for line in table.lines
        if line.type.code == code
    }


@pytest.fixture
def schools(world):
    """Three more schools beside the two of the world, with figures, stock of all ages and an exception's place."""
    town = world.school_a.municipality
    more = [make_school(f"99003{at}", f"Schule {at}", town, world.authority) for at in range(3)]
    found = [world.school_a, world.school_b, *more]
    for at, school in enumerate(found[:-1]):  # nobody knows the figures of the last one
        make_figures(school, teaching_rooms=10 + at, presentation_rooms=0, wlan_rooms=0)
        make_stock(school, "PRES_DISPLAY", 3 + at, purchase_year=2025)
        make_stock(school, "PRES_DISPLAY", 2, purchase_year=2012)
        make_stock(school, "PRES_DISPLAY", 1, purchase_year=2024, state="broken")
        make_stock(school, "PRES_DISPLAY", 4, state="retired", room="weg")
    return found


@pytest.mark.parametrize("priced", [True, False])
def test_the_preview_the_draft_and_the_gap_say_the_same(world, draft, schools, priced):
    """One of two rules for a type and an exception: as it is written, in its draft, and once it is in force."""
    if priced:
        price(world)
    client, staff = world.client_for("staff"), world.user("staff")
    services.save_rule(draft, values=rule(per="school", quantity=2, school_types=["02"]), actor=staff)
    services.save_exception(draft, values=exception(world, school=schools[2], quantity=7), actor=staff)
    entered = fields(quantity="3", every="2", max_age="6", vorschau="1")
    written = client.post(url("rule_create", world), entered)
    sums = written.context["preview"].sum_after
    client.post(url("rule_create", world), _saved(entered))
    kept = draft.rules.get(every=2)
    reopened = client.get(url("rule_update", world, kept.pk))
    whole = client.get(url("version_detail", world, draft.number)).context["table"]
    decision = client.get(url("version_adopt", world)).context["after"]
    services.adopt(draft, **DECISION, actor=staff)
    in_force = client.get(url("gap_list", world)).context["table"]
    expected = gap_figures(in_force)
    assert {number: row[2:] for number, row in shown_of(written).items()} == expected
    assert {number: row[2:] for number, row in shown_of(reopened).items()} == expected
    assert gap_figures(whole) == gap_figures(decision) == expected
    assert sums == reopened.context["preview"].sum_after == dict(in_force.by_type())[kept.type]
    assert whole.total == decision.total == in_force.total
    assert (len(expected), sums.unknown, sums.unpriced > 0) == (5, 1, not priced)


def _saved(entered):
    return {name: value for name, value in entered.items() if name != "vorschau"}


def test_so_far_is_the_draft_as_it_is_saved(world, draft):
    make_figures(world.school_a, teaching_rooms=10)
    make_stock(world.school_a, "PRES_DISPLAY", 4, purchase_year=2025)
    price(world)
    client = world.client_for("staff")
    first = client.post(url("rule_create", world), fields(vorschau="1"))
    assert shown_of(first)["990012"] == (10, None, 10, 4, 4, 6, Decimal("7407.36"))
    assert (
        "2 Schulen, 6 Stück fehlen, 7.407,36\xa0€ netto. Von 1 Schule fehlen Zahlen" in first.content.decode()
    )
    assert "Bisher im Entwurf: an keiner Schule verlangt." in first.content.decode()
    made = services.save_rule(draft, values=rule(), actor=world.user("staff"))
    seen = client.get(url("rule_update", world, made.pk)).context["form"]["seen"].value()
    twice = client.post(url("rule_update", world, made.pk), fields(quantity="2", seen=seen, vorschau="1"))
    assert shown_of(twice)["990012"][:3] == (10, 10, 20)
    assert "Nach dem geltenden Standard" not in twice.content.decode()
    more = client.post(url("rule_create", world), fields(per="school", quantity="5", vorschau="1"))
    assert shown_of(more)["990012"][:3] == (1, 10, 15)
    made.refresh_from_db()
    assert (made.quantity, StandardRule.unscoped.count()) == (1, 1)


def test_a_rule_for_other_schools_or_another_type_says_what_falls_away(world, draft):
    make_figures(world.school_a, teaching_rooms=10)
    make_figures(world.school_b, teaching_rooms=7, presentation_rooms=0)
    made = services.save_rule(draft, values=rule(), actor=world.user("staff"))
    client = world.client_for("staff")
    address = url("rule_update", world, made.pk)
    seen = client.get(address).context["form"]["seen"].value()
    fewer = client.post(address, fields(school_types=["02"], seen=seen, vorschau="1"))
    assert shown_of(fewer)["990024"][:4] == (None, 7, None, None)
    assert "entfällt" in fewer.content.decode()
    camera = EquipmentType.objects.get(code="PRES_DOCCAM")
    other = client.post(address, fields(type=camera.pk, seen=seen, vorschau="1"))
    assert shown_of(other)["990012"][:3] == (10, None, 10)
    assert "Interaktives Display verlangt die Regel dann nicht mehr." in other.content.decode()


def test_beside_the_draft_stands_what_is_in_force(world, adopted):
    make_figures(world.school_a, teaching_rooms=10, presentation_rooms=0)
    adopted(rule())
    fresh = services.begin_draft(world.authority, actor=world.user("staff"))
    fresh.rules.update(quantity=2)
    answer = world.client_for("staff").get(url("rule_update", world, fresh.rules.get().pk))
    assert [words.partition(",")[2][:18] for words in answer.context["said"]] == [
        " 20 Stück fehlen, ",
        " 20 Stück fehlen, ",
        " 10 Stück fehlen, ",
    ]
    assert "Nach dem geltenden Standard: 2 Schulen, 10 Stück fehlen, " in answer.content.decode()


def test_without_a_price_there_is_no_amount_but_nothing_missing_costs_nothing(world, draft):
    make_figures(world.school_a, teaching_rooms=3, presentation_rooms=0, wlan_rooms=0)
    make_figures(world.school_b, teaching_rooms=9)
    make_stock(world.school_a, "PRES_DISPLAY", 3, purchase_year=2025)
    answer = world.client_for("staff").post(url("rule_create", world), fields(vorschau="1"))
    costs = {number: row[-2:] for number, row in shown_of(answer).items()}
    assert costs == {"990012": (0, Decimal("0.00")), "990024": (9, None)}
    page = answer.content.decode()
    assert page.count("Preis fehlt") == 3  # in the sentence, at one school, and below the column
    assert "2 Schulen, 9 Stück fehlen, Kosten offen, weil der Preis fehlt." in page
    assert "Die Preisliste hat heute keinen Preis für Interaktives Display." in page


def test_a_change_is_answered_with_the_preview_alone(world, draft):
    make_figures(world.school_a, teaching_rooms=10)
    client = world.client_for("staff")
    answer = client.post(url("rule_create", world), fields(vorschau="1"), headers=HTMX)
    part = answer.content.decode()
    assert ("<html" in part, "<form" in part, 'id="preview"' in part) == (False, False, True)
    assert 'data-announce="2 Schulen, 10 Stück fehlen' in part
    page = client.get(url("rule_create", world)).content.decode()
    assert 'hx-trigger="input from:#rule-form delay' in page
    assert 'formaction="#preview-title"' in page


def test_bad_input_leaves_the_last_preview_and_says_what_is_wrong(world, draft):
    make_figures(world.school_a, teaching_rooms=10)
    client = world.client_for("staff")
    address = url("rule_create", world)
    shown = client.post(address, fields(quantity="4", vorschau="1")).context["shown"]
    bad = fields(quantity="", year_from="5", year_to="3", vorschau="1", gezeigt=shown)
    told = ["Für die Vorschau fehlt noch: Stück.", "Bis Jahrgang: Der letzte Jahrgang liegt vor dem ersten."]
    swapped = client.post(address, bad, headers=HTMX)
    assert (swapped.status_code, swapped["HX-Retarget"]) == (422, "#preview-problem")
    for words in (*told, "Die Zahlen gehören noch zu den letzten gültigen Angaben."):
        assert words in swapped.content.decode()
    assert 'id="preview"' not in swapped.content.decode()  # what stands there is left alone
    for entered in (bad, _saved(bad)):
        whole = client.post(address, entered)
        assert (whole.status_code, whole.context["problem"], whole.context["shown"]) == (422, told, shown)
        assert shown_of(whole)["990012"][:3] == (10, None, 40)
    first = client.post(address, fields(quantity="", vorschau="1", gezeigt="quantity=x&type=9%00"))
    assert (first.status_code, first.context["has_preview"], first.context["problem"]) == (
        422,
        False,
        told[:1],
    )


@pytest.mark.parametrize("is_sent", [False, True])
def test_the_number_of_questions_does_not_grow(world, draft, is_sent):
    made = services.save_rule(draft, values=rule(), actor=world.user("staff"))
    client = world.client_for("staff")
    address = url("rule_update", world, made.pk)
    seen = client.get(address).context["form"]["seen"].value()
    entered = fields(quantity="2", seen=seen, vorschau="1")

    def ask():
        return client.post(address, entered) if is_sent else client.get(address)

    def count():
        ask()
        with CaptureQueriesContext(connection) as caught:
            answer = ask()
        return len(answer.context["preview"].rows), len(caught)

    world.school_b.delete()
    make_figures(world.school_a)
    make_stock(world.school_a, "PRES_DISPLAY", 2)
    schools, few = count()
    assert schools == 1
    for at in range(2):
        town = world.school_a.municipality
        school = make_school(f"99003{at}", f"Schule {at}", town, world.authority)
        make_figures(school)
        make_stock(school, "PRES_DISPLAY", 2)
        services.save_exception(draft, values=exception(world, school=school), actor=world.user("staff"))
    assert count() == (3, few)
