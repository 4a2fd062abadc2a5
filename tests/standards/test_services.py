"""From the draft to the decision: what is frozen, what is refused, what the trail says."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import DomainError
from core.models import AuditEntry
from equipment.models import EquipmentType
from standards import services
from standards.models import StandardRule, StandardVersion
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
        "1 × Tablet eins zu eins je Lernende, Jahrgänge 7 bis 13",
        "1 × Dienstgerät Lehrkraft je Lehrkraft",
    ]
    assert services.begin_draft(world.authority, actor=world.user("head")) == version


def test_a_sentence_names_its_school_types(draft, world):
    made = services.save_rule(
        draft, values=rule(quantity=2, every=3, per="teacher", school_types=["02"]), actor=world.user("staff")
    )
    assert str(made) == "2 × Interaktives Display je 3 Lehrkräfte, nur: Grundschule"


def test_what_was_adopted_is_frozen(world, draft, adopted):
    version = adopted(rule())
    assert (version.is_in_force, version.adopted_by) == (True, world.user("staff"))
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
    old.refresh_from_db()
    assert (old.is_in_force, old.replaced_at is not None) == (False, True)
    assert StandardVersion.unscoped.filter(replaced_at=None, adopted_at__isnull=False).get() == new


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


def test_an_exception_replaces_itself_and_stays_at_home(world, draft):
    actor = world.user("staff")
    services.save_exception(draft, values=exception(world), actor=actor)
    services.save_exception(draft, values=exception(world, quantity=0, reason="  kein  Raum "), actor=actor)
    one = draft.exceptions.get()
    assert (one.quantity, one.reason) == (0, "kein Raum")
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
