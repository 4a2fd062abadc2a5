"""Drafting, sending, withdrawing and deciding: what is allowed, what is refused, what stays on record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.errors import Conflict, DomainError
from core.models import AuditEntry
from needs.checks import gaps_of, suggested_accounting
from needs.models import NeedItem, NeedList, NeedStep, PlanningRound
from needs.services import lists, rounds
from needs.states import AUTHORITY_STEPS, State
from schools.models import CompetenceUse
from tests.needs.conftest import YEAR, draft, sent, values
from tests.world import World


def way(item: NeedItem) -> list[tuple[str, str, str, str]]:
    return list(item.steps.values_list("from_state", "to_state", "reason", "office"))


def send(world: World) -> NeedList:
    return lists.send_list(world.school_a, year=YEAR, actor=world.user("lead_a"))


def withdraw(world: World) -> NeedList:
    return lists.withdraw_list(world.school_a, year=YEAR, actor=world.user("lead_a"))


def test_a_draft_opens_the_list_and_begins_its_way(world: World) -> None:
    item = draft(world, actor="member_a")
    assert (item.need_list.school, item.need_list.year, item.need_list.sent_at) == (
        world.school_a, YEAR, None,
    )  # fmt: skip
    assert way(item) == [("", "draft", "", "school_member")]
    assert AuditEntry.objects.filter(verb="needs.item_created").count() == 1
    assert draft(world).need_list_id == item.need_list_id


def test_the_same_submission_makes_one_item(world: World) -> None:
    key, actor = uuid4(), world.user("lead_a")
    made = [
        lists.create_item(world.school_a, year=YEAR, values=values(), submission_id=key, actor=actor)
        for _click in range(2)
    ]
    assert made[0].pk == made[1].pk
    assert NeedItem.unscoped.count() == 1


@pytest.mark.parametrize(("school", "year"), [("school_b", YEAR), ("school_a", YEAR + 1)])
def test_a_submission_of_another_list_is_told_so(world: World, school: str, year: int) -> None:
    mark, told = uuid4(), {"values": values(), "actor": world.user("lead_a")}
    lists.create_item(getattr(world, school), year=year, submission_id=mark, **told)
    with pytest.raises(DomainError, match="schon an anderer Stelle abgeschickt"):
        lists.create_item(world.school_a, year=YEAR, submission_id=mark, **told)
    assert NeedItem.unscoped.count() == 1


def test_a_change_is_kept_and_a_second_editor_overwrites_nothing(world: World) -> None:
    item, actor = draft(world), world.user("lead_a")
    changed = lists.update_item(item, values=values(quantity=20), version=0, actor=actor)
    assert (changed.quantity, changed.version) == (20, 1)
    with pytest.raises(Conflict):
        lists.update_item(item, values=values(quantity=99), version=0, actor=actor)
    with pytest.raises(Conflict):
        lists.delete_item(item, version=0, actor=actor)
    assert NeedItem.unscoped.get().quantity == 20


def test_a_training_that_does_not_take_place_has_no_date(world: World) -> None:
    day = date(2027, 3, 1)
    assert draft(world, training="no", training_on=day).training_on is None
    assert draft(world, training="planned", training_on=day).training_on == day


def test_a_draft_can_be_deleted_and_the_trail_keeps_it(world: World) -> None:
    item, actor = draft(world), world.user("lead_a")
    lists.delete_item(item, version=0, actor=actor)
    assert not NeedItem.unscoped.exists()
    assert AuditEntry.objects.filter(verb="needs.item_deleted").count() == 1
    with pytest.raises(Conflict, match="gelöscht"):
        lists.update_item(item, values=values(), version=0, actor=actor)


def test_sending_fixes_the_list(world: World) -> None:
    item = sent(world)
    assert item.state == State.REPORTED
    assert way(item)[-1] == ("draft", "reported", "", "school_lead")
    actor = world.user("lead_a")
    for act in (
        lambda: draft(world),
        lambda: lists.update_item(item, values=values(), version=item.version, actor=actor),
        lambda: lists.delete_item(item, version=item.version, actor=actor),
    ):
        with pytest.raises(DomainError, match="abgeschickt"):
            act()
    steps, first = NeedStep.unscoped.count(), NeedList.unscoped.get().sent_at
    assert send(world).sent_at == first
    assert NeedStep.unscoped.count() == steps


@pytest.mark.parametrize("missing", [{"reason": "  "}, {"section": None}])
def test_a_strict_round_takes_no_list_without_reason_and_link(world: World, missing: dict) -> None:
    draft(world)
    draft(world, **missing)
    with pytest.raises(DomainError, match="15 × "):
        send(world)
    assert not NeedList.unscoped.get().is_sent
    limit = Decimal(500)
    rounds.save_round(
        world.authority, year=YEAR, price_limit=limit, is_strict=False, actor=world.user("staff")
    )
    assert send(world).is_sent


def test_the_trail_tells_which_rules_of_a_round_have_changed(world: World) -> None:
    told = {"year": YEAR, "is_strict": True, "actor": world.user("staff")}
    rounds.save_round(world.authority, price_limit=Decimal("700.00"), **told)
    for _again in range(2):
        rounds.save_round(world.authority, price_limit=Decimal("500.00"), **told)
    entries = AuditEntry.objects.filter(verb="needs.round_changed").order_by("pk")
    assert entries.last().changes == {"price_limit": ["700.00", "500.00"]}
    assert entries.count() == 2


def test_an_empty_list_is_not_sent(world: World) -> None:
    with pytest.raises(DomainError):
        send(world)
    item = draft(world)
    lists.delete_item(item, version=0, actor=world.user("lead_a"))
    with pytest.raises(DomainError):
        send(world)


def test_the_vorhaben_is_kept_as_it_was_sent(world: World) -> None:
    use = CompetenceUse.unscoped.create(
        school=world.school_a, competence="2.3", subject="Deutsch", year_group=3, plan="Hörspiel"
    )
    item = sent(world, section=None, plan=use)
    CompetenceUse.unscoped.filter(pk=use.pk).update(plan="Trickfilm")
    assert NeedItem.unscoped.get().plan_name == "2.3 Deutsch 3: Hörspiel"
    use.delete()
    item.refresh_from_db()
    assert (item.plan_id, item.plan_name) == (None, "2.3 Deutsch 3: Hörspiel")


def test_a_list_is_withdrawn_corrected_and_sent_again(world: World) -> None:
    item = sent(world)
    assert not withdraw(world).is_sent
    withdraw(world)  # a second click
    item.refresh_from_db()
    changed = lists.update_item(
        item, values=values(quantity=9), version=item.version, actor=world.user("lead_a")
    )
    send(world)
    assert [step[1] for step in way(changed)] == ["draft", "reported", "draft", "reported"]


def test_what_the_traeger_has_begun_is_not_withdrawn_but_late_lists_are_taken(world: World) -> None:
    sent(world, started=True)
    with pytest.raises(DomainError, match="begonnen"):
        withdraw(world)
    draft(world, world.school_b, "lead_b")
    assert lists.send_list(world.school_b, year=YEAR, actor=world.user("lead_b")).is_sent


def put(item: NeedItem, state: str) -> NeedItem:
    NeedItem.unscoped.filter(pk=item.pk).update(state=state)
    item.refresh_from_db()
    return item


@pytest.mark.parametrize("before", State.values)
def test_the_traeger_takes_exactly_the_steps_of_the_table(world: World, before: str) -> None:
    """Every pair of states, both the allowed and the forbidden ones."""
    item, actor = sent(world, started=True), world.user("staff")
    done = set()
    for after in State.values:
        put(item, before)
        steps = item.steps.count()
        try:
            with transaction.atomic():
                rounds.decide(item, state=after, reason="Haushalt", version=item.version, actor=actor)
        except DomainError:
            item.refresh_from_db()
            assert (item.state, item.steps.count()) == (before, steps)
        else:
            done.add(after)
            assert way(item)[-1] == (before, after, "Haushalt", "authority_staff")
    assert done == set(AUTHORITY_STEPS[before])


def test_the_table_names_every_state_and_leads_into_operation() -> None:
    assert set(AUTHORITY_STEPS) == set(State)
    reached = {State.REPORTED}
    for _round in State:
        reached |= {State(after) for before in reached for after in AUTHORITY_STEPS[before]}
    assert reached == set(State) - {State.DRAFT}


def test_a_decision_needs_a_reason_a_begun_round_and_a_fresh_look(world: World) -> None:
    item, actor = sent(world), world.user("head")
    with pytest.raises(DomainError, match="Beginnen"):
        rounds.decide(item, state="discussed", reason="Termin", version=item.version, actor=actor)
    rounds.start_round(world.authority, year=YEAR, actor=actor)
    with pytest.raises(DomainError, match="Grund"):
        rounds.decide(item, state="discussed", reason=" ", version=item.version, actor=actor)
    told = rounds.decide(item, state="discussed", reason="Termin", version=item.version, actor=actor)
    assert (told.decision, way(told)[-1][3]) == ("Termin", "authority_lead")
    with pytest.raises(Conflict):
        rounds.decide(item, state="rejected", reason="Nein", version=item.version, actor=actor)


def test_starting_twice_keeps_the_first_day(world: World) -> None:
    actor = world.user("staff")
    first = rounds.start_round(world.authority, year=YEAR, actor=actor).started_at
    assert rounds.start_round(world.authority, year=YEAR, actor=actor).started_at == first


def test_a_new_year_begins_with_the_rules_of_the_year_before(world: World) -> None:
    assert PlanningRound.of(world.authority.pk, YEAR).price_limit == Decimal(800)
    rounds.save_round(
        world.authority, year=YEAR, price_limit=Decimal(1000), is_strict=False, actor=world.user("staff")
    )
    rounds.start_round(world.authority, year=YEAR, actor=world.user("staff"))
    later = PlanningRound.of(world.authority.pk, YEAR + 1)
    assert (later.pk, later.price_limit, later.is_strict, later.started_at) == (
        None, Decimal(1000), False, None,
    )  # fmt: skip
    assert PlanningRound.of(world.authority.pk, YEAR - 1).is_strict
    assert PlanningRound.of(world.authority_c.pk, YEAR + 1).is_strict


@pytest.mark.parametrize(
    ("price", "word"),
    [
        (None, ""),
        (Decimal(800), "consumptive"),  # "up to 800 euro"
        (Decimal("800.01"), "investive"),
        (Decimal(0), "consumptive"),
    ],
)
def test_the_price_suggests_the_side_of_the_books(price: Decimal | None, word: str) -> None:
    assert suggested_accounting(price, Decimal(800)) == word


def test_gaps_block_only_where_the_traeger_insists(world: World) -> None:
    item = draft(world, reason="", section=None, price=None)
    assert [gap.blocks for gap in gaps_of(item, is_strict=True)] == [True, True, False, False, False, False]
    assert not any(gap.blocks for gap in gaps_of(item, is_strict=False))
    whole = draft(world, place="Raum 3", training="done", building="none")
    assert gaps_of(whole, is_strict=True) == ()
    assert (whole.total, item.total) == (Decimal("6300.00"), None)


def test_a_step_never_changes(world: World) -> None:
    item = sent(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedStep.unscoped.filter(item=item).update(reason="anders")
    NeedStep.unscoped.filter(item=item).update(by=None)  # the account was deleted


@pytest.mark.parametrize("column", [{"quantity": 0}, {"section": 13}, {"price": -1}, {"state": "neu"}])
def test_the_database_refuses_what_makes_no_sense(world: World, column: dict) -> None:
    item = draft(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedItem.unscoped.filter(pk=item.pk).update(**column)


# --- the price --------------------------------------------------------------------------------------------------------


def item_page(world, item):
    return reverse("needs:item_detail", args=[world.school_a.school_number, item.pk])


def test_the_traeger_corrects_a_price_with_its_decision_and_the_step_keeps_both(world):
    item = sent(world, started=True)
    staff = world.user("staff")
    said = {"reason": "Rahmenvertrag", "actor": staff}
    found = rounds.decide(item, state="discussed", version=item.version, price=Decimal("455.50"), **said)
    again = rounds.decide(found, state="recognised", version=found.version, **said)
    kept = rounds.decide(again, state="budgeted", version=again.version, price=Decimal("455.50"), **said)
    assert (kept.price, kept.total) == (Decimal("455.50"), Decimal("6832.50"))
    steps = item.steps.order_by("pk").values_list("to_state", "old_price", "new_price")
    assert list(steps)[-3:] == [
        ("discussed", Decimal("420.00"), Decimal("455.50")),
        ("recognised", None, None),
        ("budgeted", None, None),
    ]
    page = world.client_for("lead_a").get(item_page(world, item)).content.decode()
    assert "Preis je Stück von 420,00\xa0€ auf 455,50\xa0€ berichtigt" in page


def test_a_missing_price_is_completed_on_the_page_of_one_need_alone(world):
    item = sent(world, started=True, price=None)
    client = world.client_for("staff")
    url = reverse("needs:round_decide", args=[world.authority.number, YEAR, world.school_a.school_number])
    told = {"items": f"{item.pk}.{item.version}", "state": "recognised", "reason": "Passt", "price": "-3"}
    assert client.post(f"{url}?position={item.pk}", told).status_code == 422
    assert client.post(f"{url}?position={item.pk}", told | {"price": "399,90"}).status_code == 302
    item.refresh_from_db()
    assert (item.state, item.price) == ("recognised", Decimal("399.90"))


def test_a_decision_about_several_has_no_price(world):
    draft(world)
    item = sent(world, started=True)
    url = reverse("needs:round_decide", args=[world.authority.number, YEAR, world.school_a.school_number])
    client = world.client_for("staff")
    assert "price" not in client.get(url).context["form"].fields
    assert client.get(f"{url}?position={item.pk}").context["form"]["price"].value() == item.price


def test_a_need_may_name_a_competence(world):
    item = draft(world, competence="2.3", section=None)
    assert item.competence_name.startswith("2.3 ")
    assert len(gaps_of(item, is_strict=True)) > len(gaps_of(draft(world), is_strict=True))  # it is no link
    url = reverse("needs:item_update", args=[world.school_a.school_number, item.pk])
    form = world.client_for("lead_a").get(url).context["form"]
    assert form["competence"].value() == "2.3"
    assert sum(len(group) for _area, group in form.fields["competence"].choices[1:]) == 24
    page = world.client_for("lead_a").get(item_page(world, item)).content.decode()
    assert item.competence_name in page
