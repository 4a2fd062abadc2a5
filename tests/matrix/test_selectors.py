"""What screens read: unanswered is never zero, releases alone feed the overview, queries do not grow."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matrix import selectors, services
from matrix.models import Snapshot
from matrix.scoring import Distribution
from matrix.services import Answer
from schools.models import School
from tests.matrix.conftest import stage
from tests.world import make_school


def heatmap(world, actor="staff", authority=None):
    return selectors.heatmap(authority or world.authority, user=world.user(actor))


def test_progress_counts_answers_and_names_the_next_open_one(matrix_world, answer):
    school = matrix_world.school_a
    assert selectors.progress(school, selectors.profile(school)) == selectors.Progress(
        0, 3, "S1.1", None, has_changes=False
    )
    answer(school, "S1.1", Answer(state="unknown"))
    found = selectors.progress(school, selectors.profile(school))
    assert (found.answered, found.total, found.next_code, found.has_changes) == (1, 3, "S1.2", True)
    snapshot = services.release(school, actor=matrix_world.user("lead_a"))
    found = selectors.progress(school, selectors.profile(school))
    assert (found.released_at, found.has_changes) == (snapshot.taken_at, False)
    answer(school, "S1.2", stage(1))
    assert selectors.progress(school, selectors.profile(school)).has_changes


def test_next_open_goes_round_and_ends(matrix_world, answer):
    school = matrix_world.school_a
    answer(school, "S2.1", stage(1))
    profile = selectors.profile(school)
    assert [profile.next_open(after=code) for code in ("", "S1.1", "S2.1")] == ["S1.1", "S1.2", "S1.1"]
    answer(school, "S1.1", stage(1))
    assert selectors.profile(school).next_open(after="S1.2") == ""
    answer(school, "S1.2", stage(1))
    progress = selectors.progress(school, selectors.profile(school))
    assert (progress.answered, progress.total) == (3, 3)


def test_without_a_matrix_there_is_nothing_to_answer(world):
    assert selectors.profile(world.school_a) is None
    assert selectors.progress(world.school_a, None) == selectors.Progress(0, 0, "", None, has_changes=False)
    assert heatmap(world) is None
    assert selectors.pair_views(world.authority, user=world.user("staff")) == []


def test_released_profile_says_what_was_released(released):
    found = selectors.released_profile(released["a"])
    assert [(a.aspect.code, a.state, a.stage, a.stage_name, a.reason) for a in found.profile.answers] == [
        ("S1.1", "rated", 1, "Stufe 1", "Grund der Schule A"),
        ("S1.2", "none", None, "", ""),
        ("S2.1", "rated", 2, "Stufe 2", ""),
    ]
    last = found.profile.answers[-1]
    assert (last.target_stage, last.target_name, last.target_label, last.priority_label) == (
        3,
        "Stufe 3",
        "2028/29",
        "hoch",
    )
    assert found.concept["state"] == "draft"
    assert selectors.released_profile(released["authority"]).facts == {}


def test_heatmap_shows_releases_alone(released, matrix_world, answer):
    answer(matrix_world.school_a, "S1.2", stage(3))  # a draft after the release
    found = heatmap(matrix_world)
    assert [(str(row.subject), [(a.state, a.stage) for a in row.answers]) for row in found.rows] == [
        ("Gesamtschule Birkenweg", [("unknown", None), ("none", None), ("none", None)]),
        ("Grundschule Am Anger", [("rated", 1), ("none", None), ("rated", 2)]),
    ]
    assert found.distributions == (
        Distribution(stages=(1, 0, 0), unknown=1),
        Distribution(stages=(0, 0, 0), none=2),
        Distribution(stages=(0, 1, 0), none=1),
    )
    assert found.waiting == {"S2.1": 1}
    assert (found.released, [a.code for a in found.aspects]) == (2, ["S1.1", "S1.2", "S2.1"])


def test_a_school_without_release_is_a_row_and_no_number(released, matrix_world):
    new = make_school("199993", "Neue Schule", matrix_world.municipality, matrix_world.authority)
    make_school("199994", "Alte Schule", matrix_world.municipality, matrix_world.authority, operation_key="9")
    found = heatmap(matrix_world)
    assert [(row.subject.pk == new.pk, row.is_released) for row in found.rows] == [
        (False, True),
        (False, True),
        (True, False),
    ]
    assert [spread.total for spread in found.distributions] == [2, 2, 2]


def test_heatmap_sorts_and_keeps_unrated_last(released, matrix_world):
    found = heatmap(matrix_world)

    def names(key, *, descending=False):
        return [str(row.subject)[:11] for row in found.sorted_by(key, descending=descending).rows]

    assert names("name") == ["Gesamtschul", "Grundschule"]
    assert names("name", descending=True) == ["Grundschule", "Gesamtschul"]
    assert names("S1.1") == names("S1.1", descending=True) == ["Grundschule", "Gesamtschul"]


def test_heatmap_of_one_field(released, matrix_world):
    found = heatmap(matrix_world).only_field("S2")
    assert [a.code for a in found.aspects] == ["S2.1"]
    assert [[a.aspect.code for a in row.answers] for row in found.rows] == [["S2.1"], ["S2.1"]]
    assert heatmap(matrix_world).only_field("X9") == heatmap(matrix_world)


def test_heatmap_takes_the_newest_release(released, matrix_world, answer):
    answer(matrix_world.school_a, "S1.1", stage(3))
    services.release(matrix_world.school_a, actor=matrix_world.user("lead_a"))
    row = next(row for row in heatmap(matrix_world).rows if row.subject.pk == matrix_world.school_a.pk)
    assert row.answers[0].stage == 3


def test_heatmap_of_a_municipality_for_its_moderator(released, matrix_world):
    user = matrix_world.user("moderator")
    schools = School.visible_to(user).in_area(matrix_world.municipality.ags)
    found = selectors.heatmap(schools, user=user)
    assert [str(row.subject) for row in found.rows] == ["Gesamtschule Birkenweg", "Grundschule Am Anger"]
    assert found.waiting == {"S2.1": 1}


def test_pair_view_says_who_waits_in_a_sentence(released, matrix_world):
    views = {
        view.topic.code: view
        for view in selectors.pair_views(matrix_world.authority, user=matrix_world.user("staff"))
    }
    goals, net = views["G1"], views["G2"]
    (line,) = net.waits
    assert line.text == (
        "Die nächste Stufe von S2.1 (Netz) wartet auf T2.1 (Anschluss). Dort Stufe 1, gebraucht wird Stufe 2. "
        "Ziel des Trägers: Stufe 2 bis 2027/28."
    )
    assert [(line.wait.code, line.wait.other, line.schools) for line in net.grouped_waits] == [
        ("S2.1", "T2.1", ("Grundschule Am Anger",))
    ]
    assert (net.waiting_schools, net.authority_waits, net.open_codes) == (1, (), ())
    assert (goals.waits, goals.open_codes) == ((), ("T1.1",))
    assert [(a.state, a.stage) for a in goals.authority_answers] == [("none", None)]


def test_the_traeger_waits_for_schools_by_name(released, matrix_world, answer):
    answer(matrix_world.authority, "T1.1", stage(2), "staff")
    services.release(matrix_world.authority, actor=matrix_world.user("staff"))
    view = selectors.pair_views(matrix_world.authority, user=matrix_world.user("staff"), topic="G1")[0]
    assert [(line.text, line.schools) for line in view.authority_waits] == [
        ("Die nächste Stufe von T1.1 (Leitbild) wartet auf S1.1 (Ziele).", ("Grundschule Am Anger",))
    ]


def test_pair_view_is_cut_to_the_reader(released, matrix_world):
    view = selectors.pair_views(matrix_world.authority, user=matrix_world.user("lead_b"), topic="G1")[0]
    assert [str(row.school) for row in view.rows] == ["Gesamtschule Birkenweg"]
    assert view.unreleased == ()


def test_changes_in_words(released, matrix_world, answer):
    school = matrix_world.school_a
    answer(school, "S1.1", stage(2))
    answer(school, "S1.2", Answer(state="unknown"))
    answer(school, "S2.1", stage(1, reason="Defekt"))
    second = services.release(school, actor=matrix_world.user("lead_a"))
    found = selectors.changes_between(released["a"], second)
    assert found.words == "1 Aspekt gestiegen, 1 Aspekt gefallen, 1 Aspekt anders beantwortet"
    assert found.total == 3
    assert selectors.changes_between(second, second).words == "keine Stufe geändert"


READERS = {
    "nobody": set(),
    "lead_a": {"a", "authority"},
    "member_a": {"a", "authority"},
    "lead_b": {"b", "authority"},
    "lead_c": {"c", "authority_c"},
    "staff": {"a", "b", "authority"},
    "it": set(),
    "head": {"a", "b", "authority"},
    "staff_c": {"c", "authority_c"},
    "adviser": {"a", "authority"},
    "adviser_c": {"c", "authority_c"},
    "supervision": {"a", "b", "authority"},
    "moderator": {"a", "b", "authority"},
    "admin": set(),
}


@pytest.mark.parametrize("actor", READERS)
def test_who_reads_which_release(released, matrix_world, actor):
    visible = set(Snapshot.visible_to(matrix_world.user(actor)))
    assert {name for name, snapshot in released.items() if snapshot in visible} == READERS[actor]
    listed = set(selectors.newest_snapshots(user=matrix_world.user(actor)))
    assert listed == visible


def test_list_of_releases_holds_the_newest_and_filters(released, matrix_world, answer):
    answer(matrix_world.school_a, "S1.1", stage(3))
    second = services.release(matrix_world.school_a, actor=matrix_world.user("lead_a"))
    user = matrix_world.user("staff")
    assert set(selectors.newest_snapshots(user=user)) == {second, released["b"], released["authority"]}
    assert list(selectors.newest_snapshots(user=user, text="anger")) == [second]
    assert list(selectors.newest_snapshots(user=user, text="990024")) == [released["b"]]
    assert list(selectors.newest_snapshots(user=user, side="authority")) == [released["authority"]]
    assert selectors.siblings(released["a"], user=user) == [second, released["a"]]


def test_releasers_are_named(matrix_world):
    assert selectors.releasers(matrix_world.school_a) == ["Lea Anger"]
    assert selectors.releasers(matrix_world.authority) == ["Bea Leitung", "Sina Stadt"]


def add_schools(world, numbers):
    """More schools of the Träger, each with a copy of school A's release: the rows are what counts here."""
    first = world.school_a.snapshots.get()
    Snapshot.unscoped.bulk_create(
        Snapshot(
            school=make_school(f"18{number:04d}", f"Schule {number}", world.municipality, world.authority),
            catalogue=first.catalogue,
            number=1,
            school_year=first.school_year,
            taken_by=first.taken_by,
            data=first.data,
        )
        for number in numbers
    )


def queries(act):
    with CaptureQueriesContext(connection) as caught:
        act()
    return len(caught)


@pytest.mark.parametrize(("fewer", "more"), [(1, 3), (10, 110)])
def test_overviews_need_as_many_queries_for_many_schools(released, matrix_world, fewer, more):
    world = matrix_world

    def read():
        user = world.user("staff")
        return (
            queries(lambda: selectors.heatmap(world.authority, user=user)),
            queries(lambda: selectors.pair_views(world.authority, user=user)),
            queries(lambda: list(selectors.newest_snapshots(user=user))),
        )

    add_schools(world, range(fewer))
    read()  # the process reads the matrix and each release once
    few = read()
    add_schools(world, range(fewer, more))
    read()
    assert read() == few
    assert len(heatmap(world).rows) == more + 2


def test_profile_needs_as_many_queries_for_many_answers(matrix_world, answer):
    school = matrix_world.school_a
    answer(school, "S1.1", stage(1))
    selectors.profile(school)  # the process reads the matrix once
    few = queries(lambda: selectors.profile(school))
    answer(school, "S1.2", stage(1))
    answer(school, "S2.1", stage(1))
    assert queries(lambda: selectors.profile(school)) == few
