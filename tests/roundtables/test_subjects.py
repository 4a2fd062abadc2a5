"""An item of the agenda keeps what it was proposed for, hands it to its results, and leads back to it."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matrix.models import Snapshot
from roundtables import services
from roundtables.models import AgendaItem
from roundtables.selectors import preparation_of
from tests.counting import page_queries
from tests.roundtables.conftest import Table, page
from tests.roundtables.test_preparation import fill
from tests.roundtables.test_voices import say
from tests.world import make_school

pytestmark = pytest.mark.django_db
SOURCES = re.compile(r'class="agenda-item__sources".*?</ul>', re.DOTALL)
HREF = re.compile(r'href="([^"]+)"')
Told = tuple[tuple[str, ...], str, str]  # codes of the aspects, school, joined topic


def take_all(table: Table) -> dict[str, AgendaItem]:
    """Everything that the preparation offers, by its kind; the first of each."""
    staff, about = table.user(), {"aspects": [table.aspects["S1.1"]], "school": table.world.school_b}
    fill(table)
    soon = timezone.localdate() + timedelta(days=3)
    told = {"text": "Leitbild lesen", "responsible": "Zum Tal", "due_on": soon}
    services.record_milestone(table.meeting, actor=staff, **told, **about)
    services.propose_item(
        table.world.school_b, title="Strom", reason="fehlt", code="S4.2", aspect_name="Geräte", actor=staff
    )
    say(Snapshot.unscoped.get(school=table.world.school_a), code="S4.2", actor=staff)
    client, address = table.world.client_for("staff"), page("offer_take", table.meeting.pk)
    items = {}
    for one in [one for group in preparation_of(table.meeting, user=staff) for one in group.offers]:
        known = set(table.meeting.agenda.values_list("pk", flat=True))
        assert client.post(one.take_url or address, {"offer": one.key}).status_code == 302, one
        items[f"{one.origin}:{one.title}"] = table.meeting.agenda.exclude(pk__in=known).get()
    return items


def told(item: AgendaItem) -> Told:
    codes = tuple(item.aspects.values_list("code", flat=True))
    return codes, str(item.school or ""), item.topic.code if item.topic else ""


def named(items: dict[str, AgendaItem]) -> dict[str, Told]:
    return {key.partition(" (")[0]: told(item) for key, item in items.items()}


def test_what_was_put_on_the_agenda_keeps_what_it_is_about(table: Table) -> None:
    items = take_all(table)
    known = named(items)
    first, second = str(table.world.school_a), str(table.world.school_b)
    assert known.pop("milestone:Meilenstein: Leitbild lesen") == (("S1.1",), second, "G1")
    assert known.pop("milestone:Meilenstein: WLAN im Altbau") == ((), "", "")
    assert known.pop("wish:Strom") == (("S4.2",), second, "G4")
    assert known.pop("wish:Lizenzen") == ((), first, "")
    assert known.pop("parked:Beamer im Flur") == ((), "", "")
    rest = {key.partition(":")[0]: value for key, value in known.items()}
    assert rest["difference"] == (("S4.2",), first, "G4")
    assert rest["views"] == ((), "", "G4")
    assert rest["waits"][2] == "G4"
    assert len(rest["waits"][0]) == 1
    assert rest["aged"] == ((), first, "")


def test_what_stood_on_agendas_before_learns_the_same(table: Table) -> None:
    items = take_all(table)
    before = named(items)
    for item in AgendaItem.unscoped.all():
        item.aspects.clear()
    AgendaItem.unscoped.update(topic=None, school=None)
    import_module("roundtables.migrations.0027_known_subjects").tell_subjects(apps, None)
    for item in items.values():
        item.refresh_from_db()
    assert named(items) == before


@pytest.mark.parametrize("name", ["roundtables:result_create", "screens:result"])
def test_a_result_begins_with_what_its_item_is_about(table: Table, name: str) -> None:
    """The meeting's own topic is G4: it is not meant where an item says G1, or a school and nothing else."""
    client, items = table.world.client_for("staff"), take_all(table)
    address = reverse(name, args=[table.meeting.pk, "meilenstein"])

    def form(key: str) -> tuple[str, str, str]:
        found = client.get(address, {"punkt": items[key].pk}).context["form"]
        topic = found.fields["topic"].queryset.filter(pk=found.initial["topic"]).first()
        school = found.fields["school"].queryset.filter(pk=found.initial.get("school")).first()
        return str(found.initial.get("aspects", "")), str(school or ""), topic.code if topic else ""

    assert form("milestone:Meilenstein: Leitbild lesen") == ("S1.1", str(table.world.school_b), "G1")
    assert form("wish:Lizenzen") == ("", str(table.world.school_a), "")
    assert form("parked:Beamer im Flur") == ("", "", "G4")
    typed = {"title": "S1.1 am Beispiel", "minutes": 5, "kind": "work"}
    items["typed"] = services.add_agenda_item(table.meeting, actor=table.user(), **typed)
    assert form("typed") == ("S1.1", "", "G1")


def test_what_is_carried_over_takes_it_along(table: Table) -> None:
    staff, about = table.user(), {"aspects": [table.aspects["S1.1"]]}
    services.start_meeting(table.meeting, actor=staff)
    services.record_agreement(table.meeting, text="Leitbild", responsible="B", actor=staff, **about)
    services.record_agreement(table.meeting, text="Später", consensus="postponed", actor=staff, **about)
    wish = services.propose_item(
        table.world.school_b, title="Strom", reason="fehlt", code="S4.2", aspect_name="Geräte", actor=staff
    )
    services.take_item(wish, table.meeting, actor=staff)
    services.close_meeting(table.meeting, actor=staff)
    later = table.plan(table.meeting.starts_at + timedelta(days=90))
    carried = {item.origin: told(item) for item in later.agenda.exclude(origin="").order_by("-pk")}
    assert carried["agreement"] == carried["postponed"] == (("S1.1",), "", "G1")
    assert carried["unfinished"] == (("S4.2",), str(table.world.school_b), "G4")
    for sources in shown(table.world.client_for("lead_b"), page("meeting_detail", later.pk)):
        assert any(f"/treffen/{table.meeting.pk}/#" in one for one in sources), sources


def shown(client: Client, address: str) -> list[list[str]]:
    """Where each item says that it comes from."""
    return [HREF.findall(part) for part in SOURCES.findall(client.get(address).text)]


def test_each_item_leads_back_and_the_desk_too(table: Table) -> None:
    items, staff = take_all(table), table.world.client_for("staff")
    address = page("meeting_detail", table.meeting.pk)
    links = [unquote(one).replace("&amp;", "&") for sources in shown(staff, address) for one in sources]
    milestone = items["milestone:Meilenstein: WLAN im Altbau"].origin_id
    release = Snapshot.unscoped.get(school=table.world.school_a)
    story = f"{page('story')}?tisch={table.series.pk}&aspekt=S4.2&wer=s{table.world.school_a.school_number}"
    for wanted in (
        page("milestone_detail", milestone),
        release.get_absolute_url(),
        story,
        f"{address}?thema=G4#topic",
        f"{address}#parked",
    ):
        assert wanted in links
        assert staff.get(wanted.partition("#")[0]).status_code == 200, wanted
    foreign = [one for sources in shown(table.world.client_for("lead_b"), address) for one in sources]
    assert (
        release.get_absolute_url() not in foreign
    )  # with its reasons it is read by its school and the Träger
    services.start_meeting(table.meeting, actor=table.user())
    item = items["milestone:Meilenstein: WLAN im Altbau"]
    staff.post(reverse("screens:item", args=[table.meeting.pk]), {"punkt": item.pk})
    desk = shown(staff, reverse("screens:desk", args=[table.meeting.pk]))
    assert desk == [[page("milestone_detail", milestone)]]


def test_the_way_back_of_many_items_asks_no_more(table: Table) -> None:
    staff, client = table.user(), table.world.client_for("staff")

    def more(numbers: range) -> int:
        for number in numbers:
            school = make_school(
                f"18{number:04d}", f"Schule {number}", table.world.municipality, table.world.authority
            )
            wish = services.propose_item(
                school, title="Strom", reason="fehlt", code="S4.2", aspect_name="Geräte", actor=staff
            )
            services.take_item(wish, table.meeting, actor=staff)
        found = page_queries(client, page("meeting_detail", table.meeting.pk))
        sources = shown(client, page("meeting_detail", table.meeting.pk))
        assert len(sources) == numbers.stop - 1
        return found

    assert more(range(1, 2)) == more(range(2, 6))
