"""Nothing that was written is lost: history, restoring, two at once, and who is there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from core.errors import Conflict
from schools.models import ConceptSection, SectionPresence, SectionText
from schools.services import concept as services
from schools.services.concept import history
from tests.counting import page_queries
from tests.schools.concepts import text_of, url, write


def texts():
    return [(row.version, row.text) for row in SectionText.unscoped.order_by("version")]


def restore(client, version, seen):
    return client.post(url("section_restore", 1, version), {"version": seen}, follow=True)


def test_each_save_is_kept(concept, lead):
    for version, text in enumerate(("Eins", "Zwei", "", "Zwei")):
        write(concept, lead, text=text, version=version)
    write(concept, lead, text="Zwei", version=4)  # the same again is no change
    assert texts() == [(1, "Eins"), (2, "Zwei"), (3, ""), (4, "Zwei")]


def test_one_sitting_of_autosaves_is_one_text(world, concept, lead):
    write(concept, lead, text="Fertig")
    for version, text in ((1, "Fer"), (2, "F"), (3, "Fertiger")):
        write(concept, lead, text=text, version=version, is_autosave=True)
    assert texts() == [(1, "Fertig"), (4, "Fertiger")]
    write(concept, lead, text="Fertiger", version=4)  # save pressed: the sitting is over
    write(concept, lead, text="Neu", version=4, is_autosave=True)
    write(concept, world.user("member_a"), text="Von mir", version=5, is_autosave=True)
    assert texts() == [(1, "Fertig"), (4, "Fertiger"), (5, "Neu"), (6, "Von mir")]


def test_a_long_sitting_is_cut(concept, lead):
    write(concept, lead, text="Eins", is_autosave=True)
    SectionText.unscoped.update(begun_at=timezone.now() - history.SITTING - timedelta(minutes=1))
    write(concept, lead, text="Zwei", version=1, is_autosave=True)
    assert texts() == [(1, "Eins"), (2, "Zwei")]


def test_restoring_makes_a_new_version(world, concept, lead):
    write(concept, lead, text="Eins")
    write(concept, lead, text="Zwei", version=1)
    page = text_of(restore(world.client_for("member_a"), 1, 2))
    assert "als neue Fassung wiederhergestellt" in page
    assert texts() == [(1, "Eins"), (2, "Zwei"), (3, "Eins")]
    newest = SectionText.unscoped.get(version=3)
    assert (newest.origin, newest.written_by) == ("restored", world.user("member_a"))


def test_restoring_overwrites_nobody(world, concept, lead):
    for version, text in enumerate(("Eins", "Zwei", "Drei")):
        write(concept, lead, text=text, version=version)
    page = text_of(restore(world.client_for("lead_a"), 1, 2))
    assert "Es wurde nichts überschrieben" in page
    assert "noch einmal" in text_of(restore(world.client_for("lead_a"), 1, "x"))
    assert ConceptSection.unscoped.get().text == "Drei"


def test_an_adopted_concept_is_not_restored(world, concept, lead):
    for version, text in enumerate(("Eins", "Zwei")):
        write(concept, lead, text=text, version=version)
    for state in ("consultation", "discussed", "adopted"):
        services.change_state(concept, state, actor=lead, on=timezone.localdate())
    restore(world.client_for("lead_a"), 1, 2)
    assert ConceptSection.unscoped.get().text == "Zwei"
    assert "Diesen Text wiederherstellen" not in text_of(
        world.client_for("lead_a").get(url("section_text", 1, 1))
    )


def test_the_pages_show_words_that_came_and_went(world, concept, lead):
    client = world.client_for("member_a")
    assert "Sobald Sie speichern, steht der Text hier" in text_of(client.get(url("section_history", 1)))
    write(concept, lead, text="Wir lesen <b>viel</b>.")
    write(concept, lead, text="Wir schreiben <b>viel</b>.", version=1)
    listed = text_of(client.get(url("section_history", 1)))
    assert listed.count("Lea Anger") == 2
    page = text_of(client.get(url("section_text", 1, 2)))
    assert '<del><span class="visually-hidden">entfernt: </span>lesen' in page
    assert '<ins><span class="visually-hidden">hinzugefügt: </span>schreiben' in page
    assert "&lt;b&gt;viel" in page
    assert client.get(url("section_text", 1, 3)).status_code == 404
    assert client.get(url("section_text", 2, 1)).status_code == 404


def test_query_count_of_the_history_does_not_grow(world, concept, lead):
    client, counts = world.client_for("lead_a"), []
    for version in range(3):
        write(concept, lead, text=f"Text {version}", version=version)
        counts.append(
            [page_queries(client, url(*place)) for place in (("section_history", 1), ("section_text", 1, 1))]
        )
    assert counts[1:] == [counts[1]] * 2
    assert counts[0][0] == counts[1][0]


@pytest.mark.parametrize("actor", ["adviser", "staff", "lead_b", "admin"])
def test_earlier_texts_are_the_schools_alone(world, concept, lead, actor):
    write(concept, lead)
    client = world.client_for(actor)
    refused = {
        client.get(url("section_history", 1)).status_code,
        client.get(url("section_text", 1, 1)).status_code,
    }
    assert refused == ({404} if actor == "lead_b" else {403})
    assert not SectionText.visible_to(world.user(actor))


# --- two at once ---


def test_twenty_editors_one_wins_and_nothing_is_lost(concept, lead):
    write(concept, lead, text="Anfang")
    outcomes = []
    for number in range(20):
        try:
            write(concept, lead, text=f"Fassung {number}", version=1)
            outcomes.append("saved")
        except Conflict as conflict:
            outcomes.append(conflict.theirs)
    assert outcomes == ["saved", *["Fassung 0"] * 19]
    assert texts() == [(1, "Anfang"), (2, "Fassung 0")]


def test_the_merge_page_shows_where_they_differ(world, concept, lead):
    write(concept, lead, text="Wir lesen viel.")
    write(concept, world.user("member_a"), text="Wir malen viel.", version=1)
    answer = world.client_for("lead_a").post(
        url("section_update", 1), {"text": "Wir singen viel.", "version": 1}
    )
    page = text_of(answer)
    assert answer.status_code == 409
    assert "</span>malen <span" in page
    assert "</span>singen <span" in page
    assert "Ihre Fassung" in page


# --- who is there ---


def test_the_editor_says_who_else_is_there(world, concept, lead):
    client, other = world.client_for("lead_a"), world.client_for("member_a")
    assert "Lea" not in text_of(client.post(url("section_presence", 1)))
    with override("de"):
        assert "Gerade auch hier: Lea Anger" in text_of(other.post(url("section_presence", 1)))
    assert "Lea" not in text_of(other.post(url("section_presence", 2)))
    SectionPresence.unscoped.update(seen_at=timezone.now() - SectionPresence.PRESENT - timedelta(seconds=1))
    assert "Lea" not in text_of(other.post(url("section_presence", 1)))
    assert SectionPresence.unscoped.filter(number=1).count() == 1
