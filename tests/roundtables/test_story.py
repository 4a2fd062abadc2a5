"""The story of one cell: releases, agenda, agreement, milestone, evidence and new rating, and nobody else's."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reports.models import ReportJob
from reports.services import perform, request_report
from roundtables import services
from roundtables.models import GoalPerspective, RoundTableSeries
from roundtables.selectors import story_page
from roundtables.selectors.story import story_keys
from screens.services import show_on_wall
from tests.counting import page_queries
from tests.pdf_checks import assert_accessible
from tests.reports.test_builders import pdf_text
from tests.reports.test_concept_report import content_of
from tests.roundtables.conftest import DUE, page
from tests.world import make_school

pytestmark = pytest.mark.django_db
CHOSEN = {"wer": "s990012", "aspekt": "S4.2"}


@pytest.fixture
def told(table):
    """From stage 1 over a milestone with evidence to stage 3."""
    now, staff = timezone.now(), table.user()
    school = table.world.school_a
    table.release(school, {"S1.1": 4, "S4.2": 1}, at=now - timedelta(days=90), reason="Streng vertraulich")
    item = services.add_agenda_item(
        table.meeting, title="S4.2 Geräte an der Schule", minutes=10, kind="work", lead="", actor=staff
    )
    about = {"actor": staff, "aspects": [table.aspects["S4.2"]]}
    agreement = services.record_agreement(
        table.meeting, text="Wir beschaffen.", responsible="Stadt", agenda_item=item, **about
    )
    milestone = services.record_milestone(
        table.meeting,
        text="Koffer liefern",
        responsible="Stadt",
        due_on=DUE,
        school=school,
        agreement=agreement,
        **about,
    )
    services.move_milestone(milestone, state="done", evidence="Lieferschein 7", actor=staff)
    services.record_milestone(table.meeting, text="Fremdes", responsible="B", due_on=DUE, actor=staff)
    table.release(school, {"S1.1": 4, "S4.2": 3}, at=now, reason="Streng vertraulich")
    return table


def test_the_sentences_follow_the_thread(told):
    story = story_page(CHOSEN, user=told.user("lead_a")).story
    texts = [line.text for line in story.lines]
    assert texts[0] == "Grundschule Am Anger gibt Stufe 1 – Beginnend frei."
    assert "Der Meilenstein „Koffer liefern“ ist erledigt. Nachweis: Lieferschein 7." in texts
    assert "Auf der Tagesordnung von Treffen 1: „S4.2 Geräte an der Schule“." in texts
    assert "Vereinbart: „Wir beschaffen“ (Stadt)." in texts
    assert f"Meilenstein „Koffer liefern“: Stadt, fällig am {DUE:%d.%m.%Y}." in texts
    new = "Neue Einschätzung von Grundschule Am Anger: von Stufe 1 auf Stufe 3 – Verankert gestiegen."
    assert new in texts
    assert len(texts) == 6
    assert [line.on for line in story.lines] == sorted(line.on for line in story.lines)
    assert story.today.startswith("Stufe 3 – Verankert")


def test_goals_and_what_the_authority_promised_belong_to_it(told):
    staff, aspects = told.user(), told.aspects
    year = timezone.localdate().year + 3
    goal = {"horizon_year": year, "target_stage": 4, "actor": staff}
    services.record_goal(told.meeting, text="Alle mit Geräten.", aspects=[aspects["S4.2"]], **goal)
    services.record_goal(told.meeting, text="Anderes Ziel", aspects=[aspects["S1.1"]], **goal)
    step = {"responsible": "Stadt", "due_on": DUE, "owner": "authority", "actor": staff}
    for text, about in {
        "Am Aspekt der Schule": {"aspects": [aspects["S4.2"]]},
        "Am Aspekt der Stadt": {"aspects": [aspects["T2.3"]]},
        "Am Thema": {"topic": told.topic},
        "Thema, anderer Aspekt": {"topic": told.topic, "aspects": [aspects["T1.1"]]},
        "Nebenan": {"aspects": [aspects["T2.3"]], "school": told.world.school_b},
        "Nur Schulen": {"aspects": [aspects["T2.3"]], "owner": "school"},
    }.items():
        services.record_milestone(told.meeting, text=text, **(step | about))
    lines = story_page(CHOSEN, user=told.user("lead_a")).story.lines
    goals = [(line.text, line.anchor) for line in lines if "Ziel" in line.text]
    (row,) = GoalPerspective.unscoped.filter(text__startswith="Alle")
    assert goals == [(f"Zielperspektive für {year}, Zielstufe 4: „Alle mit Geräten“.", f"goals-{row.pk}")]
    steps = [line.text.split("“")[0].split("„")[1] for line in lines if line.text.startswith("Meilenstein „")]
    assert sorted(steps) == ["Am Aspekt der Schule", "Am Aspekt der Stadt", "Am Thema", "Koffer liefern"]
    html = told.world.client_for("lead_a").get(page("story"), CHOSEN).text
    assert f"{page('meeting_detail', told.meeting.pk)}#goals-{row.pk}" in html


def test_a_cell_of_the_meeting_leads_to_its_story_and_the_wall_leads_nowhere(told):
    told.release(told.world.authority, {"T2.3": 2}, at=timezone.now())
    read = told.world.client_for("lead_b").get(page("meeting_detail", told.meeting.pk)).text
    for who, code in (("s990012", "S4.2"), (f"t{told.world.authority.number}", "T2.3")):
        address = f"{page('story')}?tisch={told.series.pk}&amp;wer={who}&amp;aspekt={code}"
        assert f'<a class="stage-link" href="{address}" tabindex="-1">' in read
    by_keyboard = re.findall(r'<th scope="row"><a class="kern-link" href="([^"]*)">', read)
    whole_and_topic = {
        "s990012": 2,
        f"t{told.world.authority.number}": 1,
    }  # one stop in each row of each table
    for who, stops in whole_and_topic.items():
        assert [f"wer={who}&" in address for address in by_keyboard].count(True) == stops
    assert "wer=s990024" not in read  # nothing is released there yet
    services.start_meeting(told.meeting, actor=told.user())
    show_on_wall(told.meeting, "picture", actor=told.user())
    wall = told.world.client_for("staff").get(reverse("screens:wall", args=[told.meeting.pk])).text
    assert "stage__number" in wall
    assert page("story") not in wall


def test_page_links_each_step_and_keeps_reasons_out(told):
    html = told.world.client_for("lead_b").get(page("story"), CHOSEN).content.decode()
    assert "Lieferschein 7" in html
    assert f"#item-{told.meeting.agenda.get(title__startswith='S4.2').pk}" in html
    assert "vertraulich" not in html
    assert "Fremdes" not in html


def test_what_is_missing_or_does_not_fit_is_said(told):
    client = told.world.client_for("lead_a")
    wrong = client.get(page("story"), {"wer": "s990012", "aspekt": "T1.1"}).content.decode()
    assert "gehören nicht zusammen" in wrong
    assert "Wählen Sie eine Schule" in client.get(page("story"), {"wer": "x", "aspekt": "'"}).content.decode()
    alone = client.get(page("story"), {"aspekt": "T2.3"}).content.decode()  # the only Träger
    assert "noch nichts freigegeben" in alone
    nobody = told.world.client_for("nobody").get(page("story"), CHOSEN).content.decode()
    assert "Kein Runder Tisch" in nobody
    assert "Am Anger" not in nobody


def test_an_aspect_with_a_longer_number_is_another_one(told):
    services.add_agenda_item(
        told.meeting, title="S4.21 ist etwas anderes", minutes=5, kind="work", lead="", actor=told.user()
    )
    story = story_page(CHOSEN, user=told.user("lead_a")).story
    assert not [line for line in story.lines if "S4.21" in line.text]


def test_more_releases_ask_no_more_queries(told):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            story_page(CHOSEN, user=told.user("lead_a"))
        return len(found)

    queries()
    few = queries()
    for days in (3, 2, 1):
        told.release(told.world.school_a, {"S4.2": days}, at=timezone.now() + timedelta(days=days))
    queries()
    assert queries() == few


def test_half_a_page_for_the_committee(told):
    client = told.world.client_for("lead_a")
    address = f"/berichte/geschichte/{told.series.pk}/"
    assert address in client.get(page("story"), CHOSEN).content.decode()
    client.post(address, CHOSEN)
    client.post(address, {"wer": "s990012", "aspekt": "T1.1"})
    job = ReportJob.unscoped.get()
    perform(job.pk)
    job.refresh_from_db()
    content = content_of(job)
    assert_accessible(content)
    text = " ".join(pdf_text(content).split())
    for words in (
        "S4.2 Geräte",
        "Grundschule Am Anger, Runder Tisch Musterstadt",
        "Lieferschein 7",
        "Seite 1 von 1",
    ):
        assert words in text, words
    lost = request_report(told.series, actor=told.user("lead_c"), kind="story", params=CHOSEN)
    perform(lost.pk)
    lost.refresh_from_db()
    assert lost.state == "denied"


def test_the_pages_of_the_matrix_lead_to_it(told):
    school, authority = told.world.school_a, told.world.authority
    topic = reverse("matrix:topic_detail", args=[authority.number, "G4"])
    of_school = f"{page('story')}?wer=s{school.school_number}&amp;aspekt=S4.2"
    of_authority = f"{page('story')}?wer=t{authority.number}&amp;aspekt=T2.3"
    told.release(authority, {"T2.3": 2}, at=timezone.now())
    staff, lead = told.world.client_for("staff"), told.world.client_for("lead_a")
    read = staff.get(topic).text
    assert of_school in read
    assert of_authority in read
    assert of_authority in staff.get(f"/matrix/traeger/{authority.number}/aspekt/T2.3/").text
    assert of_school in lead.get(f"/matrix/schule/{school.school_number}/aspekt/S4.2/").text
    RoundTableSeries.unscoped.filter(pk=told.series.pk).update(municipality=told.world.school_c.municipality)
    assert page("story") not in staff.get(topic).text  # no table of theirs, no story to open


def test_whose_stories_one_may_open(told):
    world = told.world
    keys = story_keys(world.authority, user=told.user("staff"))
    assert keys == {"s990012", "s990024", f"t{world.authority.number}"}
    assert story_keys(world.school_a, user=told.user("lead_a")) == {"s990012", f"t{world.authority.number}"}
    assert story_keys(world.authority, user=told.user("nobody")) == frozenset()


def cells_told(read):
    """Addresses of the cells that lead to a story; no stop for the keyboard each."""
    return re.findall(r'<a class="stage-link" href="([^"]*)" tabindex="-1">', read)


def story_address(code, who="s990012"):
    return f"{page('story')}?wer={who}&amp;aspekt={code}"


def test_a_cell_of_the_heat_map_leads_to_its_story(told):
    staff, heat = told.world.client_for("staff"), reverse("matrix:heatmap", args=["99001"])
    assert cells_told(staff.get(heat).text) == [story_address("S1.1"), story_address("S4.2")]
    assert cells_told(staff.get(heat, {"field": "S4"}).text) == [story_address("S4.2")]
    assert "3 – Verankert gestiegen" in staff.get(html.unescape(story_address("S4.2"))).text
    RoundTableSeries.unscoped.filter(pk=told.series.pk).update(municipality=told.world.school_c.municipality)
    read = staff.get(heat).text
    assert "stage__number" in read
    assert page("story") not in read  # remembered for those who may open it alone


def test_the_heat_map_asks_the_same_for_many_stories(told):
    staff, heat = told.world.client_for("staff"), reverse("matrix:heatmap", args=["99001"])

    def more(numbers):
        for number in numbers:
            school = make_school(
                f"18{number:04d}", f"Schule {number}", told.world.municipality, told.world.authority
            )
            told.release(school, {"S4.2": 2}, at=timezone.now())
        found = page_queries(staff, heat)
        assert len(cells_told(staff.get(heat).text)) == 2 * (max(numbers) + 1)
        return found

    assert more(range(1, 2)) == more(range(2, 9))


@pytest.mark.parametrize("name", ["school_assessment", "school_table", "snapshot_detail"])
def test_a_cell_of_the_own_pages_leads_to_its_story(told, name):
    school, lead = told.world.school_a, told.world.client_for("lead_a")
    newest = school.snapshots.order_by("-number").first()
    key = newest.pk if name == "snapshot_detail" else school.school_number
    address = reverse(f"matrix:{name}", args=[key])
    read = lead.get(address).text
    addresses = [story_address("S1.1"), story_address("S4.2")]
    by_keyboard = re.findall(r'<a class="kern-link[^"]*" href="([^"]*geschichte[^"]*)">', read)
    if name == "school_table":  # its cells are buttons to choose a stage: the head of the row leads there
        assert by_keyboard == addresses
        assert '>Geschichte<span class="kern-sr-only">: S4.2</span></a>' in read
    else:
        assert cells_told(read) == addresses
        assert '<span class="kern-sr-only">, Geschichte: S4.2</span></a>' in read
        assert by_keyboard == (addresses if name == "snapshot_detail" else [])
    RoundTableSeries.unscoped.filter(pk=told.series.pk).update(municipality=told.world.school_c.municipality)
    assert page("story") not in lead.get(address).text


def test_a_cell_of_the_authoritys_own_page_leads_to_its_story(told):
    number = told.world.authority.number
    read = told.world.client_for("staff").get(reverse("matrix:authority_assessment", args=[number])).text
    assert cells_told(read) == [story_address(code, f"t{number}") for code in ("T1.1", "T2.3")]
