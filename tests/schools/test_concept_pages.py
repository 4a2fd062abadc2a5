"""Pages of an uploaded PDF: noted per section, linked from everywhere, frozen with the version."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from core.errors import DomainError
from schools.models import ConceptVersion, MediaConcept
from schools.services import concept as services
from schools.services.concept.pages import tag_pages
from tests.schools.concepts import pdf, status_of, text_of, url
from tests.word_files import word_file


@pytest.fixture
def with_pdf(concept, lead):
    return services.upload_concept_file(concept, pdf(pages=9), actor=lead)


def answers(client, **changes):
    form = client.get(url("concept_pages")).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    return data | {name.replace("_", "-"): value for name, value in changes.items()}


def test_noted_pages_are_links_into_the_pdf(world, with_pdf):
    client = world.client_for("member_a")
    address, show = url("concept_pages"), url("concept_file_show")
    page = client.post(address, answers(client, first_3="4", last_3="6", first_12="9"), follow=True)
    shown = text_of(page)
    assert "Die Seiten sind vermerkt." in shown
    assert f'<a class="kern-link" href="{show}#page=4">3 Unterrichtsentwicklung</a>' in shown
    assert "Seiten 4 bis 6" in shown
    assert f'href="{show}#page=9"' in shown
    section = text_of(client.get(url("section_update", 3)))
    assert f'<a class="kern-link" href="{show}#page=4">In Ihrem PDF: Seiten 4 bis 6</a>' in section
    assert "In Ihrem PDF" not in text_of(client.get(url("section_update", 4)))
    client.post(address, answers(client, first_3="", last_3=""))
    assert MediaConcept.unscoped.get().page_tags == {"12": [9, 9]}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"first_3": "10"}, "endet auf Seite 9"),
        ({"last_3": "4"}, "Geben Sie auch die erste Seite an."),
        ({"first_3": "5", "last_3": "4"}, "Die letzte Seite liegt vor der ersten."),
        ({"first_3": "vier"}, "ganze Zahl"),
    ],
)
def test_impossible_pages_are_refused_at_their_field(world, with_pdf, changes, words):
    client = world.client_for("lead_a")
    answer = client.post(url("concept_pages"), answers(client, **changes))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert MediaConcept.unscoped.get().page_tags == {}


def test_two_people_note_pages_at_once(world, with_pdf):
    first, second = world.client_for("lead_a"), world.client_for("member_a")
    early = answers(second, first_3="4")
    first.post(url("concept_pages"), answers(first, first_5="2"))
    answer = second.post(url("concept_pages"), early)
    assert answer.status_code == 422
    assert MediaConcept.unscoped.get().page_tags == {"5": [2, 2]}


def test_a_page_that_is_not_there_cannot_be_noted(with_pdf, lead):
    with override("de"), pytest.raises(DomainError, match="9 Seiten"):
        tag_pages(with_pdf, {3: (9, 10)}, actor=lead)


def test_another_file_has_other_pages(with_pdf, lead):
    tag_pages(with_pdf, {3: (4, 6)}, actor=lead)
    assert services.upload_concept_file(with_pdf, pdf(pages=2), actor=lead).page_tags == {}
    tag_pages(with_pdf, {3: (1, 1)}, actor=lead)
    services.remove_concept_file(with_pdf, actor=lead)
    assert MediaConcept.unscoped.get().page_tags == {}


def test_an_adopted_version_keeps_its_pages(world, with_pdf, lead):
    tag_pages(with_pdf, {3: (4, 6)}, actor=lead)
    for state in ("consultation", "discussed", "adopted", "revision"):
        services.change_state(with_pdf, state, actor=lead, on=timezone.localdate())
    tag_pages(with_pdf, {3: (1, 1)}, actor=lead)
    assert ConceptVersion.unscoped.get().content["pages"] == {"3": [4, 6]}
    client = world.client_for("adviser")
    show = reverse("schools:concept_version_show", args=["990012", 1])
    assert f'href="{show}#page=4"' in text_of(client.get(url("concept_version_detail", 1)))
    assert status_of(client, show) == 200


def test_only_a_pdf_is_shown_and_it_may_do_nothing(world, concept, lead):
    client = world.client_for("lead_a")
    addresses = (url("concept_file_show"), url("concept_pages"))
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    services.upload_concept_file(concept, word_file("# a"), actor=lead)
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    services.upload_concept_file(concept, pdf(), actor=lead)
    answer = client.get(addresses[0])
    b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
