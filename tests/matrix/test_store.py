"""Whatever is rated, confirmed, taken back, carried over and released in whichever order: nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.errors import Conflict, DomainError
from matrix import selectors, services
from matrix.importers import read_matrix
from matrix.models import Rating, Snapshot, Voice
from matrix.selectors import current_catalogue, matrix_of
from matrix.services import successions
from matrix.succession import Plan
from tests.matrix.conftest import SMALL, SWAPPED, stage

PLACES = range(3)  # of the school's aspects: their codes change with the version
PEOPLE = ("lead_a", "member_a")
LOADED = timezone.now()
VERSIONS = (
    SMALL,
    SMALL.replace("Trägt das Netz?", "Trägt das Netz alle Klassen?"),  # one text changed
    SMALL.replace("S1.2;Fortbildung", "S1.9;Fortbildung"),  # one code changed
    SWAPPED,
)
place = st.sampled_from(PLACES)
who = st.sampled_from(PEOPLE)
RELEASE = ("release", 0, "lead_a", 0, False)
UNCHANGED, CHANGED, SWAP = (("version", 0, "admin", version, False) for version in (0, 1, 3))
SAY = ("say", 0, "adviser", 2, False)
acts = st.one_of(
    st.tuples(st.just("rate"), place, who, st.integers(1, 3), st.booleans()),
    st.tuples(st.just("confirm"), place, who, st.just(0), st.booleans()),
    st.tuples(st.just("reset"), place, who, st.just(0), st.booleans()),
    st.tuples(st.just("say"), place, st.just("adviser"), st.integers(1, 3), st.just(False)),
    st.just(RELEASE),
    st.tuples(
        st.just("version"),
        st.just(0),
        st.just("admin"),
        st.sampled_from(range(len(VERSIONS))),
        st.just(False),
    ),
)


def rows(model: Any) -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in model.unscoped.values()}


def values(row: Any) -> tuple[Any, ...]:
    return row.state, row.stage, row.target_stage, row.target_year, row.priority, row.reason


def said(school: Any) -> list[tuple[Any, ...] | None]:
    """What the pages show per place; None where nothing stands."""
    answers = selectors.profile(school).answers
    return [values(answer) if answer.is_answered else None for answer in answers]


def told(snapshot: Snapshot) -> Any:
    """A release as its page shows it: not when its version of the matrix was last put in force."""
    snapshot = Snapshot.unscoped.select_related("catalogue").get(pk=snapshot.pk)
    profile = selectors.released_profile(snapshot).profile
    return replace(profile, matrix=replace(profile.matrix, loaded_at=LOADED))


def by_place(reading: Any) -> Plan:
    """As the mapping page would say it: no row went anywhere, whatever its code is."""
    before = [aspect.code for field in matrix_of(current_catalogue()).fields for aspect in field.aspects]
    after = [row.code for row in reading.rows]
    return Plan({old: (new,) for old, new in zip(before, after, strict=True)}, {1: 1, 2: 2, 3: 3})


def newest_release(school: Any) -> Any:
    return school.snapshots.select_related("catalogue", "school").order_by("-number").first()


def heard(school: Any, reader: Any) -> list[int | None]:
    """Key of the adviser's view that the newest release shows beside each place."""
    release = newest_release(school)
    rows = selectors.voice_rows(release, user=reader) if release else ()
    return [max((line.voice.pk for line in row.lines), default=None) for row in rows]


def speak(school: Any, number: int, stage_number: int, actor: Any) -> Any:
    release = newest_release(school)
    if release is None:
        return None
    row = selectors.voice_rows(release, user=actor)[number]
    told = {"kind": "adviser", "state": "rated", "stage": stage_number, "reason": f"Stufe {stage_number}"}
    seen = heard(school, actor)[number]
    return services.say(release, selectors.aspect_of(row.answer.aspect.pk), **told, seen=seen, actor=actor)


def act(world: Any, kind: str, number: int, actor: Any, stage_number: int, is_late: bool) -> None:
    """`is_late`: by a page that was opened before the newest answer."""
    school = world.school_a
    if kind == "release":
        services.release(school, actor=actor)
        return
    if kind == "version":
        reading = read_matrix(VERSIONS[stage_number].encode())
        services.load_catalogue(
            reading, version=f"Fassung {stage_number}", plan=by_place(reading), actor=actor
        )
        return
    if kind == "say":
        speak(school, number, stage_number, actor)
        return
    asked = selectors.aspect_of(selectors.profile(school).answers[number].aspect.pk)
    last = list(school.ratings.filter(aspect=asked)[:2])
    seen = last[-1].pk if is_late and last else last[0].pk if last else None
    if kind == "rate":
        answer = stage(stage_number, reason="" if is_late else actor.name)
        services.rate(school, asked, answer, seen=seen, actor=actor)
    elif kind == "reset":
        services.withdraw(school, asked, seen=seen or 0, actor=actor)
    else:
        row = services.confirm(school, asked, seen=seen or 0, actor=actor)
        assert values(row) == values(last[0])  # never anything but what stood there


def walk(world: Any, sequence: list[tuple[Any, ...]]) -> tuple[set[int], dict[int, Any]]:
    """One sequence of acts; AssertionError where an answer is lost or a release changes.

    Returns every answer that was given, and each release as it read when it was new.
    """
    school = world.school_a
    actors = {name: world.user(name) for name in (*PEOPLE, "adviser", "admin")}
    given_to: list[set[int]] = [set() for _place in PLACES]  # every answer ever given, by place
    released: dict[int, Any] = {}
    views: list[int | None] = [None for _place in PLACES]  # the adviser's newest, by place
    spoken: set[int] = set()
    for kind, number, name, stage_number, is_late in sequence:
        ratings, snapshots, before = rows(Rating), rows(Snapshot), said(school)
        try:
            act(world, kind, number, actors[name], stage_number, is_late)
        except (Conflict, DomainError):
            assert (rows(Rating), rows(Snapshot)) == (ratings, snapshots)
        after, now = said(school), rows(Rating)
        assert ratings.items() <= now.items()
        assert snapshots.items() <= rows(Snapshot).items()
        if kind in {"rate", "confirm", "reset"}:
            given_to[number] |= now.keys() - ratings.keys()
            assert len(now) - len(ratings) <= 1
            assert [after[p] for p in PLACES if p != number] == [before[p] for p in PLACES if p != number]
            assert after[number] is not None or before[number] is None or kind == "reset"
        else:
            assert after == before  # carried over, or only looked at
        for snapshot in school.snapshots.all():
            assert told(snapshot) == released.setdefault(snapshot.pk, told(snapshot))
        answers = selectors.profile(school).answers
        for known, answer in zip(given_to, answers, strict=True):
            assert known <= {row.pk for row in selectors.history(school, answer.aspect)}
        if fresh := set(Voice.unscoped.values_list("pk", flat=True)) - spoken:
            (views[number],) = fresh
            spoken |= fresh
        assert heard(school, actors["lead_a"]) == (views if released else [])
        queue = selectors.update_queue(selectors.profile(school))
        assert all(one.needs_recheck or not one.answer.is_of_this_round for one in queue.waiting)
        assert {a.aspect.code for a in answers if a.needs_recheck} <= {one.code for one in queue.waiting}
    return set().union(*given_to), released


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequence=st.lists(acts, max_size=12))
@example(sequence=[("rate", 0, "lead_a", 1, False), RELEASE, CHANGED, UNCHANGED])  # a version comes back
@example(sequence=[("rate", 0, "lead_a", 1, False), RELEASE, SAY, SWAP, RELEASE, SAY])
def test_no_sequence_loses_an_answer_or_changes_a_release(matrix_world, sequence):
    with transaction.atomic():
        given, released = walk(matrix_world, sequence)
        assert given <= rows(Rating).keys()
        assert {one.pk: told(one) for one in matrix_world.school_a.snapshots.all()} == released
        transaction.set_rollback(True)


RATE = ("rate", 1, "lead_a", 2, False)
NEW = ("version", 0, "admin", 2, False)


def no_move(*_args: Any) -> list[Any]:
    return []


def lowest_stage(move: Any, aspect: Any, plan: Any) -> Rating:
    row = CARRIED(move, aspect, plan)
    row.stage = 1
    return row


CARRIED = successions._carried


@pytest.mark.parametrize(
    ("name", "fault"), [("_moves", no_move), ("_carried", lowest_stage)], ids=["lost", "changed"]
)
def test_the_walk_notices_a_fault(matrix_world, monkeypatch, name, fault):
    walk(matrix_world, [RATE])
    monkeypatch.setattr(successions, name, fault)
    with pytest.raises(AssertionError):
        walk(matrix_world, [NEW])
