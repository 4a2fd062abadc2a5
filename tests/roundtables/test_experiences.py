"""Erfahrungen: who reads what a school shares, and how it is found."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from core.audit import trail_of
from core.errors import Conflict, DomainError
from roundtables import services
from roundtables.models import ExperienceNote
from tests.counting import page_queries
from tests.roundtables.conftest import page

LIST, PUBLIC = page("experience_list"), page("experience_public")


def share(table, text="Gerätedienst", visibility="table", aspects=(), **extra):
    return services.share_experience(
        table.world.school_a,
        text=text,
        visibility=visibility,
        aspects=aspects,
        submission_id=None,
        actor=table.user("lead_a"),
        **extra,
    )


def texts(client, address=LIST, **query):
    return [row.text for row in client.get(address, query).context["object_list"]]


def test_a_school_shares_changes_and_withdraws(table):
    client = table.world.client_for("member_a")
    address = page("experience_create", table.world.school_a.school_number)
    told = {"text": "Ladewagen", "visibility": "district", "aspects": "S4.2", "submission_id": str(uuid4())}
    for _click in range(2):
        assert client.post(address, told).status_code == 302
    note = ExperienceNote.unscoped.get()
    assert (note.series, list(note.aspects.all())) == (table.series, [table.aspects["S4.2"]])
    address = page("experience_update", note.pk)
    seen = client.get(address).context["form"]["seen"].value()
    new = {"text": "Ladeschrank", "visibility": "public", "aspects": "", "seen": seen}
    assert client.post(address, new).status_code == 302
    assert client.post(address, new | {"text": "Anders"}).status_code == 422  # begun before the change
    assert texts(Client(), PUBLIC) == ["Ladeschrank"]
    client.post(page("experience_withdraw", note.pk))
    services.withdraw_experience(note, actor=table.user())  # the second of two clicks
    assert ExperienceNote.unscoped.count() == 0
    with pytest.raises(Conflict, match="entfernt"):
        services.change_experience(note, text="", visibility="table", aspects=[], actor=table.user())


def test_the_trail_tells_what_has_changed_and_nothing_else(table):
    note = share(table, aspects=[table.aspects["S4.2"]])

    def change(**new):
        told = {"text": "Gerätedienst", "visibility": "table", "aspects": [table.aspects["S1.1"]]} | new
        services.change_experience(note, actor=table.user("lead_a"), **told)
        entries = trail_of(note).filter(verb="roundtables.experience_changed")
        return entries.count(), entries[0].changes

    aspects = {"aspects": [str(table.aspects["S4.2"]), str(table.aspects["S1.1"])]}
    assert change() == (1, aspects)
    assert change() == (1, aspects)  # saved again without a change
    assert change(text="Ladeschrank") == (2, {"text": ["Gerätedienst", "Ladeschrank"]})


def test_each_visibility_has_its_readers(table):
    for visibility in ("table", "district", "public"):
        share(table, visibility, visibility)
    assert set(texts(table.world.client_for("lead_b"))) == {"table", "district", "public"}
    assert "table" not in texts(table.world.client_for("lead_c"))
    assert texts(table.world.client_for("nobody")) == ["public"]
    assert texts(Client(), PUBLIC) == ["public"]


def test_the_district_ends_at_the_kreis(table):
    share(table, "Kreisweit", "district")
    town = table.world.school_c.municipality
    for ags, found in (("05999098", ["Kreisweit"]), ("05111098", [])):
        town.ags = ags
        town.save()
        assert texts(table.world.client_for("lead_c")) == found


def test_the_public_page_names_the_school_and_no_person(table):
    share(table, "Für alle", "public")
    text = Client().get(PUBLIC).content.decode()
    assert str(table.world.school_a) in text
    assert table.user("lead_a").name not in text
    assert "Zurückziehen" not in text


def test_found_by_aspect_type_and_words(table):
    share(table, "Erstens", aspects=[table.aspects["S4.2"], table.aspects["S1.1"]])
    share(table, "Zweitens")
    client = table.world.client_for("lead_b")
    kind = table.world.school_a.school_type
    assert texts(client, aspect="S4.2") == ["Erstens"]
    assert texts(client, q="zweit") == ["Zweitens"]
    assert len(texts(client, school_type=kind)) == 2
    assert "Keine Erfahrung gefunden" in client.get(LIST, {"q": "xyz"}).content.decode()


def test_what_was_told_at_a_meeting_is_corrected_there(table):
    note = services.record_experience(
        table.meeting, text="Am Tisch", school=table.world.school_a, actor=table.user()
    )
    client = table.world.client_for("lead_a")
    assert client.get(page("experience_update", note.pk)).status_code == 404
    assert texts(client) == ["Am Tisch"]


def test_without_a_table_nobody_would_read_it(table):
    table.series.is_active = False
    table.series.save()
    with pytest.raises(DomainError, match="keinen Runden Tisch"):
        share(table)


def test_the_public_page_comes_in_pages_that_keep_the_search(table):
    for number in range(51):
        share(table, f"Netz {number}", "public")
    share(table, "Etwas anderes", "public")
    first = Client().get(PUBLIC, {"q": "Netz"})
    assert len(first.context["object_list"]) == 50
    assert "?q=Netz&amp;page=2" in first.text
    assert texts(Client(), PUBLIC, q="Netz", page=2) == ["Netz 0"]
    assert Client().get(PUBLIC, {"page": 9}).status_code == 404


def test_whoever_copies_the_public_page_waits(table, monkeypatch):
    cache.clear()
    monkeypatch.setattr("accounts.secret_links.LOOKS", 2)
    guest = Client()
    assert [guest.get(PUBLIC).status_code for _turn in range(3)] == [200, 200, 429]
    assert "zehn Minuten" in guest.get(PUBLIC).text
    assert table.world.client_for("nobody").get(PUBLIC).status_code == 200
    cache.clear()


@pytest.mark.parametrize("address", [LIST, PUBLIC])
def test_queries_do_not_grow(table, address):
    client = table.world.client_for("lead_a") if address == LIST else Client()
    counts = []
    for number in range(3):
        share(table, f"Note {number}", "public", aspects=table.aspects.values())
        if number != 1:
            counts.append(page_queries(client, address))
    assert counts[0] == counts[1]
