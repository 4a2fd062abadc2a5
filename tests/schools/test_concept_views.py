"""Pages of the Medienkonzept: what is shown and saved, what bad input does. All without JavaScript."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.fingerprint import fingerprint
from schools.models import CompetenceUse, ConceptSection, ConceptVersion, MediaConcept
from schools.services import concept as services
from tests.counting import page_queries
from tests.schools.concepts import SCHOOL_A, pdf, pdf_bytes, text_of, url

# --- the page ---


def test_an_empty_concept_is_read_without_being_written(world):
    page = text_of(world.client_for("member_a").get(url("concept_detail")))
    assert page.count("task-item__link") == 12
    assert "0 von 12 Abschnitten begonnen" in page
    assert "0 von 24 Teilkompetenzen" in page
    assert "Noch keine beschlossene Fassung" in page
    assert MediaConcept.unscoped.count() == 0


def test_the_page_says_who_wrote_what(world, filled):
    page = text_of(world.client_for("member_a").get(url("concept_detail")))
    assert "2 Wörter, geändert von Lea Anger am" in page
    assert "1 von 24 Teilkompetenzen" in page
    assert "in Fortschreibung" in page


STEPS_SHOWN = {
    "draft": (["concept_consult"], ["concept_consult"]),
    "consultation": (["concept_discuss"], ["concept_discuss"]),
    "discussed": (["concept_consult", "concept_adopt"], ["concept_consult"]),
    "adopted": (["concept_submit", "concept_revise"], []),
    "submitted": (["concept_revise"], []),
    "revision": (["concept_consult"], ["concept_consult"]),
}


@pytest.mark.parametrize("state", STEPS_SHOWN)
def test_each_state_offers_its_next_steps(world, filled, state):
    MediaConcept.unscoped.update(state=state)
    names = ["concept_consult", "concept_discuss", "concept_submit", "concept_revise", "concept_adopt"]
    for actor, shown in zip(SCHOOL_A, STEPS_SHOWN[state], strict=True):
        page = text_of(world.client_for(actor).get(url("concept_detail")))
        assert {name for name in names if f'"{url(name)}"' in page} == set(shown)


def test_a_due_review_is_said(world, filled):
    MediaConcept.unscoped.update(state="adopted", next_review_on=timezone.localdate())
    assert "Die Überprüfung ist fällig" in text_of(world.client_for("lead_a").get(url("concept_detail")))


# --- sections ---


def test_a_section_is_saved_and_said(world):
    client = world.client_for("member_a")
    response = client.post(url("section_update", 1), {"text": "Hallo Welt", "version": 0}, follow=True)
    assert response.redirect_chain == [(url("section_update", 1), 302)]
    assert "Gespeichert um" in text_of(response)
    section = ConceptSection.unscoped.get()
    assert (section.text, section.version, section.changed_by_id) == (
        "Hallo Welt",
        1,
        world.users["member_a"].pk,
    )


def test_a_double_click_saves_once(world):
    client = world.client_for("member_a")
    for _click in range(2):
        response = client.post(url("section_update", 1), {"text": "Hallo Welt", "version": 0})
        assert response.status_code == 302
    assert ConceptSection.unscoped.get().version == 1


def test_two_editors_see_both_texts_and_decide(world):
    services.save_section(
        services.ensure_concept(world.school_a),
        number=1,
        text="Text von Max",
        version=0,
        actor=world.user("member_a"),
    )
    client = world.client_for("lead_a")
    response = client.post(url("section_update", 1), {"text": "Text von Lea", "version": 0})
    page = text_of(response)
    assert response.status_code == 409
    assert "Ihre Fassung" in page
    assert "Fassung von Max Anger" in page
    assert "Text von Lea" in page
    assert "Text von Max" in page
    assert 'name="version" value="1"' in page
    assert ConceptSection.unscoped.get().text == "Text von Max"
    assert client.post(url("section_update", 1), {"text": "Beides", "version": 1}).status_code == 302
    assert ConceptSection.unscoped.get().text == "Beides"


@pytest.mark.parametrize("version", ["", "-1", "x", "99999999999999999999", "1.5"])
def test_a_broken_version_loses_no_text(world, version):
    response = world.client_for("lead_a").post(
        url("section_update", 1), {"text": "Wichtig", "version": version}
    )
    assert (response.status_code, "Wichtig" in text_of(response)) == (422, True)
    assert ConceptSection.unscoped.count() == 0


def test_a_too_long_text_stays_on_the_page(world):
    text = "Wort " * 5000
    response = world.client_for("lead_a").post(url("section_update", 1), {"text": text, "version": 0})
    page = text_of(response)
    assert (response.status_code, "Bitte kürzen Sie ihn" in page) == (422, True)
    assert "Wort Wort" in page


def test_an_adopted_concept_shows_its_text_and_keeps_what_was_typed(world, filled):
    MediaConcept.unscoped.update(state="adopted")
    client = world.client_for("lead_a")
    page = text_of(client.get(url("section_update", 1)))
    assert ("Neuer Entwurf" in page, "<textarea" in page) == (True, False)
    refused = client.post(url("section_update", 1), {"text": "Zu spät", "version": 2})
    assert (refused.status_code, "Zu spät" in text_of(refused)) == (422, True)


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[Klick](javascript:alert(1))",
    "[Klick](//evil.example)",
    "</textarea><script>alert(1)</script>",
    "{{ 7|add:7 }} {% now 'Y' %} {0.__class__}",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(world, text):
    client = world.client_for("lead_a")
    preview = client.post(url("section_preview", 1), {"text": text, "version": 0})
    client.post(url("section_update", 1), {"text": text, "version": 0})
    for state in ("consultation", "discussed", "adopted"):
        concept = MediaConcept.unscoped.get()
        services.change_state(concept, state, actor=world.user("lead_a"), on=timezone.localdate())
    pages = [client.get(url("section_update", 1)), client.get(url("concept_version_detail", 1)), preview]
    for response in pages:
        main = response.content.decode().partition("<main")[2].partition("</main>")[0]
        assert response.status_code == 200
        assert [bad for bad in ("<script", "<img", 'javascript:alert(1)"', 'href="//') if bad in main] == []
        assert "14 2026" not in main


def test_the_preview_saves_nothing_and_keeps_the_text(world):
    client = world.client_for("lead_a")
    response = client.post(url("section_preview", 1), {"text": "Ein **Wort**", "version": 0})
    page = text_of(response)
    assert (response.status_code, "Ein <strong>Wort</strong>" in page) == (200, True)
    assert "Ein **Wort**" in page
    fragment = client.post(
        url("section_preview", 1), {"text": "*so*", "version": 0}, headers={"HX-Request": "true"}
    )
    assert text_of(fragment).startswith('<section class="section-preview"')
    assert ConceptSection.unscoped.count() == 0


# --- autosave ---


def test_autosave_answers_with_the_new_version(world):
    client = world.client_for("lead_a")
    first = client.post(url("section_autosave", 2), {"text": "Ein Anfang", "version": 0})
    assert (first.status_code, first.json()["version"], first.json()["words"]) == (200, 1, 2)
    assert first.json()["message"].startswith("Gespeichert um")
    second = client.post(url("section_autosave", 2), {"text": "Ein Anfang mehr", "version": 1})
    assert second.json()["version"] == 2


def test_autosave_never_overwrites(world):
    client = world.client_for("lead_a")
    client.post(url("section_autosave", 2), {"text": "Erster", "version": 0})
    late = world.client_for("member_a").post(url("section_autosave", 2), {"text": "Zweiter", "version": 0})
    assert (late.status_code, "nichts überschrieben" in late.json()["message"]) == (409, True)
    assert ConceptSection.unscoped.get().text == "Erster"


def test_autosave_says_why_it_cannot(world, filled):
    client = world.client_for("lead_a")
    assert client.post(url("section_autosave", 1), {"text": "x"}).status_code == 422
    MediaConcept.unscoped.update(state="adopted")
    closed = client.post(url("section_autosave", 1), {"text": "x", "version": 2})
    assert (closed.status_code, "beschlossen" in closed.json()["message"]) == (422, True)


# --- file ---


def test_a_pdf_goes_up_and_comes_down_unharmed(world):
    client = world.client_for("member_a")
    content = pdf_bytes()
    response = client.post(
        url("concept_file_upload"), {"file": pdf("Konzept Größe.pdf", content)}, follow=True
    )
    assert "„Konzept Größe.pdf“ ist hochgeladen." in text_of(response)
    answer = client.get(url("concept_file_download"))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Konzept%20Gr%C3%B6%C3%9Fe.pdf"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (SimpleUploadedFile("seite.pdf", b"<html></html>"), "nicht das, was"),
        (SimpleUploadedFile("leer.pdf", b""), "leer"),
        (SimpleUploadedFile("x" * 250 + ".pdf", b"%PDF-"), "Dateiname ist zu lang"),
        ("", "Pflichtfeld|erforderlich|Bitte"),
    ],
)
def test_a_wrong_file_is_explained(world, file, message):
    response = world.client_for("lead_a").post(url("concept_file_upload"), {"file": file})
    page = text_of(response)
    assert (response.status_code, any(part in page for part in message.split("|"))) == (422, True)
    assert not MediaConcept.unscoped.exclude(file="").exists()


def test_a_lost_file_is_404(world, filled):
    filled.file.storage.delete(filled.file.name)
    client = world.client_for("lead_a")
    assert client.get(url("concept_file_download")).status_code == 404
    assert client.get(url("concept_version_download", 1)).status_code == 404


# --- adoption ---


def test_the_way_to_adoption(world):
    client = world.client_for("lead_a")
    client.post(url("section_update", 1), {"text": "Hallo", "version": 0})
    client.post(url("concept_consult"))
    client.post(url("concept_discuss"), {"on": "2026-01-10"})
    refused = client.post(url("concept_adopt"), {"on": "2026-01-09"})
    assert (refused.status_code, "10.01.2026" in text_of(refused)) == (422, True)
    assert list(refused.context["form"].errors) == ["on"]
    done = client.post(url("concept_adopt"), {"on": "20.01.2026", "next_review_on": ""}, follow=True)
    assert "Nächste Überprüfung: 20.01.2029" in text_of(done)
    version = ConceptVersion.unscoped.get()
    assert (version.adopted_on, version.content["sections"]) == (date(2026, 1, 20), {"1": "Hallo"})
    client.post(url("concept_submit"))
    assert MediaConcept.unscoped.get().state == "submitted"


def test_a_step_at_the_wrong_time_is_a_message(world, filled):
    response = world.client_for("lead_a").post(url("concept_submit"), follow=True)
    assert "nicht möglich" in text_of(response)
    filled.refresh_from_db()
    assert filled.state == "revision"


@pytest.mark.parametrize("on", ["", "morgen", "31.02.2026", "9999-12-31"])
def test_bad_dates_are_refused(world, filled, on):
    MediaConcept.unscoped.update(state="discussed")
    response = world.client_for("lead_a").post(url("concept_adopt"), {"on": on})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["on"])
    assert ConceptVersion.unscoped.count() == 1


# --- grid ---


def test_the_grid_is_a_real_table(world, filled):
    page = text_of(world.client_for("lead_a").get(url("competence_list")))
    assert page.count('scope="row"') == 24
    assert page.count('scope="rowgroup"') == 6
    assert ("Jahrgang 1/2" in page, "Jahrgang 3/4" in page, "Jahrgang 5/6" in page) == (True, True, False)
    assert "1 von 24 Teilkompetenzen haben ein Vorhaben" in page


def test_entries_are_added_changed_and_removed_without_javascript(world):
    client = world.client_for("member_a")
    assert '<option value="2.3" selected' in text_of(client.get(url("competence_create") + "?kompetenz=2.3"))
    data = {"competence": "2.3", "subject": "Deutsch", "year_group": 3, "plan": "Quellen prüfen", "seen": ""}
    client.post(url("competence_create"), data)
    use = CompetenceUse.unscoped.get()
    again = client.post(url("competence_create"), data)
    assert (again.status_code, "schon einen Eintrag" in text_of(again)) == (422, True)
    client.post(url("competence_update", use.pk), data | {"plan": "Neu", "seen": fingerprint(use)})
    use.refresh_from_db()
    assert use.plan == "Neu"
    gone = client.post(url("competence_delete", use.pk), follow=True)
    assert "Deutsch, Jahrgang 3 zu 2.3 ist entfernt" in text_of(gone)
    assert CompetenceUse.unscoped.count() == 0


def test_after_a_conflict_the_next_save_is_a_decision(world, filled):
    use = CompetenceUse.unscoped.get()
    client = world.client_for("lead_a")
    data = {"competence": "2.3", "subject": "Deutsch", "year_group": 3, "seen": fingerprint(use)}
    client.post(url("competence_update", use.pk), data | {"plan": "Meins"})
    late = client.post(url("competence_update", use.pk), data | {"plan": "Deins"})
    use.refresh_from_db()
    assert (late.status_code, use.plan) == (422, "Meins")
    assert "Meins" in text_of(late)
    assert f'value="{fingerprint(use)}"' in text_of(late)
    client.post(url("competence_update", use.pk), data | {"plan": "Deins", "seen": fingerprint(use)})
    use.refresh_from_db()
    assert use.plan == "Deins"


@pytest.mark.parametrize(
    "wrong",
    [{"competence": "9.9"}, {"year_group": 12}, {"subject": ""}, {"plan": "x" * 301}, {"year_group": "x"}],
)
def test_nonsense_in_the_grid_is_refused(world, wrong):
    data = {"competence": "2.3", "subject": "Deutsch", "year_group": 3, "plan": "Quellen prüfen"} | wrong
    assert world.client_for("lead_a").post(url("competence_create"), data).status_code == 422
    assert CompetenceUse.unscoped.count() == 0


# --- queries do not grow ---


@pytest.mark.parametrize("name", ["concept_detail", "competence_list"])
def test_query_counts_are_the_same_for_one_and_many(world, name):
    client, lead = world.client_for("lead_a"), world.user("lead_a")
    concept = services.ensure_concept(world.school_a)
    counts = []
    for number in (1, 2, 3):
        services.save_section(concept, number=number, text="Text", version=0, actor=lead)
        services.save_competence_use(
            world.school_a, competence=f"{number}.1", subject="Kunst", year_group=2, plan="x", actor=lead
        )
        ConceptVersion.unscoped.create(
            school=world.school_a, number=number, adopted_on=date(2026, 1, 1), next_review_on=date(2029, 1, 1)
        )
        counts.append(page_queries(client, url(name)))
    assert counts == [counts[0]] * 3


def test_sections_of_an_adopted_concept_are_no_drafts(world, filled):
    page = text_of(world.client_for("lead_a").get(url("concept_detail")))
    assert ("Entwurf" in page, page.count("kern-badge--success")) == (True, 0)
    MediaConcept.unscoped.update(state="adopted")
    ConceptSection.unscoped.update(state="adopted")
    page = text_of(world.client_for("lead_a").get(url("concept_detail")))
    assert ("Entwurf" in page, page.count("kern-badge--success")) == (False, 2)


def test_the_page_says_where_to_go_on(world):
    client = world.client_for("member_a")
    assert "Mit Abschnitt 1 beginnen" in text_of(client.get(url("concept_detail")))
    client.post(url("section_update", 1), {"text": "Hallo", "version": 0})
    assert "Weiter mit Abschnitt 2" in text_of(client.get(url("concept_detail")))
    client.post(url("concept_file_upload"), {"file": pdf()})
    assert "mit Abschnitt" not in text_of(client.get(url("concept_detail")))


def test_the_editor_says_that_it_saves_by_itself(world):
    page = world.client_for("lead_a").get(url("section_update", 1)).content.decode()
    assert 'data-first="Ihr Text wird beim Schreiben von selbst gespeichert."' in page
