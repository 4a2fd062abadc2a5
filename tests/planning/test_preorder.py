"""A ranking stays a total preorder: no move loses a need or has it twice."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from planning.preorder import Groups, by_score, moved, of_places, positions, stepped

SCORES = st.dictionaries(st.integers(1, 30), st.integers(0, 5), min_size=1, max_size=12)
MOVES = st.lists(
    st.tuples(st.integers(0, 50), st.sampled_from(["up", "down", "to", "share"]), st.integers(1, 15)),
    max_size=12,
)


def after(groups: Groups, one: int, act: str, to: int) -> Groups:
    if act in {"up", "down"}:
        return stepped(groups, one, up=act == "up")
    return moved(groups, one, to=to, shared=act == "share")


@settings(max_examples=60, deadline=None)
@given(scores=SCORES, moves=MOVES)
def test_every_need_stands_there_once_after_any_moves(scores: dict[int, int], moves: list) -> None:
    order = sorted(scores)
    groups = by_score(scores, order)
    for pick, act, to in moves:
        groups = after(groups, order[pick % len(order)], act, to)
        assert sorted(one for group in groups for one in group) == order
        assert all(groups)
        found = positions(groups)
        # as people count: one more than those that stand before
        assert found == {one: 1 + sum(found[other] < found[one] for other in order) for one in order}
        assert of_places({one: at for at, group in enumerate(groups) for one in group}, order) == tuple(
            tuple(sorted(group)) for group in groups
        )


@settings(max_examples=60, deadline=None)
@given(scores=SCORES)
def test_the_higher_score_stands_first_and_equal_ones_share(scores: dict[int, int]) -> None:
    found = positions(by_score(scores, sorted(scores)))
    for one, score in scores.items():
        assert found[one] == 1 + sum(other > score for other in scores.values())


def test_steps_and_moves_by_example() -> None:
    groups: Groups = ((1,), (2, 3), (4,))
    assert stepped(groups, 3, up=True) == ((1,), (3,), (2,), (4,))
    assert stepped(groups, 3, up=False) == ((1,), (2,), (3,), (4,))
    assert stepped(groups, 4, up=True) == ((1,), (4,), (2, 3))
    assert stepped(groups, 1, up=False) == ((2, 3), (1,), (4,))
    assert stepped(groups, 1, up=True) == stepped(groups, 4, up=False) == groups
    assert moved(groups, 4, to=1) == ((4,), (1,), (2, 3))
    assert moved(groups, 1, to=99) == ((2, 3), (4,), (1,))
    assert moved(groups, 4, to=2, shared=True) == ((1,), (2, 3, 4))
    assert moved(((1,),), 1, to=5, shared=True) == ((1,),)
    assert of_places({1: 2, 3: 1}, [1, 2, 3]) == ((3,), (1,), (2,))
