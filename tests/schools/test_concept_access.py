"""Who gets into the Medienkonzept: the draft is the school's alone, adopted versions have more readers."""

from __future__ import annotations

import pytest

from schools.models import CompetenceUse, ConceptSection
from schools.services import concept as services
from tests.schools.concepts import READERS_OF_A, SCHOOL_A, expected, status_of, text_of, url
from tests.world import ACTORS

OWN_PAGES = {
    "section_update": (1,),
    "competence_list": (),
    "competence_create": (),
    "concept_discuss": (),
    "concept_file_upload": (),
    "concept_file_download": (),
}


@pytest.mark.parametrize("actor", ACTORS)
def test_the_draft_belongs_to_the_school_alone(world, filled, actor):
    client = world.client_for(actor)
    seen = {name: status_of(client, url(name, *args)) for name, args in OWN_PAGES.items()}
    assert seen == dict.fromkeys(OWN_PAGES, expected(actor, SCHOOL_A))


@pytest.mark.parametrize("actor", ACTORS)
def test_adoption_is_the_school_leads(world, filled, actor):
    assert world.client_for(actor).get(url("concept_adopt")).status_code == expected(actor, ("lead_a",))


@pytest.mark.parametrize("actor", ACTORS)
def test_adopted_versions_are_read_by_all_who_read_the_school(world, filled, actor):
    client = world.client_for(actor)
    status = {
        name: status_of(client, url(name, *args))
        for name, args in {
            "concept_detail": (),
            "concept_version_detail": (1,),
            "concept_version_download": (1,),
        }.items()
    }
    allowed = expected(actor, READERS_OF_A)
    version = 404 if actor in {"admin", "it"} else allowed
    assert status == {
        "concept_detail": allowed,
        "concept_version_detail": version,
        "concept_version_download": version,
    }


def test_a_reader_of_the_released_picture_sees_no_draft(world, filled):
    page = text_of(world.client_for("adviser").get(url("concept_detail")))
    assert "Fassung 1" in page
    assert "Neuer Entwurf" not in page
    assert "Abschnitten begonnen" not in page
    version = text_of(world.client_for("adviser").get(url("concept_version_detail", 1)))
    assert "Unser <strong>Leitbild</strong>" in version
    assert "Neuer Entwurf" not in version
    assert "Quellen prüfen" in version


POSTS = {
    "section_update": ((1,), {"text": "x", "version": 2}),
    "section_autosave": ((1,), {"text": "x", "version": 2}),
    "section_preview": ((1,), {"text": "x", "version": 2}),
    "competence_create": ((), {"competence": "1.1", "subject": "Kunst", "year_group": 3, "plan": "x"}),
    "concept_consult": ((), {}),
    "concept_discuss": ((), {"on": "2026-01-01"}),
    "concept_adopt": ((), {"on": "2026-01-01"}),
    "concept_submit": ((), {}),
    "concept_revise": ((), {}),
    "concept_file_remove": ((), {}),
}


@pytest.mark.parametrize("actor", [a for a in ACTORS if a not in SCHOOL_A])
def test_nobody_else_changes_anything(world, filled, actor):
    client = world.client_for(actor)
    seen = {name: client.post(url(name, *args), data).status_code for name, (args, data) in POSTS.items()}
    assert seen == dict.fromkeys(POSTS, expected(actor, ()))
    filled.refresh_from_db()
    assert (filled.state, filled.file_name) == ("revision", "Konzept.pdf")
    assert ConceptSection.unscoped.get().text == "Neuer Entwurf"
    assert CompetenceUse.unscoped.count() == 1


@pytest.mark.parametrize("name", ["concept_adopt", "concept_submit", "concept_revise"])
def test_a_media_officer_does_not_lead(world, filled, name):
    args, data = POSTS[name]
    assert world.client_for("member_a").post(url(name, *args), data).status_code == 403


@pytest.mark.parametrize(
    "name", ["section_autosave", "section_preview", "concept_consult", "competence_delete"]
)
def test_work_never_starts_by_get(world, filled, name):
    args = (1,) if name.startswith("section") else ()
    args = (CompetenceUse.unscoped.get().pk,) if name == "competence_delete" else args
    assert world.client_for("lead_a").get(url(name, *args)).status_code == 405


def test_an_entry_of_another_school_does_not_exist(world, filled):
    foreign = services.save_competence_use(
        world.school_b,
        competence="2.3",
        subject="Deutsch",
        year_group=5,
        plan="Fremd",
        actor=world.user("lead_b"),
    )
    client = world.client_for("lead_a")
    assert client.get(url("competence_update", foreign.pk)).status_code == 404
    assert client.post(url("competence_delete", foreign.pk)).status_code == 404
    assert CompetenceUse.unscoped.filter(pk=foreign.pk).exists()


@pytest.mark.parametrize(
    "path", ["abschnitt/0/", "abschnitt/13/", "fassung/2/", "kompetenzen/999999/", "abschnitt/99999999999/"]
)
def test_what_does_not_exist_is_404(world, filled, path):
    assert world.client_for("lead_a").get(f"{url('concept_detail')}{path}").status_code == 404
