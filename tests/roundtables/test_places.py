"""Learning places beyond schools: a register, and partners in milestones."""

from __future__ import annotations

from uuid import uuid4

import pytest

from core.errors import Conflict, DomainError
from roundtables import services
from roundtables.models import LearningPlace, MilestonePartner
from tests.counting import page_queries
from tests.roundtables.conftest import DUE, page


def add(table, name="Stadtbibliothek", kind="library"):
    return services.add_place(
        table.world.municipality,
        name=name,
        kind=kind,
        office="Kultur",
        submission_id=None,
        actor=table.user(),
    )


def step(table, text="Lesepaten"):
    return services.record_milestone(
        table.meeting, text=text, responsible="Stadt", due_on=DUE, actor=table.user()
    )


def test_a_place_is_entered_once_and_everybody_of_the_table_reads_it(table):
    client = table.world.client_for("moderator")
    told = {"name": "VHS", "kind": "adults", "office": "Bildung", "submission_id": str(uuid4())}
    for _click in range(2):
        assert client.post(page("place_create", table.series.pk), told).status_code == 302
    assert LearningPlace.unscoped.count() == 1
    again = client.post(page("place_create", table.series.pk), told | {"submission_id": str(uuid4())})
    assert again.status_code == 422
    assert "gibt es schon" in again.content.decode()
    text = table.world.client_for("lead_b").get(page("place_list", table.series.pk)).content.decode()
    assert "VHS" in text
    assert "Volkshochschule" in text
    assert "Entfernen" not in text


def test_places_take_part_in_a_milestone_beside_what_is_typed(table):
    library, row = add(table), step(table)
    client = table.world.client_for("staff")
    form = client.get(page("milestone_links", row.pk)).context["form"]
    told = {"seen": form["seen"].value(), "places": [library.pk], "partners": "Förderverein"}
    assert client.post(page("milestone_links", row.pk), told).status_code == 302
    partners = MilestonePartner.unscoped.values_list("body", "place")
    assert list(partners) == [("Stadtbibliothek", library.pk), ("Förderverein", None)]
    text = client.get(page("milestone_detail", row.pk)).content.decode()
    assert "(Bibliothek)" in text
    form = client.get(page("milestone_links", row.pk)).context["form"]
    assert (form.initial["places"], form.initial["partners"]) == ([library.pk], "Förderverein")
    assert "Lesepaten" in client.get(page("place_list", table.series.pk)).content.decode()


def test_a_place_of_another_municipality_takes_no_part(table):
    other = services.add_place(
        table.world.school_c.municipality,
        name="Dort",
        kind="other",
        office="",
        submission_id=None,
        actor=table.user("staff_c"),
    )
    with pytest.raises(DomainError, match="anderen Gemeinde"):
        services.bind_milestone(step(table), places=[other], actor=table.user())


def test_a_removed_place_stays_by_name(table):
    library, row = add(table), step(table)
    services.bind_milestone(row, places=[library], actor=table.user())
    client = table.world.client_for("staff")
    client.post(page("place_remove", table.series.pk, library.pk))
    partner = MilestonePartner.unscoped.get()
    assert (partner.body, partner.place) == ("Stadtbibliothek", None)
    services.remove_place(library, actor=table.user())
    with pytest.raises(Conflict, match="entfernt"):
        services.change_place(library, name="", kind="", office="", actor=table.user())


def test_queries_do_not_grow(table):
    client = table.world.client_for("staff")
    counts = []
    for number in range(3):
        place = add(table, f"Ort {number}")
        services.bind_milestone(step(table, f"Schritt {number}"), places=[place], actor=table.user())
        if number != 1:
            counts.append(page_queries(client, page("place_list", table.series.pk)))
    assert counts[0] == counts[1]
