"""Red cell, agenda item, agreement, milestone, evidence, new rating: by the links on the pages alone, and back."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matrix.models import Rating, Snapshot
from roundtables import services
from roundtables.models import Agreement, Milestone
from tests.roundtables.conftest import DUE, page

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a\b[^>]*?href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)


class Reader:
    """Somebody who only clicks: knows the page before them, follows a link by its words, sends its form."""

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

    def send(self, mark: str, **more: object) -> None:
        """The form of this page that has the field `mark`, as it stands and with `more` typed in."""
        form = next(part for part in FORM.findall(self.html) if f'name="{mark}"' in part)
        action = re.search(r'^<form[^>]*action="([^"]*)"', form)
        sent = {**fields_of(form), **more}
        address = unescape(action[1]) if action and action[1] else self.address.partition("#")[0]
        response = self.client.post(address, sent)
        assert response.status_code == 302, (address, TAG.sub(" ", response.text)[-3000:])
        self.open(response["Location"])


def fields_of(form: str) -> dict[str, list[str]]:
    """What a browser would send of a form on which nobody has typed."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if told.get("type") not in {"radio", "checkbox"} or " checked" in tag:
            found.setdefault(told.get("name", ""), []).append(unescape(told.get("value", "")))
    for name, text in re.findall(r'<textarea\b[^>]*?name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = [unescape(text).strip()]
    for name, options in re.findall(r'<select\b[^>]*?name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)"[^>]*selected', options)
        found[name] = [unescape(chosen[1])] if chosen else [""]
    return found


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


def test_from_a_red_cell_every_step_is_the_next_link(table):
    """Nothing is there but a release: the moderator takes the cell up, the school keeps the promise and rates anew."""
    school, client = table.world.school_a, table.world.client_for
    table.release(school, {"S1.1": 1, "S4.2": 1}, at=timezone.now() - timedelta(days=90))
    services.start_meeting(table.meeting, actor=table.user())
    aspect = f"S1.1 {table.aspects['S1.1'].name}"

    moderator = Reader(client("moderator"), f"{page('story')}?wer=s990012&aspekt=S1.1")
    moderator.follow("Auf die Tagesordnung")
    moderator.send("minutes")
    item = table.meeting.agenda.get(title=f"{aspect}: {school}")
    assert item.reason.startswith("Stufe 1")
    assert (item.school, item.topic.code, item.aspects.get().code) == (school, "G1", "S1.1")
    moderator.follow("Geschichte von S1.1", within=f"item-{item.pk}")
    moderator.open(item.meeting.get_absolute_url() + f"#item-{item.pk}")
    moderator.follow("Ergebnis", within=f"notes-{item.pk}")
    moderator.send("consensus", text="Wir lesen das Leitbild.", responsible="Am Anger")
    agreement = Agreement.unscoped.get()
    assert [one.code for one in agreement.aspects.all()] == ["S1.1"]
    moderator.follow("Meilenstein daraus machen", within=f"agreements-{agreement.pk}")
    moderator.send("due_on", text="Leitbild gelesen", responsible="Am Anger", due_on=DUE.isoformat())
    milestone = Milestone.unscoped.get()
    assert (milestone.school, milestone.agreement, milestone.topic.code) == (school, agreement, "G1")

    lead = Reader(client("lead_a"), page("milestone_detail", milestone.pk))
    lead.follow("Stand melden")
    lead.send("evidence", state="done", evidence="Protokoll der Konferenz", done_on="")
    lead.follow("S1.1 neu einschätzen")
    assert lead.address == reverse("matrix:school_aspect", args=[school.school_number, "S1.1"])
    lead.send("answer", answer="3", overview="1")
    assert Rating.unscoped.get(school=school).stage == 3

    lead.open(reverse("matrix:school_aspect", args=[school.school_number, "S1.1"]))
    lead.follow("Meilenstein „Leitbild gelesen“")
    assert "Protokoll der Konferenz" in lead.html
    lead.follow("Was bisher aus S1.1 wurde")
    lead.follow("S1.1 neu einschätzen")


def test_the_next_step_is_offered_to_those_alone_who_may_take_it(table):
    table.release(table.world.school_a, {"S1.1": 1}, at=timezone.now() - timedelta(days=90))
    about = {"responsible": "B", "due_on": DUE, "actor": table.user(), "aspects": [table.aspects["S1.1"]]}
    milestone = services.record_milestone(table.meeting, text="Lesen", school=table.world.school_a, **about)
    words = ("Auf die Tagesordnung", "Meilenstein dazu", "S1.1 neu einschätzen")

    def offered(actor: str, address: str) -> list[bool]:
        read = table.world.client_for(actor).get(address).text
        return [f'<span class="kern-label">{one}</span>' in read for one in words]

    story, detail = f"{page('story')}?wer=s990012&aspekt=S1.1", page("milestone_detail", milestone.pk)
    assert offered("moderator", story) == [True, True, False]
    assert offered("lead_a", story) == offered("lead_a", detail) == [False, False, True]
    assert offered("lead_b", story) == offered("lead_b", detail) == [False, False, False]
    services.cancel_meeting(table.meeting, actor=table.user())
    assert offered("moderator", story) == [False, False, False]
