"""The strategic frame: who writes, what supports a field of action, and what supports none."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from core.errors import Conflict, DomainError
from core.models import AuditEntry
from frame import selectors, services
from frame.models import ActionField, CityFrame, CityProject
from roundtables import services as tables
from tests.counting import page_queries
from tests.roundtables.conftest import DUE

TEXTS = {"vision": "Lernende Stadt", "aims": "Netz für alle", "principles": "Teilhabe"}


def url(name, *args):
    return reverse(f"frame:{name}", args=args)


def add_field(table, title="Infrastruktur"):
    told = {"title": title, "text": "Netz und Geräte", "order": 1}
    return services.add_field(
        table.world.municipality, values=told, submission_id=uuid4(), actor=table.user()
    )


def milestone(table, text="WLAN messen"):
    return tables.record_milestone(
        table.meeting, text=text, responsible="Stadt", due_on=DUE, actor=table.user()
    )


def agreed(table, text="Erst das Netz"):
    """A result of each kind that a field can have."""
    return {
        "guidelines": [tables.record_guideline(table.meeting, text=text, actor=table.user())],
        "goals": [
            tables.record_goal(table.meeting, text=f"Ziel {text}", horizon_year=DUE.year, actor=table.user())
        ],
        "milestones": [milestone(table, f"Schritt {text}")],
    }


def test_an_empty_frame_says_that_nothing_is_agreed_and_a_full_one_that_nothing_is_left(table):
    add_field(table)
    client, address = table.world.client_for("lead_a"), url("city_detail", table.world.municipality.pk)
    assert "Noch ist nichts vereinbart." in client.get(address).text
    step = milestone(table)
    assert step.text in client.get(address).text
    step.action_fields.set(ActionField.unscoped.all())
    text = client.get(address).text
    assert "Nichts ist übrig" in text
    assert "Noch ist nichts vereinbart." not in text


def test_the_frame_is_there_before_anybody_wrote(table):
    answer = table.world.client_for("lead_a").get(url("city_detail", table.world.municipality.pk))
    assert answer.status_code == 200
    assert "noch nicht aufgeschrieben" in answer.content.decode()
    assert CityFrame.unscoped.count() == 0


def test_an_office_writes_and_the_table_reads(table):
    page = url("city_update", table.world.municipality.pk)
    client = table.world.client_for("staff")
    seen = client.get(page).context["form"]["seen"].value()
    assert client.post(page, TEXTS | {"seen": seen}).status_code == 302
    text = table.world.client_for("lead_b").get(url("city_detail", table.world.municipality.pk))
    assert all(word in text.content.decode() for word in TEXTS.values())


def test_the_second_first_writer_is_told(table):
    page = url("city_update", table.world.municipality.pk)
    first, second = table.world.client_for("staff"), table.world.client_for("moderator")
    seen = [client.get(page).context["form"]["seen"].value() for client in (first, second)]
    assert first.post(page, TEXTS | {"seen": seen[0]}).status_code == 302
    assert second.post(page, TEXTS | {"vision": "Anders", "seen": seen[1]}).status_code == 422
    assert CityFrame.unscoped.get().vision == "Lernende Stadt"
    with pytest.raises(Conflict):
        services.save_frame(table.world.municipality, values=TEXTS, is_first=True, actor=table.user())


def test_what_is_assigned_stands_at_its_field_and_the_rest_below(table):
    field, chosen = add_field(table), agreed(table)
    loose = milestone(table, "Nirgends zugeordnet")
    client = table.world.client_for("moderator")
    told = {tie: [row.pk for row in rows] for tie, rows in chosen.items()}
    assert client.post(url("field_assign", field.pk), told).status_code == 302
    page = selectors.city_page(table.world.municipality, user=table.user("lead_a"))
    (support,) = page.supports
    assert [list(getattr(support, tie)) for tie in chosen] == list(chosen.values())
    assert (page.loose.milestones, page.loose.guidelines, page.loose.goals) == ((loose,), (), ())
    text = table.world.client_for("lead_a").get(url("field_detail", field.pk)).content.decode()
    assert "gilt" in text
    assert "offen" in text
    assert "Zuordnung lösen" not in text


def test_a_search_narrows_what_is_offered(table):
    field = add_field(table)
    agreed(table, "Erst das Netz")
    agreed(table, "Geräte ausleihen")
    client = table.world.client_for("staff")
    text = client.get(url("field_assign", field.pk), {"q": "Netz"}).content.decode()
    assert "Schritt Erst das Netz" in text
    assert "Geräte" not in text
    assert "Nichts gefunden" in client.get(url("field_assign", field.pk), {"q": "xyz"}).content.decode()
    assert client.post(url("field_assign", field.pk), {}).status_code == 422


def test_more_than_a_page_holds_is_named(table, monkeypatch):
    monkeypatch.setattr("frame.forms.MOST_SHOWN", 1)
    field = add_field(table)
    for number in range(3):
        milestone(table, f"Schritt {number}")
    text = table.world.client_for("staff").get(url("field_assign", field.pk)).content.decode()
    assert "2 weitere Zeilen" in text


def test_one_line_is_taken_off_again(table):
    field, chosen = add_field(table), agreed(table)
    services.assign(field, chosen=chosen, actor=table.user())
    row = chosen["guidelines"][0]
    client = table.world.client_for("staff")
    assert client.post(url("field_release", field.pk, "leitlinie", row.pk)).status_code == 302
    assert client.post(url("field_release", field.pk, "erfahrung", row.pk)).status_code == 404
    assert list(field.guidelines.all()) == []
    assert field.milestones.count() == 1
    verbs = AuditEntry.objects.filter(verb__startswith="frame.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["frame.field_added", "frame.assigned", "frame.released"]


def test_nothing_of_another_municipality_is_assigned(table):
    other = tables.create_series(table.world.school_c.municipality, name="Dort", actor=table.user("staff_c"))
    with pytest.raises(DomainError, match="anderen Gemeinde"):
        services.assign(
            add_field(table),
            chosen={"milestones": [milestone(table)]}
            | {"guidelines": [type("Row", (), {"series": other})()]},
            actor=table.user(),
        )


def test_a_project_stands_in_its_fields(table):
    field = add_field(table)
    client = table.world.client_for("staff")
    told = {"title": "Lernstationen", "lead": "Stadtbibliothek", "fields_of_action": [field.pk]}
    page = url("project_create", table.world.municipality.pk)
    mark = {"submission_id": str(uuid4())}
    assert client.post(page, told | mark).status_code == 302
    client.post(page, told | mark)  # a double click
    project = CityProject.unscoped.get()
    (support,) = selectors.city_page(table.world.municipality, user=table.user()).supports
    assert support.projects == (project,)
    assert "Stadtbibliothek" in client.get(project.get_absolute_url()).content.decode()


def test_two_who_place_a_project_differently_are_told(table):
    field = add_field(table)
    values = {"title": "P", "lead": "", "text": "", "fields": []}
    project = services.add_project(
        table.world.municipality, values=values, submission_id=uuid4(), actor=table.user()
    )
    page = url("project_update", project.pk)
    client = table.world.client_for("staff")
    seen = client.get(page).context["form"]["seen"].value()
    services.change_project(project, values=values | {"fields": [field]}, actor=table.user("moderator"))
    assert client.post(page, {"title": "P", "seen": seen}).status_code == 422
    assert list(project.fields.all()) == [field]


def test_the_second_editor_of_a_field_is_told_and_sees_both(table):
    field = add_field(table)
    page = url("field_update", field.pk)
    first, second = table.world.client_for("staff"), table.world.client_for("moderator")
    seen = [client.get(page).context["form"]["seen"].value() for client in (first, second)]
    told = {"title": "Infrastruktur", "order": 1}
    assert first.post(page, told | {"text": "Glasfaser", "seen": seen[0]}).status_code == 302
    answer = second.post(page, told | {"text": "Funknetz", "seen": seen[1]})
    assert answer.status_code == 422
    assert [(one.theirs, one.mine) for one in answer.context["form"].differences] == [
        ("Glasfaser", "Funknetz")
    ]
    assert "Jemand anderes hat diesen Eintrag in der Zwischenzeit geändert" in answer.text
    again = {"text": "Funknetz", "seen": answer.context["form"]["seen"].value()}
    assert second.post(page, told | again).status_code == 302  # now a decision
    assert ActionField.unscoped.get().text == "Funknetz"


def test_the_second_editor_of_a_project_is_told(table):
    values = {"title": "P", "lead": "", "text": "", "fields": []}
    project = services.add_project(
        table.world.municipality, values=values, submission_id=uuid4(), actor=table.user()
    )
    page = url("project_update", project.pk)
    client = table.world.client_for("staff")
    seen = client.get(page).context["form"]["seen"].value()
    services.change_project(project, values=values | {"text": "Sie"}, actor=table.user("moderator"))
    answer = client.post(page, {"title": "P", "text": "Wir", "seen": seen})
    assert answer.status_code == 422
    assert [(one.theirs, one.mine) for one in answer.context["form"].differences] == [("Sie", "Wir")]
    assert CityProject.unscoped.get().text == "Sie"


@pytest.mark.parametrize("kind", ["field", "project"])
def test_removing_asks_first(table, kind):
    values = {"title": "P", "lead": "", "text": "", "fields": []}
    row = (
        add_field(table)
        if kind == "field"
        else services.add_project(
            table.world.municipality, values=values, submission_id=uuid4(), actor=table.user()
        )
    )
    text = table.world.client_for("staff").get(row.get_absolute_url()).text
    asked = text.partition('<details class="confirm">')[2].partition("</details>")[0]
    assert url(f"{kind}_remove", row.pk) in asked
    assert "Ja, entfernen" in asked
    assert text.count(url(f"{kind}_remove", row.pk)) == 1


def test_what_is_removed_leaves_the_results_where_they_are(table):
    field, chosen = add_field(table), agreed(table)
    services.assign(field, chosen=chosen, actor=table.user())
    client = table.world.client_for("staff")
    answer = client.post(url("field_remove", field.pk))
    assert answer["Location"] == url("city_detail", table.world.municipality.pk)
    assert ActionField.unscoped.count() == 0
    chosen["milestones"][0].refresh_from_db()
    services.remove_field(field, actor=table.user())  # the second of two clicks
    with pytest.raises(Conflict, match="entfernt"):
        services.change_field(field, values={"title": "", "text": "", "order": 1}, actor=table.user())


def test_queries_do_not_grow(table):
    client = table.world.client_for("lead_a")
    counts = []
    for number in range(3):
        field = add_field(table, f"Feld {number}")
        services.assign(field, chosen=agreed(table, f"A {number}"), actor=table.user())
        agreed(table, f"B {number}")
        told = {"title": f"Projekt {number}", "lead": "", "text": "", "fields": [field]}
        services.add_project(table.world.municipality, values=told, submission_id=uuid4(), actor=table.user())
        if number != 1:
            counts.append(page_queries(client, url("city_detail", table.world.municipality.pk)))
    assert counts[0] == counts[1]


def test_what_supports_a_field_says_so_on_its_own_page(table):
    field, other, chosen = add_field(table), add_field(table, "Teilhabe"), agreed(table)
    services.assign(field, chosen=chosen, actor=table.user())
    services.assign(other, chosen={"guidelines": chosen["guidelines"]}, actor=table.user())
    (step,) = chosen["milestones"]
    loose = milestone(table, "Nirgends zugeordnet")
    client, runs = table.world.client_for("lead_a"), table.world.client_for("staff")
    link = f'<a class="kern-link" href="{url("field_detail", field.pk)}">Infrastruktur</a>'
    second = f'<a class="kern-link" href="{url("field_detail", other.pk)}">Teilhabe</a>'
    table_page = client.get(table.series.get_absolute_url()).text
    guidelines = client.get(reverse("roundtables:guideline_list", args=[table.series.pk])).text
    assert f"Handlungsfelder: {link}, {second}" in guidelines
    assert f"Handlungsfelder: {link}, {second}" in table_page
    assert f"Handlungsfeld: {link}<" in table_page  # of the goal
    told = client.get(reverse("roundtables:milestone_detail", args=[step.pk])).text
    assert (link in told, "noch keinem zugeordnet" in told) == (True, False)
    assert "Im strategischen Rahmen zuordnen" not in told
    told = runs.get(reverse("roundtables:milestone_detail", args=[loose.pk])).text
    assert ("noch keinem zugeordnet" in told, "Im strategischen Rahmen zuordnen" in told) == (True, True)


def test_more_lines_with_fields_ask_no_more_queries(table):
    client = table.world.client_for("lead_a")
    pages = [table.series.get_absolute_url(), reverse("roundtables:guideline_list", args=[table.series.pk])]
    services.assign(add_field(table), chosen=agreed(table), actor=table.user())
    few = [page_queries(client, page) for page in pages]
    for number in range(3):
        services.assign(add_field(table, f"Feld {number}"), chosen=agreed(table), actor=table.user())
    assert [page_queries(client, page) for page in pages] == few


def test_fields_of_another_town_stand_nowhere(table):
    field, chosen = add_field(table), agreed(table)
    services.assign(field, chosen=chosen, actor=table.user())
    (step,) = chosen["milestones"]
    assert selectors.fields_of(step, "milestones", user=table.user("lead_a")) == [field]
    assert selectors.fields_of(step, "milestones", user=table.user("lead_c")) == []
    assert selectors.fields_at(table.series, "goals", user=table.user("lead_c")).by_row == {}


def test_a_new_wording_supports_the_fields_of_the_one_before(table):
    field, other = add_field(table), add_field(table, "Lernen")
    (old,) = agreed(table)["guidelines"]
    services.assign(field, chosen={"guidelines": [old]}, actor=table.user())
    new = tables.replace_guideline(old, text="Neu", adopted_on=old.adopted_on, actor=table.user())
    assert set(field.guidelines.all()) == {old, new}
    assert not other.guidelines.exists()
    assert AuditEntry.objects.filter(verb="frame.assigned").count() == 2
