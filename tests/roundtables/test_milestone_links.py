"""What milestones hang on: other milestones, bodies, agreements; their page and the school year."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from core.errors import Conflict, DomainError
from core.models import AuditEntry
from core.queries import no_queries
from gutersloh_portal.selectors_tasks import tasks_of
from roundtables import services
from roundtables.models import Milestone, MilestoneLink
from roundtables.templatetags.roundtables import timeline_cards
from schools.models.register import school_year_of
from tests.roundtables.conftest import DUE, page, utc
from tests.roundtables.test_selectors import page_queries
from tests.world import build_world


def step(table: Any, text: str, **extra: Any) -> Milestone:
    told = {"responsible": "IT", "due_on": DUE} | extra
    return services.record_milestone(table.meeting, text=text, actor=table.user(), **told)


def bind(table: Any, row: Milestone, *others: Milestone, **extra: Any) -> Milestone:
    return services.bind_milestone(row, waits_for=others, actor=table.user(), **extra)


def test_a_circle_is_refused_in_a_sentence_that_names_it(table):
    one, two, three = (step(table, text) for text in ("Netz", "Geräte", "Schulung"))
    bind(table, two, one)
    bind(table, three, two)
    with pytest.raises(DomainError) as refused:
        bind(table, one, three)
    assert str(refused.value) == (
        "Das ginge im Kreis: „Netz“ wartet auf „Schulung“, „Schulung“ wartet auf „Geräte“, „Geräte“ wartet auf „Netz“."
    )
    with pytest.raises(DomainError, match="auf sich selbst"):
        bind(table, one, one)
    assert set(MilestoneLink.unscoped.values_list("milestone", "waits_for")) == {
        (two.pk, one.pk),
        (three.pk, two.pk),
    }
    bind(table, two)  # turned round: first cut, then tied the other way
    bind(table, one, three)
    assert list(one.waits_for.all()) == [three]


def test_the_database_refuses_a_link_to_itself_and_twice(table):
    one, two = step(table, "Netz"), step(table, "Geräte")
    bind(table, two, one)
    for start, goal in ((one, one), (two, one)):
        with pytest.raises(IntegrityError, match="milestone_link"), transaction.atomic():
            MilestoneLink.unscoped.create(milestone=start, waits_for=goal)


def test_nothing_of_another_table_can_be_tied(table):
    other = services.create_series(table.world.municipality, name="Zweiter", actor=table.user())
    start = table.meeting.starts_at
    meeting = services.plan_meeting(
        other, starts_at=start, ends_at=start + timedelta(hours=1), actor=table.user()
    )
    foreign = services.record_milestone(
        meeting, text="Fremd", responsible="IT", due_on=DUE, actor=table.user()
    )
    agreement = services.record_agreement(meeting, text="Fremd", actor=table.user())
    row = step(table, "Netz")
    for extra in ({"waits_for": [foreign]}, {"agreement": agreement}):
        with pytest.raises(DomainError, match="Runden Tisch"):
            services.bind_milestone(row, actor=table.user(), **extra)
    with pytest.raises(DomainError, match="anderen Runden Tisch"):
        step(table, "Schritt", agreement=agreement)


def test_ties_stand_once_in_the_trail_and_the_slower_one_is_told(table):
    row, other = step(table, "Netz"), step(table, "Strom")
    trail = AuditEntry.objects.filter(verb="roundtables.milestone_bound")
    for _click in range(2):
        bind(table, row, other, partners=["Hausmeister", " Hausmeister ", ""])
    assert trail.get().changes == {"waits_for": ["", "Strom"], "partners": ["", "Hausmeister"]}
    with pytest.raises(Conflict):
        bind(table, row, seen=row.links_version)
    assert [partner.body for partner in row.partners.all()] == ["Hausmeister"]
    with pytest.raises(DomainError, match="Höchstens 20"):
        bind(table, row, partners=[f"Stelle {n}" for n in range(21)])


@pytest.mark.django_db(transaction=True)
def test_two_people_cannot_close_a_circle_together():
    world = build_world()
    staff = world.user("staff")
    series = services.create_series(world.municipality, name="Tisch", actor=staff)
    start = utc(2027, 3, 2, 13)
    meeting = services.plan_meeting(series, starts_at=start, ends_at=start + timedelta(hours=2), actor=staff)
    one, two = (
        services.record_milestone(meeting, text=text, responsible="IT", due_on=DUE, actor=staff)
        for text in ("Netz", "Geräte")
    )

    def tie(pair):
        try:
            services.bind_milestone(pair[0], waits_for=[pair[1]], actor=staff)
        except DomainError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(tie, [(one, two), (two, one)]))
    assert (answers, MilestoneLink.unscoped.count()) == ([False, True], 1)


def test_done_asks_for_evidence(table):
    row = step(table, "Netz")
    with pytest.raises(DomainError, match="was zeigt"):
        services.move_milestone(row, state="done", actor=table.user())
    client, url = table.world.client_for("staff"), page("milestone_update", row.pk)
    refused = client.post(url, {"state": "done", "seen": row.fingerprint()})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["evidence"])
    done = client.post(url, {"state": "done", "evidence": "Abnahme", "seen": row.fingerprint()})
    assert (done.status_code, done["Location"]) == (302, page("milestone_detail", row.pk))


def test_agreement_and_milestone_lead_to_each_other(table):
    agreement = services.record_agreement(table.meeting, text="Tickets", responsible="IT", actor=table.user())
    client = table.world.client_for("staff")
    meeting = client.get(table.meeting.get_absolute_url()).content.decode()
    make = page("result_create", table.meeting.pk, "meilenstein")
    assert f"{make}?vereinbarung={agreement.pk}#result-form" in meeting
    form = client.get(make, {"vereinbarung": agreement.pk}).context["form"]
    assert form["agreement"].value() == agreement.pk
    told = {"text": "Ticketsystem", "responsible": "IT", "due_on": DUE.isoformat(), "owner": "both"}
    assert client.post(make, told | {"agreement": agreement.pk}).status_code == 302
    row = Milestone.unscoped.get()
    reader = table.world.client_for("lead_a")
    meeting = reader.get(table.meeting.get_absolute_url()).content.decode()
    assert page("milestone_detail", row.pk) in meeting
    shown = reader.get(page("milestone_detail", row.pk)).content.decode()
    assert f"{table.meeting.get_absolute_url()}#agreements-{agreement.pk}" in shown


def test_the_page_of_a_milestone_shows_what_it_hangs_on(table):
    item = table.meeting.agenda.first()
    about = {"agenda_item": item, "topic": table.topic, "aspects": [table.aspects["S4.2"]]}
    row, first = step(table, "Geräte", school=table.world.school_a, **about), step(table, "Netz")
    bind(table, row, first, partners=["Hausmeister"])
    table.release(table.world.school_a, {"S4.2": 2}, at=timezone.now())
    reader = table.world.client_for("lead_a")
    response = reader.get(page("milestone_detail", row.pk))
    shown, address = response.content.decode(), table.meeting.get_absolute_url()
    assert "Wartet auf einen anderen Meilenstein" in shown
    assert f'href="{page("milestone_detail", first.pk)}"' in shown
    for place in (f"{address}#milestones-{row.pk}", f"{address}#item-{item.pk}", f"{address}?thema=G4#topic"):
        assert f'href="{place}"' in shown
    assert "/matrix/freigaben/" in shown
    assert "Hausmeister" in shown
    assert [one.text for one in response.context["page"].history] == [
        "Wartet auf: Netz. Außerdem beteiligt: Hausmeister.",
        "Vereinbart und festgehalten.",
    ]
    services.move_milestone(first, state="done", evidence="Protokoll", actor=table.user())
    assert "Wartet auf einen anderen" not in reader.get(page("milestone_detail", row.pk)).content.decode()
    back = reader.get(page("milestone_detail", first.pk)).content.decode()
    assert f'href="{page("milestone_detail", row.pk)}"' in back


def test_ties_are_made_by_form_and_a_circle_keeps_what_was_typed(table):
    one, two = step(table, "Netz"), step(table, "Geräte")
    bind(table, two, one)
    client, url = table.world.client_for("staff"), page("milestone_links", one.pk)
    told = {
        "waits_for": [two.pk],
        "partners": "Hausmeister\nVHS",
        "seen": client.get(url).context["form"].stored,
    }
    refused = client.post(url, told)
    assert refused.status_code == 422
    assert "Das ginge im Kreis" in refused.content.decode()
    assert "Hausmeister\nVHS" in refused.content.decode()
    assert client.post(url, told | {"waits_for": []}).status_code == 302
    assert [partner.body for partner in one.partners.all()] == ["Hausmeister", "VHS"]
    assert client.post(url, told | {"partners": "x" * 161}).status_code == 422


def test_the_school_year_goes_from_august_to_july(table):
    year = school_year_of(timezone.localdate())
    step(table, "Sommer", due_on=date(year + 1, 7, 31))
    step(table, "Herbst", due_on=date(year + 1, 8, 1))
    client = table.world.client_for("lead_a")
    timeline = client.get(page("milestone_timeline"), {"year": year}).context["timeline"]
    assert [
        (month.begins.month, [row.text for row in month.rows]) for month in timeline.months if month.rows
    ] == [(7, ["Sommer"])]
    assert [month.begins.month for month in timeline.months] == [8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7]
    timeline = client.get(page("milestone_timeline"), {"year": year + 1, "q": "HERB"}).context["timeline"]
    label = f"{year + 1}/{(year + 2) % 100:02}"
    assert (timeline.label, timeline.count, timeline.months[0].rows[0].text) == (label, 1, "Herbst")
    old = step(table, "Alt", due_on=date(2020, 3, 1))
    assert client.get(page("milestone_timeline")).context["timeline"].before == (old,)
    assert client.get(page("milestone_timeline"), {"year": 2019}).context["timeline"].before == ()
    for number in range(12):
        step(table, f"Alt {number}", due_on=date(2021, 3, 1))
    many = client.get(page("milestone_timeline"))
    timeline = many.context["timeline"]
    assert (len(timeline.before), timeline.before_count, timeline.before[0]) == (12, 13, old)
    assert f'href="{page("milestone_list")}?state=late"' in many.content.decode()


def test_a_card_of_the_school_year_is_escaped_and_asks_nothing_for_itself(table):
    school = table.world.school_a
    year = school_year_of(timezone.localdate()) + 1
    first_day, next_day = date(year, 8, 1), date(year, 8, 2)
    row = step(table, "<b>Netz</b>", school=school, responsible="Stadt & Land", due_on=first_day)
    step(table, "Geräte", school=school, responsible=str(school)[:-1], due_on=next_day)
    response = table.world.client_for("lead_a").get(page("milestone_timeline"), {"year": year})
    with no_queries():
        first, second = timeline_cards(response.context["timeline"].months[0].rows).split("\n")
    assert first == (
        f'<li class="timeline__card"><p class="timeline__day">01.08.{year} '
        '<span class="kern-badge kern-badge--small kern-badge--neutral">'
        '<span class="kern-label kern-label--small">offen</span></span></p><p class="timeline__text">'
        f'<a class="kern-link" href="{page("milestone_detail", row.pk)}">&lt;b&gt;Netz&lt;/b&gt;</a></p>'
        f'<p class="muted small">Stadt &amp; Land, {school} · {table.series.name}</p></li>'
    )
    assert f'<p class="muted small">{str(school)[:-1]} · {table.series.name}</p>' in second
    assert first in response.content.decode()


def test_more_filters_and_only_known_values(table):
    school = table.world.school_a
    step(table, "Netz", school=school, topic=table.topic)
    step(table, "Geräte", aspects=[table.aspects["S4.2"]])
    step(table, "Ziel", responsible="Dezernat")
    client = table.world.client_for("staff")

    def shown(**query):
        return [row.text for row, _may in client.get(page("milestone_list"), query).context["rows"]]

    assert shown(table=table.series.pk) == ["Netz", "Geräte", "Ziel"]
    assert shown(school=school.pk) == ["Netz"]
    assert shown(topic="G4") == ["Netz", "Geräte"]
    assert shown(q="DEZER") == ["Ziel"]
    assert shown(q="gibt es nicht") == []
    assert shown(table=999, school=999, topic="X9", q="  ") == ["Netz", "Geräte", "Ziel"]


def test_the_task_leads_to_the_milestone_itself(table):
    row = step(table, "Netz", due_on=timezone.localdate())
    (task,) = [one for one in tasks_of(table.user()) if "Netz" in one.title]
    assert task.url == page("milestone_detail", row.pk)


@pytest.mark.parametrize("name", ["milestone_detail", "milestone_links"])
def test_queries_do_not_grow_with_ties(table, name):
    row = step(table, "Netz")
    client = table.world.client_for("staff")
    counts = []
    for size in (1, 3):
        others = [step(table, f"Schritt {size} {n}") for n in range(size)]
        bind(table, row, *others, partners=[f"Stelle {n}" for n in range(size)])
        counts.append(page_queries(client, page(name, row.pk)))
    assert counts[0] == counts[1]
