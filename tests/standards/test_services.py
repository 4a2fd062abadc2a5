"""From the draft to the decision: what is frozen, what is refused, what the trail says."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import Conflict, DomainError
from core.models import AuditEntry
from equipment.models import EquipmentType
from standards import services
from standards.models import StandardRule, StandardVersion
from standards.selectors import standing, standing_of
from tests.standards.conftest import DECISION, rule


def exception(world, **extra):
    values = {
        "school": world.school_a,
        "type": EquipmentType.objects.get(code="PRES_DISPLAY"),
        "quantity": 3,
        "reason": "Umbau",
    }
    return values | extra


def test_the_first_draft_begins_with_usual_rules(world):
    version = services.begin_draft(world.authority, actor=world.user("staff"))
    assert [str(one) for one in version.rules.select_related("type")] == [
        "1 × WLAN Access Point je Unterrichtsraum",
        "1 × Interaktives Display je Unterrichtsraum",
        "15 × Tablet im Klassensatz je 2 Klassen, Jahrgänge 1 bis 6",
        "1 × Tablet eins zu eins je Schülerin oder Schüler, Jahrgänge 7 bis 13",
        "1 × Dienstgerät Lehrkraft je Lehrkraft",
    ]
    assert services.begin_draft(world.authority, actor=world.user("head")) == version


def test_a_sentence_names_its_school_types(draft, world):
    made = services.save_rule(
        draft, values=rule(quantity=2, every=3, per="teacher", school_types=["02"]), actor=world.user("staff")
    )
    assert str(made) == "2 × Interaktives Display je 3 Lehrkräfte, nur: Grundschule"


def test_a_sentence_names_its_type_of_room(draft, world):
    actor = world.user("staff")
    for every, words in ((1, "je Fachraum"), (2, "je 2 Fachräume")):
        values = rule("PRES_PROJECTOR", every=every, room_type="specialist")
        assert str(services.save_rule(draft, values=values, actor=actor)).endswith(words)
    services.adopt(draft, **DECISION, actor=actor)
    copy = services.begin_draft(world.authority, actor=actor)
    assert {one.room_type for one in copy.rules.all()} == {"specialist"}


def test_what_was_adopted_is_frozen(world, draft, adopted):
    version = adopted(rule())
    assert (version.is_draft, version.adopted_by) == (False, world.user("staff"))
    made, actor = version.rules.get(), world.user("staff")
    for change in (
        lambda: services.save_rule(version, values=rule(), actor=actor),
        lambda: services.remove_rule(made, actor=actor),
        lambda: services.save_exception(version, values=exception(world), actor=actor),
        lambda: services.discard_draft(version, actor=actor),
    ):
        with pytest.raises(DomainError, match="beschlossen"):
            change()
    assert version.rules.get() == made
    assert services.adopt(version, **DECISION | {"title": "anders"}, actor=actor).title == "Standard 2026"


def test_the_next_decision_replaces_the_one_before(world, draft, adopted):
    old = adopted(rule())
    new = services.begin_draft(world.authority, actor=world.user("staff"))
    assert (new.number, [str(one) for one in new.rules.all()]) == (old.number + 1, [str(old.rules.get())])
    services.adopt(new, **DECISION | {"decided_on": date(2026, 7, 1)}, actor=world.user("staff"))
    found = standing(user=world.user("staff"), authority=world.authority)
    assert (found.in_force, found.coming, found.replaced) == (new, (), (old,))


def version(number, valid_from):
    day = date.fromisoformat(valid_from)
    return StandardVersion(number=number, valid_from=day, adopted_at=timezone.now())


@pytest.mark.parametrize(
    ("days", "on", "in_force", "coming", "replaced"),
    [
        (["2026-08-01", "2027-08-01"], "2027-07-31", 1, [2], []),
        (["2026-08-01", "2027-08-01"], "2027-08-01", 2, [], [1]),
        (["2027-08-01"], "2027-07-31", None, [1], []),
        (["2026-08-01", "2027-08-01", "2027-02-01"], "2027-01-31", 1, [3], [2]),  # overtaken before its day
        (["2026-08-01", "2027-08-01", "2027-02-01"], "2028-01-01", 3, [], [2, 1]),
        (["2026-08-01", "2027-08-01", "2028-08-01"], "2026-09-01", 1, [3, 2], []),
        (["2026-08-01", "2026-08-01"], "2026-08-01", 2, [], [1]),
    ],
)
def test_the_newest_decision_whose_day_has_come_counts(days, on, in_force, coming, replaced):
    versions = [version(number, day) for number, day in enumerate(days, 1)]
    draft = StandardVersion(number=9)
    found = standing_of([*versions, draft], on=date.fromisoformat(on))
    assert (found.in_force and found.in_force.number) == in_force
    assert [[one.number for one in group] for group in (found.coming, found.replaced)] == [coming, replaced]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"decided_on": timezone.localdate() + timedelta(days=1)}, "Zukunft"),
        ({"decided_on": date(2026, 5, 1)}, "später"),
    ],
)
def test_a_decision_has_its_time(world, draft, adopted, change, words):
    adopted(rule())
    new = services.begin_draft(world.authority, actor=world.user("staff"))
    with pytest.raises(DomainError, match=words):
        services.adopt(new, **DECISION | change, actor=world.user("staff"))
    assert StandardVersion.unscoped.get(pk=new.pk).is_draft


def test_an_empty_draft_is_not_adopted(world, draft):
    with pytest.raises(DomainError, match="mindestens eine Regel"):
        services.adopt(draft, **DECISION, actor=world.user("staff"))


def test_a_double_click_is_one_rule(world, draft):
    once, actor = uuid4(), world.user("staff")
    made = [services.save_rule(draft, values=rule(), submission_id=once, actor=actor) for _ in range(2)]
    assert made[0] == made[1]
    assert StandardRule.unscoped.count() == 1


def test_an_exception_is_not_overwritten_and_stays_at_home(world, draft):
    actor = world.user("staff")
    told = exception(world, reason="  kein  Raum ")
    one = services.save_exception(draft, values=told, actor=actor)
    assert services.save_exception(draft, values=told, actor=actor) == one
    with pytest.raises(DomainError, match="schon eine Ausnahme"):
        services.save_exception(draft, values=exception(world, quantity=77), actor=actor)
    one.refresh_from_db()
    assert (one.quantity, one.reason) == (told["quantity"], "kein Raum")
    with pytest.raises(DomainError, match="anderen Schulträger"):
        services.save_exception(draft, values=exception(world, school=world.school_c), actor=actor)
    services.remove_exception(one, actor=actor)
    assert not draft.exceptions.exists()


def test_a_draft_can_be_thrown_away(world, draft):
    services.discard_draft(draft, actor=world.user("staff"))
    assert not StandardVersion.unscoped.exists()
    assert AuditEntry.objects.latest("pk").verb == "standards.draft_discarded"


@pytest.mark.parametrize(
    "wrong",
    [
        {"year_from": 5},
        {"per": "class", "year_from": 7, "year_to": 5},
        {"per": "room", "year_from": 5, "year_to": 6},
        {"per": "class", "year_from": 1, "year_to": 14},
        {"per": "class", "room_type": "specialist"},
        {"quantity": 0},
        {"every": 0},
    ],
)
def test_the_database_refuses_what_cannot_be(draft, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        StandardRule.unscoped.create(version=draft, **rule(**wrong))


def test_two_drafts_of_one_authority_cannot_be(world, draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        StandardVersion.unscoped.create(authority=world.authority, number=9, title="zwei")


def test_a_draft_that_was_thrown_away_takes_nothing_more(draft, world):
    """Two clerks at once: both pages know the draft still, and the second waits for the first."""
    actor = world.user("staff")
    made = services.save_rule(draft, values=rule(), actor=actor)
    services.discard_draft(StandardVersion.unscoped.get(pk=draft.pk), actor=actor)
    for change in (
        lambda: services.save_rule(draft, values=rule(), actor=actor),
        lambda: services.remove_rule(made, actor=actor),
        lambda: services.adopt(draft, **DECISION, actor=actor),
        lambda: services.discard_draft(draft, actor=actor),
    ):
        with pytest.raises(Conflict, match="inzwischen verworfen"):
            change()
    assert not StandardVersion.unscoped.exists()
