"""Whatever is rated, confirmed and released in whichever order: no answer is lost and no release changes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import Conflict, DomainError
from matrix import selectors, services
from matrix.models import Rating, Snapshot
from tests.matrix.conftest import aspect, stage

CODES = ("S1.1", "S1.2", "S2.1")
PEOPLE = ("lead_a", "member_a")
acts = st.one_of(
    st.tuples(
        st.just("rate"), st.sampled_from(CODES), st.sampled_from(PEOPLE), st.integers(1, 3), st.booleans()
    ),
    st.tuples(st.just("confirm"), st.sampled_from(CODES), st.sampled_from(PEOPLE), st.just(0), st.booleans()),
    st.tuples(st.just("release"), st.just(""), st.just("lead_a"), st.just(0), st.just(False)),
)


def rows(model: Any) -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in model.unscoped.values()}


def values(row: Rating) -> tuple[Any, ...]:
    return row.state, row.stage, row.target_stage, row.target_year, row.priority, row.reason


def act(world: Any, kind: str, code: str, who: str, number: int, is_late: bool) -> None:
    """`is_late`: by a page that was opened before the newest answer."""
    school, actor = world.school_a, world.user(who)
    if kind == "release":
        services.release(school, actor=actor)
        return
    last = list(school.ratings.filter(aspect__code=code)[:2])
    seen = last[-1].pk if is_late and last else last[0].pk if last else None
    if kind == "rate":
        services.rate(
            school, aspect(code), stage(number, reason="" if is_late else who), seen=seen, actor=actor
        )
        return
    row = services.confirm(school, aspect(code), seen=seen or 0, actor=actor)
    assert values(row) == values(last[0])  # never anything but what stood there


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequence=st.lists(acts, max_size=12))
def test_no_sequence_loses_an_answer_or_changes_a_release(matrix_world, sequence):
    school = matrix_world.school_a
    with transaction.atomic():
        for said in sequence:
            ratings, snapshots = rows(Rating), rows(Snapshot)
            before = {code: school.ratings.filter(aspect__code=code).first() for code in CODES}
            try:
                act(matrix_world, *said)
            except (Conflict, DomainError):
                assert (rows(Rating), rows(Snapshot)) == (ratings, snapshots)
            assert ratings.items() <= rows(Rating).items()
            assert snapshots.items() <= rows(Snapshot).items()
            assert len(rows(Rating)) - len(ratings) <= 1
            shown = {a.aspect.code: a for a in selectors.profile(school).answers}
            for code in CODES:
                assert (
                    shown[code].is_answered or before[code] is None
                )  # the last answer stays the current one
            queue = selectors.update_queue(selectors.profile(school))
            assert all(not one.answer.is_of_this_round for one in queue.waiting)
        transaction.set_rollback(True)
