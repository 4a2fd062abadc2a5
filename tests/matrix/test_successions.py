"""A new version of the matrix: answers go on where they fit, ask to be checked where they may not, and none is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from core.errors import Conflict, DomainError
from core.models import AuditEntry
from matrix import selectors, services
from matrix.importers import read_matrix
from matrix.models import AspectSuccession, Catalogue, Rating, Snapshot, Succession
from matrix.services import Answer
from matrix.succession import AspectText, Plan, crossing, most_cautious, propose, stage_steps
from tests.matrix.conftest import SMALL, aspect, stage
from tests.world import build_world

RENAMED = SMALL.replace("S1.2;Fortbildung", "S1.9;Fortbildung")  # the same text under another code
REWORDED = SMALL.replace("Trägt das Netz?", "Trägt das Netz alle Klassen?")


def text(name="Netz", question="Trägt es?", stages=("a", "b", "c"), side="school"):
    return AspectText(side, name, question, stages)


def load(content, *, version="neu", plan=None):
    return services.load_catalogue(read_matrix(content.encode()), version=version, plan=plan)[0]


def shown(subject, code):
    return selectors.profile(subject).answer(code)


# --- what is proposed ---


def test_equal_texts_are_found_under_any_code():
    old = {"A": text(), "B": text("Ziele")}
    assert propose(old, {"A": text("Ziele"), "C": text()}).successors == {"A": ("C",), "B": ("A",)}


@pytest.mark.parametrize(
    ("new", "proposed"),
    [
        (text(question="Anders?"), ("A",)),
        (text(name="Anders"), ("A",)),
        (text(stages=("x", "y", "z")), ("A",)),
        (text(name="Anders", question="Anders?"), ()),
        (text(side="authority", stages=("x", "y", "z")), ()),
    ],
)
def test_the_same_code_alone_is_no_kinship(new, proposed):
    assert propose({"A": text()}, {"A": new}).successors == {"A": proposed}


@pytest.mark.parametrize(
    ("old", "new", "steps"),
    [
        (3, 3, {1: 1, 2: 2, 3: 3}),
        (4, 3, {1: 1, 2: 1, 3: 2, 4: 3}),
        (3, 4, {1: 1, 2: 2, 3: 4}),
        (1, 3, {1: 1}),
    ],
)
def test_no_stage_is_moved_further_than_it_was(old, new, steps):
    assert stage_steps(old, new) == steps


def test_crossing_stages_are_named():
    assert crossing({1: 2, 2: None, 3: 1}) == (1, 3)
    assert crossing({1: 1, 2: 1, 3: None}) is None


def test_the_lowest_stage_stands_for_several():
    assert most_cautious([("not_applicable", None), ("rated", 3), ("rated", 2), ("unknown", None)]) == 2
    assert most_cautious([("not_applicable", None), ("unknown", None)]) == 1


# --- carrying over ---


def test_equal_texts_keep_their_answer_with_day_name_and_sitting(matrix_world, answer):
    said = Answer(state="rated", stage=2, target_stage=3, target_year=2028, priority="high", reason="weil")
    before = answer(matrix_world.school_a, "S1.2", said)
    load(RENAMED)
    row = matrix_world.school_a.ratings.first()
    assert (row.aspect.code, row.source, row.needs_recheck) == ("S1.9", "carried", False)
    names = ("stage", "target_stage", "target_year", "priority", "reason", "rated_by", "rated_at", "round")
    assert [getattr(row, name) for name in names] == [getattr(before, name) for name in names]
    assert [one.pk for one in selectors.history(matrix_world.school_a, row.aspect)] == [row.pk, before.pk]
    counted = AuditEntry.objects.get(verb="matrix.catalogue_loaded", changes__kept__1=1).changes
    assert (counted["rechecks"], counted["ended"]) == ([None, 0], [None, 0])


def test_changed_texts_ask_to_be_checked_until_somebody_does(matrix_world, answer):
    answer(matrix_world.school_a, "S1.1", stage(1))
    answer(matrix_world.school_a, "S2.1", stage(2))
    load(REWORDED)
    school = matrix_world.school_a
    assert {a.aspect.code: a.needs_recheck for a in selectors.profile(school).answers if a.is_answered} == {
        "S1.1": False,
        "S2.1": True,
    }
    assert [one.code for one in selectors.update_queue(selectors.profile(school)).waiting] == ["S2.1"]
    lead = matrix_world.user("lead_a")
    row = services.confirm(school, aspect("S2.1"), seen=shown(school, "S2.1").rating_pk, actor=lead)
    assert (row.source, row.needs_recheck, row.stage) == ("said", False, 2)
    assert selectors.update_queue(selectors.profile(school)).waiting == ()


def test_saying_the_same_again_checks_a_carried_answer(matrix_world, answer):
    answer(matrix_world.school_a, "S2.1", stage(2))
    load(REWORDED)
    row = answer(matrix_world.school_a, "S2.1", stage(2))
    assert (row.source, Rating.unscoped.count()) == ("said", 3)
    assert answer(matrix_world.school_a, "S2.1", stage(2)) == row  # and then nothing has changed


def test_what_waits_for_a_check_stands_first_in_the_update(released, matrix_world):
    load(REWORDED)
    queue = selectors.update_queue(selectors.profile(matrix_world.school_a))
    assert [(one.code, one.needs_recheck) for one in queue.waiting] == [("S2.1", True), ("S1.1", False)]


def test_split_and_merger(matrix_world, answer):
    answer(matrix_world.school_a, "S1.1", stage(3, target_stage=3, target_year=2028, reason="oben"))
    answer(matrix_world.school_a, "S1.2", stage(2, reason="unten"), "member_a")
    steps = {1: 1, 2: 2, 3: 3}
    load(SMALL.replace("Technik", "Netze"), plan=Plan({"S1.1": ("S1.1", "S1.2"), "S1.2": ("S1.2",)}, steps))
    profile = selectors.profile(matrix_world.school_a)
    split, merged = profile.answer("S1.1"), profile.answer("S1.2")
    assert (split.stage, split.needs_recheck, split.reason) == (3, True, "oben")
    assert (merged.stage, merged.needs_recheck) == (2, True)
    assert merged.reason == "S1.2: unten\n\nS1.1: oben"
    assert merged.rated_by == matrix_world.user("member_a").name
    assert AspectSuccession.objects.count() == 3


def test_stages_move_by_the_plan_and_targets_with_them(matrix_world, answer):
    school = matrix_world.school_a
    answer(school, "S1.1", stage(2, target_stage=3, target_year=2028))
    answer(school, "S1.2", stage(1, target_stage=2, target_year=2028))
    answer(school, "S2.1", stage(3))
    codes = {code: (code,) for code in ("S1.1", "S1.2", "S2.1")}
    load(SMALL.replace("alle", "fast alle"), plan=Plan(codes, {1: 2, 2: 2, 3: None}))
    profile = selectors.profile(school)
    assert (profile.answer("S1.1").stage, profile.answer("S1.1").target_stage) == (2, None)
    assert (profile.answer("S1.2").stage, profile.answer("S1.2").target_stage) == (2, 2)
    assert not profile.answer("S2.1").is_answered
    assert school.ratings.filter(aspect__code="S2.1").count() == 1  # the old one stays


def test_a_stage_that_moves_asks_to_be_checked(matrix_world, answer):
    answer(matrix_world.school_a, "S1.1", stage(1))
    load(SMALL.replace("gutes", "bestes"), plan=Plan({"S1.1": ("S1.1",)}, {1: 2, 2: 2, 3: 3}))
    assert shown(matrix_world.school_a, "S1.1").needs_recheck


def test_releases_stay_as_they_were(released, matrix_world):
    before = list(Snapshot.unscoped.order_by("pk").values())
    load(RENAMED)
    assert list(Snapshot.unscoped.order_by("pk").values()) == before
    old = selectors.released_profile(released["a"])
    assert old.profile.matrix.version == "klein"
    assert [(a.aspect.code, a.stage) for a in old.profile.answers] == [
        ("S1.1", 1),
        ("S1.2", None),
        ("S2.1", 2),
    ]


def test_there_and_back_takes_the_newest_answer_along(matrix_world, answer):
    answer(matrix_world.school_a, "S1.2", stage(1))
    load(RENAMED)
    answer(matrix_world.school_a, "S1.9", stage(3))
    load(SMALL)
    assert shown(matrix_world.school_a, "S1.2").stage == 3
    assert len(selectors.history(matrix_world.school_a, aspect("S1.2"))) == 4
    assert Succession.objects.count() == 2


def test_an_open_sitting_goes_on_in_the_new_version(matrix_world, answer):
    old = aspect("S1.1")
    first = answer(matrix_world.school_a, "S1.1", stage(1))
    load(SMALL.replace("einige", "viele"))
    school, lead = matrix_world.school_a, matrix_world.user("lead_a")
    assert selectors.working_catalogue(school).version == "neu"
    with pytest.raises(DomainError, match="anderen Fassung"):
        services.rate(school, old, stage(2), seen=first.pk, actor=lead)
    with pytest.raises(Conflict):
        services.rate(school, aspect("S1.1"), stage(2), seen=first.pk, actor=lead)
    row = answer(school, "S1.1", stage(2))
    assert row.round_id == first.round_id
    assert services.release(school, actor=lead).data["ratings"]["S1.1"]["stage"] == 2


@pytest.mark.parametrize(
    ("plan", "problem"),
    [
        (Plan({"S1.1": ("X",)}, {}), "kein solcher|keinen solchen|gibt"),
        (Plan({"S1.1": ("T1.1",)}, {}), "Träger"),
        (Plan({}, {1: 2, 2: 1}), "kreuzen"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_whole(matrix_world, plan, problem):
    with pytest.raises(DomainError, match=problem):
        load(REWORDED, plan=plan)
    assert Catalogue.objects.get().version == "klein"


def test_only_carried_answers_wait_for_a_check(matrix_world, answer):
    row = answer(matrix_world.school_a, "S1.1", stage(1))
    row.pk, row.needs_recheck = None, True
    with pytest.raises(IntegrityError, match="rating_recheck_only_carried"), transaction.atomic():
        row.save()


# --- pages ---


def test_pages_say_what_to_check(matrix_world, answer):
    answer(matrix_world.school_a, "S2.1", stage(2))
    load(REWORDED)
    client = matrix_world.client_for("lead_a")
    for page in ("", "aspekt/S2.1/", "aktualisieren/", "tabelle/", "pruefen/"):
        said = client.get(f"/matrix/schule/990012/{page}").content.decode()
        assert "itte neu prüfen" in said or "Bitte prüfen Sie" in said, page
    answer(matrix_world.school_a, "S2.1", stage(2))
    assert "itte neu prüfen" not in client.get("/matrix/schule/990012/").content.decode()


def test_a_page_of_the_old_version_is_not_saved_unseen(matrix_world):
    client = matrix_world.client_for("lead_a")
    typed = {"answer": "2", "reason": "aus der alten Seite", "seen": "", "asked": str(aspect("S2.1").pk)}
    load(REWORDED)
    response = client.post("/matrix/schule/990012/aspekt/S2.1/", typed)
    said = response.content.decode()
    assert response.status_code == 422
    assert "neue Fassung" in said
    assert "aus der alten Seite" in said
    assert not Rating.unscoped.exists()
    again = {name: response.context["form"][name].value() for name in ("answer", "reason", "seen", "asked")}
    assert client.post("/matrix/schule/990012/aspekt/S2.1/", again).status_code == 302
    assert shown(matrix_world.school_a, "S2.1").stage == 2


def test_a_row_of_the_old_table_is_not_saved_unseen(matrix_world):
    client = matrix_world.client_for("lead_a")
    typed = {"S2-1-answer": "2", "S2-1-asked": str(aspect("S2.1").pk)}
    load(REWORDED)
    response = client.post("/matrix/schule/990012/tabelle/", typed)
    assert (response.status_code, Rating.unscoped.exists()) == (422, False)
    assert "neue Fassung" in response.content.decode()


def test_an_answer_to_a_question_that_ended_is_told_back(matrix_world):
    client = matrix_world.client_for("lead_a")
    typed = {"answer": "2", "reason": "viel getippt", "asked": str(aspect("S1.2").pk)}
    load(RENAMED)
    response = client.post("/matrix/schule/990012/aspekt/S1.2/", typed, follow=True)
    assert response.status_code == 200
    assert "viel getippt" in response.content.decode()
    assert client.get("/matrix/schule/990012/aspekt/S1.2/").status_code == 404


# --- two at once ---


def at_once(*acts):
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=20)
            return act()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_follow_each_other():
    services.load_catalogue(read_matrix(SMALL.encode()), version="klein")
    found = at_once(lambda: load(REWORDED, version="a"), lambda: load(RENAMED, version="b"))
    assert sorted(catalogue.version for catalogue in found) == ["a", "b"]
    assert [str(one) for one in Succession.objects.all()] in (["klein → a", "a → b"], ["klein → b", "b → a"])
    assert Catalogue.objects.current().count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_very_first_two_at_once():
    found = at_once(lambda: load(SMALL, version="a"), lambda: load(RENAMED, version="b"))
    assert sorted(catalogue.version for catalogue in found) == ["a", "b"]
    assert Catalogue.objects.current().count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_try", range(5))
def test_an_answer_during_the_change_is_carried_over_or_refused(_try):
    world = build_world()
    services.load_catalogue(read_matrix(SMALL.encode()), version="klein")
    school, lead, old = world.school_a, world.user("lead_a"), aspect("S2.1")
    found = at_once(
        lambda: load(REWORDED), lambda: services.rate(school, old, stage(2), seen=None, actor=lead)
    )
    answered = isinstance(found[1], Rating)
    assert answered or isinstance(found[1], DomainError)
    assert shown(school, "S2.1").stage == (2 if answered else None)
    assert shown(school, "S2.1").needs_recheck is answered
    assert not school.rounds.filter(catalogue__is_current=False).exists()
