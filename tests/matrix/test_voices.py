"""Other views: who may say what about whom, who reads it, and that it never touches the answer beside it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from core.errors import Conflict, DomainError
from matrix import selectors, services
from matrix.models import Snapshot, Voice
from matrix.rules import speaker_of
from matrix.succession import Plan
from tests.matrix.conftest import SWAPPED, aspect
from tests.matrix.test_successions import REWORDED, load
from tests.world import World


def say(world: World, snapshot: Snapshot, code: str = "S2.1", number: int = 1, *, actor="adviser", **more):
    speaker = speaker_of(world.user(actor), snapshot)
    assert speaker
    told = {
        "kind": speaker.kind,
        "by_school": speaker.by_school,
        "reason": "Anders gesehen",
        "seen": None,
    } | more
    return services.say(snapshot, aspect(code), state="rated", stage=number, actor=world.user(actor), **told)


def heard_of(world: World, code: str) -> list[selectors.VoiceLine]:
    profile = selectors.profile(world.school_a)
    found = profile and profile.answer(code)
    assert found
    return selectors.voices_of(world.school_a, found.aspect, profile.matrix, user=world.user("lead_a"))


@pytest.mark.parametrize(
    ("of", "kinds"),
    [
        ("a", {"adviser": "adviser", "staff": "peer", "head": "peer"}),
        ("b", {"staff": "peer", "head": "peer"}),
        ("c", {"adviser_c": "adviser", "staff_c": "peer"}),
        ("authority", {"lead_a": "peer", "lead_b": "peer"}),
        ("authority_c", {"lead_c": "peer"}),
    ],
)
def test_who_speaks_about_whom(matrix_world: World, released, of: str, kinds: dict[str, str]) -> None:
    found = {}
    for actor in matrix_world.users:
        if speaker := speaker_of(matrix_world.user(actor), released[of]):
            found[actor] = speaker.kind
    assert found == kinds


def test_a_view_stands_beside_the_answer_and_changes_nothing(matrix_world: World, released) -> None:
    before = released["a"].data, matrix_world.school_a.ratings.count()
    say(matrix_world, released["a"], number=1)
    say(matrix_world, released["a"], number=2, actor="staff")
    rows = selectors.voice_rows(released["a"], user=matrix_world.user("lead_a"))
    row = next(row for row in rows if row.answer.aspect.code == "S2.1")
    said = {(line.voice.speaker, line.voice.stage, line.differs) for line in row.lines}
    assert (row.answer.stage, said) == (2, {("Medienberatung", 1, True), ("Träger", 2, False)})
    released["a"].refresh_from_db()
    assert (released["a"].data, matrix_world.school_a.ratings.count()) == before


def test_the_newest_view_of_each_speaker_counts_and_none_is_overwritten(
    matrix_world: World, released
) -> None:
    first = say(matrix_world, released["a"], number=1)
    assert say(matrix_world, released["a"], number=1) == first  # a double click
    with pytest.raises(Conflict):
        say(matrix_world, released["a"], number=3)
    again = say(matrix_world, released["a"], number=3, seen=first.pk)
    found = heard_of(matrix_world, "S2.1")
    assert ([line.voice for line in found], Voice.unscoped.count()) == ([again], 2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Voice.unscoped.filter(pk=first.pk).update(reason="anders")


@pytest.mark.parametrize(
    ("code", "more", "message"),
    [
        ("S1.2", {"actor": "staff"}, "gemeinsamer Themen"),
        ("T1.1", {}, "nicht zu dieser Freigabe"),
        ("S2.1", {"number": 9}, "Diese Stufe gibt es"),
        ("S2.1", {"reason": "  "}, "warum Sie es so sehen"),
    ],
)
def test_what_cannot_be_said(matrix_world: World, released, code: str, more, message: str) -> None:
    with pytest.raises(DomainError, match=message):
        say(matrix_world, released["a"], code, **more)
    assert not Voice.unscoped.exists()


def test_a_view_of_the_table_names_its_meeting(matrix_world: World, released) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        say(matrix_world, released["a"], kind="table")
    say(matrix_world, released["a"], kind="table", meeting=7, meeting_title="Runder Tisch, 3. Treffen")
    for actor in ("lead_a", "staff", "adviser", "supervision", "moderator"):
        assert Voice.visible_to(matrix_world.user(actor)).count() == 1, actor
    for actor in ("lead_b", "lead_c", "staff_c", "admin"):
        assert not Voice.visible_to(matrix_world.user(actor)).exists(), actor


def test_who_reads_a_view(matrix_world: World, released) -> None:
    say(matrix_world, released["a"])
    say(matrix_world, released["a"], actor="staff")
    say(matrix_world, released["authority"], "T2.1", actor="lead_a")
    read = {
        actor: sorted(Voice.visible_to(matrix_world.user(actor)).values_list("kind", "aspect__code"))
        for actor in ("lead_a", "member_a", "lead_b", "staff", "adviser", "supervision", "staff_c", "admin")
    }
    school, peers = ("adviser", "S2.1"), [("peer", "S2.1"), ("peer", "T2.1")]
    assert read == {
        "lead_a": [school, *peers],
        "member_a": [school, *peers],
        "lead_b": [],
        "staff": peers,
        "adviser": [school],
        "supervision": [],
        "staff_c": [],
        "admin": [],
    }


def test_pages_show_both_side_by_side(matrix_world: World, released) -> None:
    url = f"/matrix/freigaben/{released['a'].pk}/sichten/"
    adviser, lead = matrix_world.client_for("adviser"), matrix_world.client_for("lead_a")
    assert "keine andere Sicht zu lesen" in lead.get(url).content.decode()
    assert f"{url}S2.1/" in adviser.get(url).content.decode()
    assert lead.get(f"{url}S2.1/").status_code == 403
    typed = {"answer": "1", "reason": "Vor Ort gesehen: kaum Empfang", "seen": ""}
    assert adviser.post(f"{url}S2.1/", typed | {"reason": ""}).status_code == 422
    assert adviser.post(f"{url}S2.1/", typed).status_code == 302
    conflict = adviser.post(f"{url}S2.1/", typed | {"answer": "3", "reason": "Noch anders"})
    assert conflict.status_code == 409
    assert "Noch anders" in conflict.content.decode()
    page = lead.get(url).content.decode()
    assert "kaum Empfang" in page
    assert "weicht ab" in page
    assert "kaum Empfang" in lead.get("/matrix/schule/990012/aspekt/S2.1/").content.decode()
    assert "kaum Empfang" in lead.get("/matrix/traeger/99001/themen/G2/").content.decode()
    for actor in ("staff", "lead_b", "supervision"):
        topic = matrix_world.client_for(actor).get("/matrix/traeger/99001/themen/G2/").content.decode()
        assert "kaum Empfang" not in topic, actor


# --- another version of the matrix ---


def lines(
    world: World, release: Snapshot, actor: str = "lead_a"
) -> dict[str, list[tuple[str, int | None, bool]]]:
    """Code -> speaker, stage, whether it differs."""
    rows = selectors.voice_rows(release, user=world.user(actor))
    found = {row.answer.aspect.code: row.lines for row in rows if row.lines}
    return {
        code: [(one.voice.speaker, one.stage, one.differs) for one in said] for code, said in found.items()
    }


def test_a_view_follows_its_aspect_and_not_its_code(matrix_world: World, released) -> None:
    first = say(matrix_world, released["a"], number=1)
    say(matrix_world, released["a"], number=3, actor="staff")
    load(SWAPPED)
    again = services.release(matrix_world.school_a, actor=matrix_world.user("lead_a"))
    said = {"S1.1": [("Medienberatung", 1, True), ("Träger", 3, True)]}
    assert lines(matrix_world, again) == said
    assert lines(matrix_world, released["a"]) == {"S2.1": said["S1.1"]}  # an old release stays as it was
    assert (len(heard_of(matrix_world, "S1.1")), heard_of(matrix_world, "S2.1")) == (2, [])
    adviser = matrix_world.client_for("adviser")
    topic = adviser.get("/matrix/traeger/99001/themen/G2/").content.decode()
    assert topic.count("Anders gesehen") == 1
    assert "Anders gesehen" not in adviser.get("/matrix/traeger/99001/themen/G1/").content.decode()
    (found,) = selectors.differences([again], user=matrix_world.user("staff"))
    assert (found.code, [one.stage for one in found.said]) == ("S1.1", [3])
    say(matrix_world, again, "S2.1", number=2)  # nobody has spoken of that one yet
    with pytest.raises(Conflict):
        say(matrix_world, again, "S1.1", number=1)
    newer = say(matrix_world, again, "S1.1", number=1, seen=first.pk)
    assert newer.pk != first.pk  # the same words, to another text
    assert len(lines(matrix_world, again)["S1.1"]) == 2


def test_a_view_is_told_in_the_stages_of_the_newer_matrix(matrix_world: World, released) -> None:
    say(matrix_world, released["a"], number=2)
    say(matrix_world, released["a"], number=3, actor="staff")
    load(REWORDED, plan=Plan({"S2.1": ("S2.1",)}, {1: 1, 2: 3, 3: None}))
    again = services.release(matrix_world.school_a, actor=matrix_world.user("lead_a"))
    assert lines(matrix_world, again) == {"S2.1": [("Medienberatung", 3, False), ("Träger", None, False)]}
    page = matrix_world.client_for("lead_a").get(f"/matrix/freigaben/{again.pk}/sichten/").content.decode()
    assert page.count("damals S2.1 Netz") == 2
    assert "Stufe 3 von 3" in page
    assert not selectors.differences([again], user=matrix_world.user("staff"))


def test_views_on_aspects_that_became_one_stand_until_there_is_a_newer_one(
    matrix_world: World, released
) -> None:
    say(matrix_world, released["a"], "S1.1", number=1)
    last = say(matrix_world, released["a"], "S2.1", number=3)
    load(REWORDED, plan=Plan({"S1.1": ("S2.1",), "S2.1": ("S2.1",)}, {1: 1, 2: 2, 3: 3}))
    again = services.release(matrix_world.school_a, actor=matrix_world.user("lead_a"))
    assert {one[1] for one in lines(matrix_world, again)["S2.1"]} == {1, 3}
    say(matrix_world, again, "S2.1", number=2, seen=last.pk)
    assert [one[1] for one in lines(matrix_world, again)["S2.1"]] == [2]
