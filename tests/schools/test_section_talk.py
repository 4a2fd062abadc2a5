"""A draft beyond the school: shown by one act, commented with a label, signed off for exactly one text."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from core.errors import Conflict, DomainError
from schools.access import Role
from schools.models import ConceptSection, Membership, SectionComment, ShownSection
from schools.selectors.concept import talk as selectors
from schools.services import concept as services
from schools.services.concept import talk
from tests.counting import page_queries
from tests.schools.concepts import text_of, url, write
from tests.world import ACTORS

State = ConceptSection.State
REVIEWS = "/schulen/rueckmeldungen/"


def show(concept, lead, number=1, version=1, **extra):
    return talk.show_section(concept, number=number, version=version, actor=lead, **extra)


def say(school, actor, text="Ein Wort dazu", audience="internal", number=1, submission_id=None):
    given = {"number": number, "text": text, "audience": audience, "actor": actor}
    return talk.comment_section(school, submission_id=submission_id or uuid4(), **given)


# --- showing ---


@pytest.mark.parametrize("with_authority", [False, True])
def test_who_reads_a_shown_section(world, concept, lead, with_authority):
    write(concept, lead)
    show(concept, lead, with_authority=with_authority)
    readers = {
        actor for actor in ACTORS if actor != "anonymous" and ShownSection.visible_to(world.user(actor))
    }
    office = {"staff", "head"} if with_authority else set()
    assert readers == {"lead_a", "member_a", "adviser"} | office


@pytest.mark.parametrize(
    ("sent", "shared"), [({}, False), ({"with_authority": "1"}, True), ({"with_authority": "false"}, False)]
)
def test_the_form_says_who_reads_it(world, concept, lead, sent, shared):
    write(concept, lead)
    world.client_for("lead_a").post(url("section_show", 1), {"version": 1, **sent})
    assert ShownSection.unscoped.get().with_authority is shared


def test_the_draft_goes_on_unseen(world, concept, lead):
    write(concept, lead, text="Gezeigter Satz")
    show(concept, lead)
    write(concept, lead, text="Heimlicher Satz", version=1)
    page = text_of(world.client_for("adviser").get(url("section_feedback", 1)))
    assert "Gezeigter Satz" in page
    assert "Heimlicher Satz" not in page
    own = text_of(world.client_for("lead_a").get(url("section_feedback", 1)))
    assert "Sie haben seither weitergeschrieben" in own


def test_only_what_the_school_saw_is_shown(concept, lead):
    with override("de"), pytest.raises(DomainError, match="noch leer"):
        show(concept, lead)
    write(concept, lead)
    write(concept, lead, text="Von der Kollegin", version=1)
    with pytest.raises(Conflict):
        show(concept, lead, version=1)
    assert ShownSection.unscoped.count() == 0


def test_all_at_once_and_no_longer(world, concept, lead):
    for number in (1, 2):
        write(concept, lead, number=number)
    assert (talk.show_concept(concept, actor=lead), talk.show_concept(concept, actor=lead)) == (2, 0)
    for _twice in range(2):
        talk.hide_section(concept, number=1, actor=lead)
    assert [row.number for row in ShownSection.visible_to(world.user("adviser"))] == [2]


def test_all_at_once_takes_nothing_away_from_the_traeger(world, concept, lead):
    for number in (1, 2):
        write(concept, lead, number=number)
    show(concept, lead, with_authority=True)
    write(concept, lead, text="Neu gefasst", version=1)
    assert talk.show_concept(concept, actor=lead) == 2
    shown = {row.number: row.text for row in ShownSection.visible_to(world.user("staff"))}
    assert shown == {1: "Neu gefasst"}


# --- comments ---


def test_each_audience_reaches_its_readers(world, lead):
    for audience in ("internal", "advisers", "everyone"):
        say(world.school_a, lead, audience=audience)
    seen = {
        actor: {row.audience for row in SectionComment.visible_to(world.user(actor))}
        for actor in ACTORS
        if actor != "anonymous"
    }
    school, adviser, office = {"internal", "advisers", "everyone"}, {"advisers", "everyone"}, {"everyone"}
    expected = dict.fromkeys(("lead_a", "member_a"), school) | {"adviser": adviser}
    expected |= dict.fromkeys(("staff", "head"), office)
    assert seen == {actor: set() for actor in seen} | expected


@pytest.mark.parametrize("actor", ["adviser", "staff", "lead_b", "supervision"])
def test_an_internal_comment_never_leaves_the_school(world, concept, lead, actor):
    write(concept, lead)
    show(concept, lead, with_authority=True)
    say(world.school_a, lead, text="Nur unter uns")
    client = world.client_for(actor)
    places = [url("section_feedback", 1), url("concept_detail"), url("section_update", 1), REVIEWS]
    texts = [text_of(client.get(place)) for place in places]
    texts.append(text_of(client.post(url("section_feedback", 1), {"text": ""})))
    assert not any("Nur unter uns" in text for text in texts)


@pytest.mark.parametrize(
    ("actor", "audience"), [("adviser", "internal"), ("staff", "internal"), ("staff", "advisers")]
)
def test_nobody_takes_an_audience_of_another_side(world, actor, audience):
    with pytest.raises(DomainError):
        say(world.school_a, world.user(actor), audience=audience)
    given = {"text": "x", "audience": audience, "submission_id": str(uuid4())}
    assert world.client_for(actor).post(url("section_feedback", 1), given).status_code == 422
    assert SectionComment.unscoped.count() == 0


def test_the_database_keeps_internal_comments_in_the_school(world):
    values = {"school": world.school_a, "number": 1, "text": "x"}
    for side, audience in (("adviser", "internal"), ("authority", "advisers")):
        with pytest.raises(IntegrityError), transaction.atomic():
            SectionComment.unscoped.create(side=side, audience=audience, **values)


def test_a_comment_is_saved_once_and_labelled(world, concept):
    client = world.client_for("adviser")
    given = {"text": "Gut <b>so</b>", "audience": "advisers", "submission_id": str(uuid4())}
    for _twice in range(2):
        assert client.post(url("section_feedback", 1), given).status_code == 302
    assert SectionComment.unscoped.count() == 1
    page = text_of(world.client_for("lead_a").get(url("section_feedback", 1)))
    assert "Meike Rat</strong>, Medienberatung" in page
    assert "Geteilt: Schule und Medienberatung lesen das" in page
    assert "Gut &lt;b&gt;so&lt;/b&gt;" in page


def test_a_form_of_another_school_or_author_is_told_so(world, concept, lead):
    mark = uuid4()
    say(world.school_b, world.user("lead_b"), submission_id=mark)
    given = {"text": "Noch ein Wort", "audience": "internal", "submission_id": str(mark)}
    answer = world.client_for("lead_a").post(url("section_feedback", 1), given)
    assert answer.status_code == 422
    assert "Dieses Formular wurde schon an anderer Stelle abgeschickt" in text_of(answer)
    assert SectionComment.unscoped.count() == 1


@pytest.mark.parametrize("text", ["", "  \n", "x" * 2001])
def test_a_comment_has_a_length(world, lead, text):
    with pytest.raises(DomainError):
        say(world.school_a, lead, text=text)


# --- sign-off ---


def check(concept, world, version=1, actor="adviser"):
    return talk.check_section(concept, number=1, version=version, actor=world.user(actor))


def test_the_adviser_signs_off_what_was_read(world, concept, lead):
    write(concept, lead)
    show(concept, lead)
    first, second = check(concept, world), check(concept, world)
    assert first.checked_at == second.checked_at
    section = ConceptSection.unscoped.get()
    assert (section.state, section.checked_by) == (State.CHECKED, world.user("adviser"))
    write(concept, lead, text="Anders", version=1)
    section.refresh_from_db()
    assert section.state == State.DRAFT
    show(concept, lead, version=2)
    assert ShownSection.unscoped.get().checked_at is None


def test_a_text_written_on_is_not_signed_off(world, concept, lead):
    write(concept, lead)
    with pytest.raises(DomainError):
        check(concept, world)
    show(concept, lead)
    write(concept, lead, text="Anders", version=1)
    with pytest.raises(Conflict):
        check(concept, world)
    show(concept, lead, version=2)
    with pytest.raises(Conflict):
        check(concept, world, version=1)
    assert ConceptSection.unscoped.get().state == State.DRAFT


def test_an_adopted_section_stays_adopted(world, concept, lead):
    write(concept, lead)
    show(concept, lead)
    ConceptSection.unscoped.update(state=State.ADOPTED)
    check(concept, world)
    assert ConceptSection.unscoped.get().state == State.ADOPTED


def test_sign_off_by_button(world, concept, lead):
    write(concept, lead)
    show(concept, lead)
    client = world.client_for("adviser")
    assert "Diesen Text als geprüft bestätigen" in text_of(client.get(url("section_feedback", 1)))
    page = text_of(client.post(url("section_check", 1), {"version": 1}, follow=True))
    assert "Sie haben diesen Abschnitt als geprüft bestätigt" in page
    assert "von der Medienberatung geprüft" in text_of(world.client_for("lead_a").get(url("concept_detail")))


# --- from school to school ---


def second_school(world):
    """The adviser of A advises C as well, and C shows its section 5."""
    Membership.unscoped.create(user=world.user("adviser"), role=Role.MEDIA_ADVISER, school=world.school_c)
    other = services.ensure_concept(world.school_c)
    write(other, world.user("lead_c"), number=5)
    show(other, world.user("lead_c"), number=5)
    return other


def test_next_section_then_next_school(world, concept, lead):
    second_school(world)
    for number in (1, 3):
        write(concept, lead, number=number)
        show(concept, lead, number=number)
    adviser = world.user("adviser")
    stop = selectors.next_stop(user=adviser, school=world.school_a, number=1)
    assert (stop.school, stop.number, stop.is_other_school) == (world.school_a, 3, False)
    for number in (1, 3):
        talk.check_section(concept, number=number, version=1, actor=adviser)
    stop = selectors.next_stop(user=adviser, school=world.school_a, number=3)
    assert (stop.school, stop.number, stop.is_other_school) == (world.school_c, 5, True)
    assert selectors.next_stop(user=adviser, school=world.school_c, number=5) is None
    page = text_of(world.client_for("adviser").get(url("section_feedback", 3)))
    assert "Nächste Schule" in page
    assert reverse("schools:section_feedback", args=[world.school_c.school_number, 5]) in page


def test_the_list_is_empty_then_filled(world, concept, lead):
    client = world.client_for("adviser")
    assert "Nichts wartet auf Sie" in text_of(client.get(REVIEWS))
    write(concept, lead)
    show(concept, lead)
    assert "Abschnitt 1" in text_of(client.get(REVIEWS))
    assert "Abschnitt 1" not in text_of(world.client_for("adviser_c").get(REVIEWS))


def test_query_counts_do_not_grow(world, concept, lead):
    second_school(world)
    client, counts = world.client_for("adviser"), []
    for number in (1, 2, 3):
        write(concept, lead, number=number)
        show(concept, lead, number=number)
        say(world.school_a, lead, audience="everyone")
        counts.append([page_queries(client, place) for place in (REVIEWS, url("section_feedback", 1))])
    assert counts == [counts[0]] * 3


# --- done, and who is asked next ---


def settle(name, comment, client):
    return client.post(reverse(f"schools:{name}", args=[comment.pk])).status_code


def test_a_comment_is_done_and_kept(world):
    adviser, lead = world.client_for("adviser"), world.client_for("lead_a")
    comment = say(world.school_a, world.user("adviser"), "Bitte ein Beispiel", "advisers")
    page = url("section_feedback", 1)
    assert "Kommentare zu Ihrem Medienkonzept" in text_of(lead.get(reverse("home")))
    assert [settle("comment_settle", comment, client) for client in (lead, lead)] == [302, 302]
    shown = text_of(lead.get(page))
    assert "1 erledigter Kommentar" in shown
    assert "Bitte ein Beispiel" in shown
    assert "Kommentare zu Ihrem Medienkonzept" not in text_of(lead.get(reverse("home")))
    assert settle("comment_reopen", comment, adviser) == 302  # the author
    comment.refresh_from_db()
    assert (comment.done_at, comment.done_by) == (None, None)


def test_what_is_shown_as_it_is_is_not_offered_again(world, concept, lead):
    write(concept, lead, number=1)
    show(concept, lead, number=1)
    page = text_of(world.client_for("lead_a").get(url("section_feedback", 1)))
    assert "Ihr Entwurf wird gezeigt" in page
    assert "Ihren Entwurf zeigen" not in page


def test_an_adviser_answers_without_a_word(world):
    asked = say(world.school_a, world.user("lead_a"), "Passt das Ziel?", "advisers")
    adviser, page = world.client_for("adviser"), url("section_feedback", 1)
    button = reverse("schools:comment_settle", args=[asked.pk])
    assert button in text_of(adviser.get(page))
    assert settle("comment_settle", asked, adviser) == 302
    asked.refresh_from_db()
    assert asked.done_by == world.user("adviser")
    assert "1 erledigter Kommentar" in text_of(world.client_for("lead_a").get(page))


def test_only_the_school_the_author_and_who_was_asked_settle(world):
    comment = say(world.school_a, world.user("lead_a"), audience="everyone")
    internal = say(world.school_a, world.user("lead_a"), audience="internal")
    said = {
        actor: settle("comment_settle", comment, world.client_for(actor))
        for actor in ("adviser", "staff", "lead_b")
    }
    assert said == {"adviser": 302, "staff": 403, "lead_b": 404}
    assert settle("comment_settle", internal, world.client_for("adviser")) == 404


def test_the_adviser_is_told_what_waits(world, concept, lead):
    client, home = world.client_for("adviser"), reverse("home")
    write(concept, lead)
    show(concept, lead)
    asked = say(world.school_a, lead, "Reicht das so?", "advisers")
    say(world.school_a, lead, "Unter uns", "internal")
    tasks = {task.title: task for task in client.get(home).context["home"].tasks}
    check = tasks["Abschnitte des Medienkonzepts lesen und prüfen"]
    answer = tasks["Kommentare Ihrer Schulen beantworten"]
    assert (check.status, check.minutes, check.url) == ("1 wartet", 10, REVIEWS)
    assert (answer.status, answer.minutes, answer.url) == (
        "1 wartet",
        3,
        url("section_feedback", asked.number),
    )
    say(world.school_a, world.user("adviser"), "Ja", "advisers")
    talk.check_section(concept, number=1, version=1, actor=world.user("adviser"))
    left = {task.title for task in client.get(home).context["home"].tasks}
    assert not left & {check.title, answer.title}
