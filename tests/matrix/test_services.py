"""Rating and releasing: append-only, nothing lost between two people, one row for a double click."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.errors import Conflict, DomainError
from core.models import AuditEntry
from matrix import selectors, services
from matrix.importers import read_matrix
from matrix.models import AssessmentRound, Rating, Snapshot
from matrix.services import Answer
from tests.matrix.conftest import SMALL, aspect, stage
from tests.world import build_world


def rate(world, said, *, seen=None, actor="lead_a", code="S1.1"):
    return services.rate(world.school_a, aspect(code), said, seen=seen, actor=world.user(actor))


# --- the database refuses ---


@pytest.mark.parametrize("change", [{"stage": 3}, {"reason": "neu"}, {"state": "unknown", "stage": None}])
def test_database_refuses_to_change_an_answer(matrix_world, change):
    row = rate(matrix_world, stage(2, reason="alt"))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Rating.unscoped.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Rating.unscoped.filter(pk=row.pk).delete()
    row.refresh_from_db()
    assert (row.stage, row.reason) == (2, "alt")


def test_database_refuses_to_change_a_release(released):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Snapshot.unscoped.filter(pk=released["a"].pk).update(data={})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        released["a"].delete()
    assert Snapshot.unscoped.count() == 5


def test_only_a_deliberate_erasure_deletes(matrix_world):
    rate(matrix_world, stage(2))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AssessmentRound.unscoped.all().delete()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL matrix.erase = 'on'")
        Rating.unscoped.all().delete()
    assert Rating.unscoped.count() == 0


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"state": "rated", "stage": None}, "rating_stage_iff_rated"),
        ({"state": "unknown", "stage": 1}, "rating_stage_iff_rated"),
        ({"state": "rated", "stage": 3, "target_stage": 2}, "rating_target_not_below_stage"),
        ({"state": "rated", "stage": 3, "target_year": 2027}, "rating_year_needs_target"),
    ],
)
def test_database_knows_the_invariants(matrix_world, values, name):
    school, user = matrix_world.school_a, matrix_world.user("lead_a")
    sitting = services.start_round(school, actor=user)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Rating.unscoped.create(school=school, round=sitting, aspect=aspect("S1.1"), rated_by=user, **values)


# --- rating ---


def test_first_answer_opens_the_sitting_and_keeps_four_states_apart(matrix_world, answer):
    world = matrix_world
    answer(world.school_a, "S1.1", stage(2))
    answer(world.school_a, "S1.2", Answer(state="unknown"))
    answer(world.school_a, "S2.1", Answer(state="not_applicable"), "member_a")
    answer(world.authority, "T1.1", stage(1), "staff")
    assert AssessmentRound.unscoped.count() == 2
    profile = selectors.profile(world.school_a)
    assert [(a.aspect.code, a.state, a.stage) for a in profile.answers] == [
        ("S1.1", "rated", 2),
        ("S1.2", "unknown", None),
        ("S2.1", "not_applicable", None),
    ]
    assert [(a.state, a.stage) for a in selectors.profile(world.school_b).answers] == [("none", None)] * 3
    assert [(a.aspect.code, a.state) for a in selectors.profile(world.authority).answers] == [
        ("T1.1", "rated"),
        ("T2.1", "none"),
    ]


def test_every_answer_is_a_row_and_the_newest_counts(matrix_world):
    first = rate(matrix_world, stage(1, reason="eins"))
    second = rate(matrix_world, stage(2, reason="zwei"), seen=first.pk, actor="member_a")
    assert [row.reason for row in selectors.history(matrix_world.school_a, aspect("S1.1"))] == [
        "zwei",
        "eins",
    ]
    assert selectors.profile(matrix_world.school_a).answer("S1.1").rating_pk == second.pk
    entry = AuditEntry.objects.filter(verb="matrix.rated").first()
    assert entry.changes == {"aspect": ["", "S1.1"], "stage": [1, 2], "reason": ["eins", "zwei"]}


def test_an_answer_in_between_is_a_conflict_and_nothing_is_overwritten(matrix_world):
    first = rate(matrix_world, stage(1))
    rate(matrix_world, stage(2, reason="Text von Max"), seen=first.pk, actor="member_a")
    with pytest.raises(Conflict, match="Max Anger") as caught:
        rate(matrix_world, stage(3, reason="Text von Lea"), seen=first.pk)
    assert caught.value.theirs == "Text von Max"
    assert Rating.unscoped.count() == 2
    with pytest.raises(Conflict):
        rate(matrix_world, stage(3), seen=None)
    with pytest.raises(Conflict):
        rate(matrix_world, stage(1), seen=987654, code="S1.2")


def test_double_click_makes_one_row(matrix_world):
    first = rate(matrix_world, stage(2, reason="gleich"))
    assert rate(matrix_world, stage(2, reason="gleich")) == first
    second = rate(matrix_world, stage(3), seen=first.pk)
    assert rate(matrix_world, stage(3), seen=first.pk) == second
    assert rate(matrix_world, stage(3), seen=second.pk) == second
    assert Rating.unscoped.count() == 2


def test_the_same_answer_by_somebody_else_is_no_double_click(matrix_world):
    rate(matrix_world, stage(2))
    with pytest.raises(Conflict):
        rate(matrix_world, stage(2), actor="member_a")


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (stage(4), "Diese Stufe gibt es bei diesem Aspekt nicht."),
        (stage(0), "Diese Stufe gibt es bei diesem Aspekt nicht."),
        (stage(2, target_stage=4, target_year=2027), "Diese Stufe gibt es bei diesem Aspekt nicht."),
        (stage(2, target_stage=1, target_year=2027), "Das Ziel liegt unter der Stufe von heute."),
        (stage(2, target_year=2027), "Wählen Sie die Zielstufe zu diesem Schuljahr."),
        (Answer(state="rated"), "Wählen Sie eine Stufe, „weiß nicht“ oder „trifft nicht zu“."),
        (Answer(state="unknown", stage=1), "Wählen Sie eine Stufe, „weiß nicht“ oder „trifft nicht zu“."),
        (Answer(state="none"), "Wählen Sie eine Stufe, „weiß nicht“ oder „trifft nicht zu“."),
    ],
)
def test_services_trust_no_form(matrix_world, said, text):
    with pytest.raises(DomainError) as caught:
        rate(matrix_world, said)
    assert str(caught.value) == text
    assert Rating.unscoped.count() == 0


def test_without_a_matrix_nothing_can_be_rated(world, db):
    with pytest.raises(DomainError, match="noch keine Matrix"):
        services.start_round(world.school_a, actor=world.user("lead_a"))


def test_evidence_stays_until_replaced_or_dropped(matrix_world):
    file = SimpleUploadedFile("Nachweis ä.pdf", b"%PDF-1.7 eins")
    first = rate(matrix_world, stage(1, evidence=file))
    second = rate(matrix_world, stage(2), seen=first.pk)
    assert (second.evidence_name, second.evidence_file.name) == ("Nachweis ä.pdf", first.evidence_file.name)
    with second.evidence_file.open() as stored:
        assert stored.read() == b"%PDF-1.7 eins"
    third = rate(matrix_world, stage(2, drop_evidence=True), seen=second.pk)
    assert (third.evidence_name, bool(third.evidence_file)) == ("", False)
    fourth = rate(
        matrix_world, stage(2, evidence=SimpleUploadedFile("neu.pdf", b"%PDF-1.7 neu")), seen=third.pk
    )
    assert fourth.evidence_name == "neu.pdf"
    assert Rating.unscoped.count() == 4


def test_table_saves_rows_and_keeps_back_conflicts_alone(matrix_world):
    newest = rate(matrix_world, stage(1), actor="member_a")
    answers = {
        "S1.1": (aspect("S1.1"), stage(3), None),
        "S1.2": (aspect("S1.2"), stage(2), None),
    }
    outcome = services.rate_table(matrix_world.school_a, answers, actor=matrix_world.user("lead_a"))
    assert (outcome.saved, outcome.conflicts) == (("S1.2",), {"S1.1": newest})


# --- release ---


def test_release_freezes_and_numbers(matrix_world, answer):
    school, lead = matrix_world.school_a, matrix_world.user("lead_a")
    answer(school, "S1.1", stage(2, target_stage=3, target_year=2027, priority="low", reason="weil"))
    first = services.release(school, actor=lead)
    assert first.data["ratings"] == {
        "S1.1": {
            "state": "rated",
            "stage": 2,
            "target_stage": 3,
            "target_year": 2027,
            "priority": "low",
            "reason": "weil",
        }
    }
    assert set(first.data) == {"ratings", "figures", "coverage", "stock", "concept", "focuses", "trainings"}
    assert not school.rounds.filter(released_at__isnull=True).exists()
    answer(school, "S1.2", Answer(state="unknown"))
    second = services.release(school, actor=lead)
    assert (first.number, second.number, list(second.data["ratings"])) == (1, 2, ["S1.1", "S1.2"])
    first.refresh_from_db()
    assert list(first.data["ratings"]) == ["S1.1"]


def test_a_traeger_releases_ratings_alone(matrix_world, answer):
    answer(matrix_world.authority, "T1.1", stage(1), "staff")
    snapshot = services.release(matrix_world.authority, actor=matrix_world.user("staff"))
    assert set(snapshot.data) == {"ratings"}
    assert snapshot.side == "authority"


def test_release_needs_one_answer(matrix_world):
    with pytest.raises(DomainError, match="mindestens einen Aspekt"):
        services.release(matrix_world.school_a, actor=matrix_world.user("lead_a"))
    assert not Snapshot.unscoped.exists()


def test_release_twice_with_the_same_page_makes_one(matrix_world, answer):
    school = matrix_world.school_a
    answer(school, "S1.1", stage(1))
    first = services.release(school, actor=matrix_world.user("lead_a"), seen=0)
    assert services.release(school, actor=matrix_world.user("lead_a"), seen=0) == first
    with pytest.raises(Conflict, match="Inzwischen hat jemand anderes freigegeben"):
        services.release(school, actor=matrix_world.user("member_a"), seen=0)
    assert services.release(school, actor=matrix_world.user("lead_a"), seen=1).number == 2


# --- truly at the same time ---


@pytest.fixture
def committed(transactional_db):
    services.load_catalogue(read_matrix(SMALL.encode()), version="klein")
    return build_world()


def at_once(count, act):
    """Run `act(index)` in so many threads that start together; results or exceptions in order."""
    barrier = Barrier(count)

    def run(index):
        try:
            barrier.wait(timeout=20)
            return act(index)
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_ten_equal_clicks_make_one_row_and_one_sitting(committed):
    user, row = committed.user("lead_a"), aspect("S1.1")
    found = at_once(10, lambda _i: services.rate(committed.school_a, row, stage(2), seen=None, actor=user).pk)
    assert found == [Rating.unscoped.get().pk] * 10
    assert AssessmentRound.unscoped.count() == 1


def test_ten_editors_one_wins_and_nine_see_a_conflict(committed):
    row, users = aspect("S1.1"), [committed.user(actor) for actor in ("lead_a", "member_a") * 5]
    found = at_once(
        10,
        lambda i: services.rate(
            committed.school_a, row, stage(2, reason=f"Text {i}"), seen=None, actor=users[i]
        ),
    )
    assert sum(isinstance(one, Rating) for one in found) == 1
    assert sum(isinstance(one, Conflict) for one in found) == 9
    assert Rating.unscoped.count() == 1


def test_ten_release_clicks_make_one_release(committed):
    user = committed.user("lead_a")
    services.rate(committed.school_a, aspect("S1.1"), stage(2), seen=None, actor=user)
    found = at_once(10, lambda _i: services.release(committed.school_a, actor=user, seen=0).pk)
    assert found == [Snapshot.unscoped.get().pk] * 10
