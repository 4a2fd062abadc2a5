"""Rating together: sheets, the end, the spread from five answers on, names only with consent, the consensus."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import Conflict, DomainError
from core.models import AuditEntry
from matrix import selectors, services
from matrix.models import JointInvitation, JointRound, Rating
from schools.models import Membership
from tests.matrix.conftest import aspect, stage
from tests.world import World


def open_round(world: World, *codes: str, links: int = 6, members: tuple[str, ...] = (), days: int = 5):
    opened = services.open_joint_round(
        world.school_a,
        title="Netz\nund Geräte",
        purpose="Vor der Konferenz",
        aspects=[aspect(code) for code in codes or ("S1.1", "S2.1")],
        closes_on=timezone.localdate() + timedelta(days=days),
        members=[world.user(name) for name in members],
        links=links,
        actor=world.user("lead_a"),
    )
    return opened.round, [sheet_behind(link) for link in opened.links]


def sheet_behind(link: str) -> JointInvitation:
    found = selectors.find_sheet(link.rstrip("/").rsplit("/", 1)[-1])
    assert found
    return found


def say(sheet, code: str = "S2.1", number: int | None = 2, reason: str = "", *, seen: int = 0):
    state = "rated" if number else "unknown"
    return services.answer_alone(sheet, aspect(code), state=state, stage=number, reason=reason, seen=seen)


def end(joint: JointRound) -> JointRound:
    JointRound.unscoped.filter(pk=joint.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    joint.refresh_from_db()
    return joint


def spread(joint: JointRound, code: str = "S2.1"):
    joint = JointRound.unscoped.select_related("catalogue", "school").get(pk=joint.pk)
    return next(one for one in selectors.spreads(joint) if one.aspect.code == code)


def counts(found) -> list[int]:
    return [line.count for line in found.lines]


def answered(sheets, *numbers: int | None, names: tuple[str, ...] = ()) -> None:
    """One sheet after the other says a stage and hands in, the first ones under their name."""
    for place, (sheet, number) in enumerate(zip(sheets, numbers, strict=False)):
        say(sheet, number=number, reason=f"Grund {place}")
        name = names[place] if place < len(names) else ""
        services.hand_in(sheet, shows_name=bool(name), name=name)


# --- opening -------------------------------------------------------------------------------------------------------


def test_a_round_asks_chosen_aspects_and_keeps_no_link(matrix_world: World) -> None:
    joint, sheets = open_round(matrix_world, members=("member_a",))
    assert (joint.title, joint.standing, joint.is_open) == ("Netz und Geräte", "open", True)
    assert [sheet.member_id is None for sheet in sheets] == [True] * 6
    hashes = set(joint.invitations.exclude(token_hash=None).values_list("token_hash", flat=True))
    assert {len(value) for value in hashes} == {64}
    assert len(hashes) == 6


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"aspects": []}, "mindestens einen Aspekt"),
        ({"links": 0}, "mindestens eine Person"),
        ({"links": 61}, "Höchstens 60"),
        ({"closes_on": -1}, "innerhalb von drei Monaten"),
        ({"closes_on": 95}, "innerhalb von drei Monaten"),
        ({"members": ["lead_b"]}, "gehört nicht mehr zur Schule"),
        ({"aspects": ["S1.1", "T1.1"]}, "gehören nicht zusammen"),
    ],
)
def test_what_cannot_be_asked_is_refused_whole(matrix_world: World, changed, message: str) -> None:
    days = changed.get("closes_on", 5)
    with pytest.raises(DomainError, match=message):
        services.open_joint_round(
            matrix_world.school_a,
            title="x",
            purpose="",
            aspects=[aspect(code) for code in changed.get("aspects", ["S1.1"])],
            closes_on=timezone.localdate() + timedelta(days=days),
            members=[matrix_world.user(name) for name in changed.get("members", [])],
            links=changed.get("links", 3),
            actor=matrix_world.user("lead_a"),
        )
    assert not JointRound.unscoped.exists()


# --- the sheet -----------------------------------------------------------------------------------------------------


def test_answers_are_kept_step_by_step_and_end_with_handing_in(matrix_world: World) -> None:
    _joint, (sheet, *_rest) = open_round(matrix_world)
    first = say(sheet, number=1, reason="So sehe ich es")
    assert say(sheet, number=1, reason="So sehe ich es").version == first.version == 1  # a double click
    assert say(sheet, number=3, seen=1).version == 2
    with pytest.raises(Conflict, match="an anderer Stelle"):
        say(sheet, number=2, seen=1)  # the same link on a second device
    services.hand_in(sheet, shows_name=False, name="Doch ein Name")
    sheet.refresh_from_db()
    assert (sheet.shows_name, sheet.name, sheet.handed_in_at is not None) == (False, "", True)
    for act in (lambda: say(sheet, seen=2), lambda: services.hand_in(sheet, shows_name=True, name="N")):
        with pytest.raises(services.SheetOver, match="sind abgegeben"):
            act()
    assert sheet.answers.get().stage == 3
    assert AuditEntry.objects.get(verb="matrix.joint_handed_in").actor is None


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"state": "rated", "stage": None}, "Wählen Sie eine Stufe"),
        ({"state": "unknown", "stage": 1}, "Wählen Sie eine Stufe"),
        ({"state": "rated", "stage": 9}, "Diese Stufe gibt es"),
        ({"state": "rated", "stage": 1, "code": "S1.2"}, "gehört nicht zur gemeinsamen"),
    ],
)
def test_nonsense_is_not_kept(matrix_world: World, said, message: str) -> None:
    _joint, (sheet, *_rest) = open_round(matrix_world)
    code = said.pop("code", "S1.1")
    with pytest.raises(DomainError, match=message):
        services.answer_alone(sheet, aspect(code), reason="", seen=0, **said)
    assert not sheet.answers.exists()


def test_an_empty_sheet_is_not_handed_in_and_a_name_needs_a_name(matrix_world: World) -> None:
    _joint, (sheet, *_rest) = open_round(matrix_world)
    with pytest.raises(DomainError, match="mindestens einen Aspekt"):
        services.hand_in(sheet, shows_name=False)
    say(sheet)
    with pytest.raises(DomainError, match="schreiben Sie Ihren Namen"):
        services.hand_in(sheet, shows_name=True, name="  ")
    sheet.refresh_from_db()
    assert sheet.handed_in_at is None


def test_after_the_day_nothing_is_taken_any_more(matrix_world: World) -> None:
    joint, (sheet, *_rest) = open_round(matrix_world)
    say(sheet)
    end(joint)
    for act in (lambda: say(sheet, seen=1, number=1), lambda: services.hand_in(sheet, shows_name=False)):
        with pytest.raises(services.SheetOver, match="zu Ende gegangen"):
            act()
    with pytest.raises(DomainError, match="niemand mehr"):
        services.add_links(joint, count=1, actor=matrix_world.user("lead_a"))


def test_a_closed_round_never_opens_again(matrix_world: World) -> None:
    joint, (sheet, *_rest) = open_round(matrix_world)
    lead = matrix_world.user("lead_a")
    closed = services.close_joint_round(joint, actor=lead)
    assert services.close_joint_round(joint, actor=lead).closed_at == closed.closed_at
    with pytest.raises(services.SheetOver):
        say(sheet)
    with pytest.raises(IntegrityError), transaction.atomic():
        JointRound.unscoped.filter(pk=joint.pk).update(state="open")


def test_the_database_keeps_names_and_answers_straight(matrix_world: World) -> None:
    _joint, (sheet, *_rest) = open_round(matrix_world)
    with pytest.raises(IntegrityError), transaction.atomic():
        JointInvitation.unscoped.filter(pk=sheet.pk).update(name="Ohne Haken")
    answer = say(sheet)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(answer).unscoped.filter(pk=answer.pk).update(stage=None)


# --- the spread ----------------------------------------------------------------------------------------------------


def test_nothing_is_shown_while_the_round_is_open(matrix_world: World) -> None:
    """Otherwise the last answer is the difference between two looks."""
    joint, sheets = open_round(matrix_world)
    before = spread(joint)
    answered(sheets, 1, 2, 2, 3, None, 2)
    after = spread(joint)
    assert before == after
    assert (after.answered, after.lines, after.reasons, after.named) == (0, (), (), ())


@pytest.mark.parametrize(("numbers", "shown"), [((1, 2, 2, 3), False), ((1, 2, 2, 3, None), True)])
def test_the_spread_is_shown_from_five_answers_on(matrix_world: World, numbers, shown: bool) -> None:
    joint, sheets = open_round(matrix_world)
    answered(sheets, *numbers, names=("Ada", "Ben", "Cem", "Dora"))
    found = spread(end(joint))
    assert (found.answered, found.is_shown) == (len(numbers), shown)
    assert counts(found) == ([1, 2, 1, 1, 0] if shown else [])
    assert len(found.reasons) == (5 if shown else 0)


def test_only_what_was_handed_in_counts_and_each_aspect_by_itself(matrix_world: World) -> None:
    joint, sheets = open_round(matrix_world)
    say(sheets[0], "S1.1", 1, "ein Grund")
    answered(sheets, 2, 2, 2, 2, 2)
    say(sheets[5], "S2.1", 3)  # never handed in
    end(joint)
    assert counts(spread(joint)) == [0, 5, 0, 0, 0]
    assert (spread(joint, "S1.1").answered, spread(joint, "S1.1").reasons) == (1, ())


@pytest.mark.parametrize(
    ("people", "names", "shown"),
    [
        (5, 4, []),  # the fifth would be known by subtraction
        (5, 5, ["N0", "N1", "N2", "N3", "N4"]),
        (9, 5, []),
        (10, 5, ["N0", "N1", "N2", "N3", "N4"]),
        (4, 4, []),
    ],
)
def test_a_name_is_shown_with_consent_and_where_it_betrays_nobody(
    matrix_world: World, people: int, names: int, shown: list[str]
) -> None:
    joint, sheets = open_round(matrix_world, links=people)
    answered(sheets, *[1 + place % 3 for place in range(people)], names=tuple(f"N{n}" for n in range(names)))
    found = spread(end(joint))
    assert [one.name for one in found.named] == shown
    assert len(found.named) + len(found.reasons) == (people if people >= 5 else 0)


def test_reasons_stand_in_an_order_of_their_own(matrix_world: World) -> None:
    joint, sheets = open_round(matrix_world, links=12)
    answered(sheets, *[2] * 12)
    end(joint)
    reasons = spread(joint).reasons
    written = [f"Grund {place}" for place in range(12)]
    assert sorted(reasons) == sorted(written)
    assert list(reasons) != written  # one chance in 479 million
    assert spread(joint).reasons == reasons


# --- who reads ------------------------------------------------------------------------------------------------------


def test_nobody_reads_the_sheet_of_somebody_else(matrix_world: World) -> None:
    joint, (linked, *_rest) = open_round(matrix_world, members=("member_a",))
    own = joint.invitations.get(member=matrix_world.user("member_a"))
    say(own)
    say(linked)
    for actor in ("lead_a", "lead_b", "staff", "adviser", "supervision", "admin"):
        assert not JointInvitation.visible_to(matrix_world.user(actor)).exists()
    assert JointInvitation.visible_to(matrix_world.user("member_a")).get() == own
    assert JointRound.visible_to(matrix_world.user("lead_b")).count() == 0
    Membership.unscoped.filter(user=own.member).update(
        begins_on=timezone.localdate() - timedelta(days=9), ends_on=timezone.localdate() - timedelta(days=1)
    )
    assert not JointInvitation.visible_to(matrix_world.user("member_a")).exists()


# --- the consensus ---------------------------------------------------------------------------------------------------


def agree(world: World, joint: JointRound, code: str, number: int, *, reason: str = "Besprochen", seen=None):
    return services.agree(
        joint,
        aspect(code),
        state="rated",
        stage=number,
        reason=reason,
        seen=seen,
        actor=world.user("lead_a"),
    )


def test_the_consensus_is_a_rating_of_the_school_with_its_source(matrix_world: World, answer) -> None:
    school = matrix_world.school_a
    before = answer(school, "S2.1", stage(2, target_stage=3, target_year=2028, priority="high"))
    joint, _sheets = open_round(matrix_world)
    with pytest.raises(DomainError, match="beenden Sie zuerst"):
        agree(matrix_world, joint, "S2.1", 2, seen=before.pk)
    end(joint)
    row = agree(matrix_world, joint, "S2.1", 2, seen=before.pk)
    assert (row.joint_round, row.stage, row.reason) == (joint, 2, "Besprochen")
    assert (row.target_stage, row.target_year, row.priority) == (3, 2028, "high")
    assert row.pk != before.pk
    joint.refresh_from_db()
    assert joint.state == "open"  # one aspect is missing; its time is over all the same
    agree(matrix_world, joint, "S1.1", 1)
    joint.refresh_from_db()
    assert (joint.state, joint.closed_at) == ("agreed", joint.closes_at)
    assert selectors.profile(school).answer("S2.1").stage == 2


def test_the_same_words_in_the_rating_before_do_not_swallow_the_consensus(
    matrix_world: World, answer
) -> None:
    before = answer(matrix_world.school_a, "S2.1", stage(2, reason="Besprochen"))
    joint, _sheets = open_round(matrix_world)
    end(joint)
    row = agree(matrix_world, joint, "S2.1", 2, seen=before.pk)
    assert row.joint_round == joint
    assert agree(matrix_world, joint, "S2.1", 2, seen=row.pk) == row  # a double click


def test_a_target_below_the_agreed_stage_is_dropped(matrix_world: World, answer) -> None:
    before = answer(matrix_world.school_a, "S2.1", stage(1, target_stage=2, target_year=2028))
    joint, _sheets = open_round(matrix_world)
    row = agree(matrix_world, end(joint), "S2.1", 3, seen=before.pk)
    assert (row.stage, row.target_stage, row.target_year) == (3, None, None)


def test_a_consensus_needs_a_reason_and_never_overwrites_unseen(matrix_world: World, answer) -> None:
    joint, _sheets = open_round(matrix_world)
    end(joint)
    with pytest.raises(DomainError, match="warum Sie sich darauf geeinigt"):
        agree(matrix_world, joint, "S2.1", 2, reason="  ")
    with pytest.raises(DomainError, match="gehört nicht zur gemeinsamen"):
        agree(matrix_world, joint, "S1.2", 2)
    answer(matrix_world.school_a, "S2.1", stage(3), "member_a")
    with pytest.raises(Conflict, match="Max Anger"):
        agree(matrix_world, joint, "S2.1", 2)
    assert Rating.unscoped.filter(joint_round=joint).count() == 0
