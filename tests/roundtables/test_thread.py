"""Red cell, agenda item, agreement, milestone, evidence, new rating: by the links on the pages alone, and back."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from matrix.models import Snapshot
from roundtables import services
from tests.roundtables.conftest import DUE

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a\b[^>]*?href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")


class Reader:
    """Somebody who only clicks: knows the page before them and follows a link by its words."""

    def __init__(self, client: Client, address: str) -> None:
        self.client = client
        self.open(address)

    def open(self, address: str) -> None:
        self.address = address
        response = self.client.get(address.partition("#")[0])
        assert response.status_code == 200, address
        self.html = response.content.decode()
        anchor = address.partition("#")[2]
        assert not anchor or f'id="{anchor}"' in self.html, address

    def follow(self, words: str, *, within: str = "") -> None:
        """`within` cuts the page to the element with this id, up to the next list item."""
        part = self.html.partition(f'id="{within}"')[2].partition("</ul>")[0] if within else self.html
        links = [(unescape(href), " ".join(TAG.sub("", text).split())) for href, text in LINK.findall(part)]
        found = [href for href, text in links if words in unescape(text)]
        assert found, f"{words!r} on {self.address}"
        self.open(self.address.partition("#")[0] + found[0] if found[0].startswith("#") else found[0])


@pytest.fixture
def kept(table):
    """What was agreed about a red cell is done, and the school has rated itself anew."""
    now, staff, school = timezone.now(), table.user(), table.world.school_a
    table.release(school, {"S4.2": 1}, at=now - timedelta(days=90))
    item = services.add_agenda_item(
        table.meeting, title="S4.2 Koffer mit Geräten", minutes=10, kind="decision", lead="", actor=staff
    )
    about = {"actor": staff, "aspects": [table.aspects["S4.2"]]}
    agreement = services.record_agreement(
        table.meeting, text="Wir beschaffen Koffer.", responsible="Stadt", agenda_item=item, **about
    )
    milestone = services.record_milestone(
        table.meeting,
        text="Koffer liefern",
        responsible="Stadt",
        due_on=DUE,
        school=school,
        agreement=agreement,
        agenda_item=item,
        **about,
    )
    services.move_milestone(milestone, state="done", evidence="Lieferschein 7", actor=staff)
    table.release(school, {"S4.2": 3}, at=now)
    return table


@pytest.mark.parametrize("actor", ["staff", "lead_a", "moderator"])
def test_from_a_red_cell_to_its_new_rating_and_back(kept, actor):
    old, new = Snapshot.unscoped.filter(school=kept.world.school_a).order_by("taken_at")
    reader = Reader(kept.world.client_for(actor), old.get_absolute_url())
    reader.follow(kept.aspects["S4.2"].name)
    assert "Stufe 1" in reader.html
    reader.follow("Zum Treffen: Auf der Tagesordnung")
    reader.follow("Wir beschaffen Koffer.", within=reader.address.partition("#")[2])
    reader.follow("Koffer liefern", within=reader.address.partition("#")[2])
    assert "Lieferschein 7" in reader.html
    reader.follow("freigegeben am")
    assert reader.address == new.get_absolute_url()
    assert "Seit Freigabe 1" in reader.html

    reader.follow(kept.aspects["S4.2"].name)
    reader.follow("Zum Meilenstein: Der Meilenstein „Koffer liefern“ ist erledigt")
    reader.follow("Wir beschaffen Koffer.")
    assert "#agreements-" in reader.address
    reader.follow("Koffer liefern", within=reader.address.partition("#")[2])
    reader.follow("S4.2 Koffer mit Geräten")
    assert "#item-" in reader.address
    reader.follow("Koffer liefern", within=reader.address.partition("#")[2])
    assert "#milestones-" in reader.address
    reader.follow("Koffer liefern", within=reader.address.partition("#")[2])
    reader.follow("Was bisher aus S4.2 wurde")
    reader.follow(f"Zur Freigabe: {kept.world.school_a} gibt Stufe 1")
    assert reader.address == old.get_absolute_url()
