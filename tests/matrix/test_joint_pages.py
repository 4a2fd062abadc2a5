"""Rating together on its pages: the leader's, the member's, and the guest's with a link and no account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.throttle import MISSES
from core.models import OutboxMail
from gutersloh_portal.selectors_tasks import tasks_of
from matrix import services
from matrix.importers import read_matrix
from matrix.models import JointRound
from tests.matrix.conftest import SMALL, stage
from tests.matrix.test_joint import answered, end, open_round, say
from tests.matrix.test_successions import at_once
from tests.world import World, build_world

LIST = "/matrix/schule/990012/gemeinsam/"
LINK = re.compile(r"/matrix/gemeinsam/[\w-]{43}/")


@pytest.fixture
def guest() -> Client:
    return Client()


def create(client: Client, **changed):
    fields = {
        "title": "Netz und Geräte",
        "purpose": "Vor der Konferenz",
        "closes_on": (timezone.localdate() + timedelta(days=7)).isoformat(),
        "aspects_S1": ["S1.1"],
        "aspects_S2": ["S2.1"],
        "links": "6",
    }
    return client.post(f"{LIST}neu/", fields | changed)


def links_of(response) -> list[str]:
    return LINK.findall(response.content.decode())


@pytest.fixture
def links(matrix_world: World) -> list[str]:
    return links_of(create(matrix_world.client_for("lead_a")))


def text(response) -> str:
    return response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_double_click_asks_everybody_once() -> None:
    world = build_world()
    services.load_catalogue(read_matrix(SMALL.encode()), version="klein")
    clients = [world.client_for("lead_a") for _click in range(2)]
    members = [str(world.users["member_a"].pk)]
    found = at_once(*(lambda one=one: create(one, members=members, links="") for one in clients))
    assert sorted(answer.status_code for answer in found) == [302, 422]
    assert JointRound.unscoped.count() == 1
    assert OutboxMail.objects.count() == 1


# --- the leader -----------------------------------------------------------------------------------------------------


def test_links_are_shown_once(matrix_world: World) -> None:
    lead = matrix_world.client_for("lead_a")
    response = create(lead, members=[str(matrix_world.users["member_a"].pk)])
    assert len(links_of(response)) == 6
    assert response["Cache-Control"] == "no-store, private"
    joint = JointRound.unscoped.get()
    assert list(joint.aspects.values_list("code", flat=True)) == ["S1.1", "S2.1"]
    assert not LINK.search(text(lead.get(joint.get_absolute_url())))
    more = lead.post(f"{joint.get_absolute_url()}links/", {"links": "2"})
    assert len(links_of(more)) == 2


def test_of_what_must_be_chosen_together_nothing_is_called_optional(matrix_world: World) -> None:
    page = text(matrix_world.client_for("lead_a").get("/matrix/schule/990012/gemeinsam/neu/"))
    assert page.count("(freiwillig)") == 1  # what it is for


def test_members_alone_need_no_page_of_links(matrix_world: World) -> None:
    lead = matrix_world.client_for("lead_a")
    response = create(lead, members=[str(matrix_world.users["member_a"].pk)], links="")
    assert response["Location"] == JointRound.unscoped.get().get_absolute_url()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"aspects_S1": [], "aspects_S2": []}, "mindestens einen Aspekt"),
        ({"links": ""}, "mindestens eine Person"),
        ({"links": "999"}, "60"),
        ({"closes_on": "2020-01-01"}, "innerhalb von drei Monaten"),
        ({"title": ""}, "Titel"),
        ({"aspects_S1": ["T1.1"]}, "T1.1"),
    ],
)
def test_what_is_missing_is_said_and_what_is_typed_stays(matrix_world: World, changed, message: str) -> None:
    response = create(matrix_world.client_for("lead_a"), **changed)
    assert response.status_code == 422
    assert message in text(response)
    assert "Vor der Konferenz" in text(response)
    assert not JointRound.unscoped.exists()


def test_open_page_counts_sheets_and_says_nothing_else(matrix_world: World) -> None:
    joint, sheets = open_round(matrix_world)
    answered(sheets, 1, 2, 2, 3, 2)
    page = text(matrix_world.client_for("lead_a").get(joint.get_absolute_url()))
    assert "5 von 6 haben geantwortet" in page
    assert "Grund 0" not in page
    assert "spread-chart" not in page


def test_closing_wants_a_tick_and_then_shows_the_spread(matrix_world: World) -> None:
    joint, sheets = open_round(matrix_world, "S2.1")
    answered(sheets, 1, 2, 2, 3, None)
    lead, url = matrix_world.client_for("lead_a"), joint.get_absolute_url()
    assert lead.post(f"{url}beenden/").status_code == 422
    assert lead.post(f"{url}beenden/", {"sure": "on"}).status_code == 302
    page = text(lead.get(url))
    assert 'aria-label="1 ' in page
    assert "Grund 4" in page
    assert "S2.1: 5 Antworten" in page  # the table beside the drawing


def test_four_answers_are_a_number_and_nothing_more(matrix_world: World) -> None:
    joint, sheets = open_round(matrix_world, "S2.1")
    answered(sheets, 1, 2, 2, 3, names=("Ada", "Ben", "Cem", "Dora"))
    url = end(joint).get_absolute_url()
    lead = matrix_world.client_for("lead_a")
    for page in (text(lead.get(url)), text(lead.get(f"{url}einigen/S2.1/"))):
        assert "4 Antworten. Gezeigt wird erst ab fünf" in page
        assert not [word for word in ("Ada", "Ben", "Grund 0", "spread-chart") if word in page]


def test_agreeing_stores_the_answer_and_a_conflict_keeps_what_was_typed(matrix_world: World, answer) -> None:
    joint, _sheets = open_round(matrix_world, "S2.1")
    url = f"{end(joint).get_absolute_url()}einigen/S2.1/"
    lead = matrix_world.client_for("lead_a")
    assert lead.get(url).status_code == 200
    newest = answer(matrix_world.school_a, "S2.1", stage(1), "member_a")
    typed = {"answer": "3", "reason": "Im Kollegium besprochen", "seen": ""}
    response = lead.post(url, typed)
    assert response.status_code == 409
    assert "Im Kollegium besprochen" in text(response)
    assert f'value="{newest.pk}"' in text(response)
    assert lead.post(url, typed | {"seen": str(newest.pk), "reason": ""}).status_code == 422
    assert lead.post(url, typed | {"seen": str(newest.pk)}).status_code == 302
    row = matrix_world.school_a.ratings.filter(joint_round=joint).get()
    assert (row.stage, row.reason) == (3, "Im Kollegium besprochen")
    assert "gemeinsam" in text(lead.get("/matrix/schule/990012/aspekt/S2.1/"))


def test_round_of_another_school_does_not_exist_under_ones_own_address(matrix_world: World) -> None:
    joint, _sheets = open_round(matrix_world)
    url = joint.get_absolute_url().replace("990012", "990024")
    assert matrix_world.client_for("lead_b").get(url).status_code == 404


def test_queries_do_not_grow_with_rounds_and_sheets(matrix_world: World) -> None:
    lead = matrix_world.client_for("lead_a")

    def counted(sheets: int) -> list[int]:
        joint, there = open_round(matrix_world, links=sheets)
        answered(there, *[2] * sheets)
        services.close_joint_round(joint, actor=matrix_world.user("lead_a"))
        found = []
        for url in (LIST, joint.get_absolute_url(), "/"):
            lead.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert lead.get(url).status_code == 200
            found.append(len(queries))
        return found

    assert counted(6) == counted(18) == counted(6)  # with one, two and three rounds on the list


def test_start_page_says_how_many_have_answered_and_what_waits(matrix_world: World) -> None:
    joint, sheets = open_round(matrix_world, members=("member_a",))
    say(sheets[0])
    services.hand_in(sheets[0], shows_name=False)
    led = {task.title: task.status for task in tasks_of(matrix_world.user("lead_a"))}
    assert led["Gemeinsame Einschätzung: Netz und Geräte"] == "1 von 7 hat geantwortet"
    own = {task.title: task.url for task in tasks_of(matrix_world.user("member_a"))}
    sheet = joint.invitations.get(member=matrix_world.users["member_a"])
    assert own["Für sich einschätzen: Netz und Geräte"] == f"/matrix/meine-antworten/{sheet.pk}/"
    end(joint)
    led = {task.title: task.status for task in tasks_of(matrix_world.user("lead_a"))}
    assert led["Gemeinsam einigen: Netz und Geräte"] == "0 von 2 Aspekten geeinigt"
    assert not [task for task in tasks_of(matrix_world.user("member_a")) if "Für sich" in task.title]


# --- the sheet, by link and by account --------------------------------------------------------------------------------


def walk(client: Client, start: str) -> None:
    """From the start page to the end, as a colleague does it."""
    assert client.get(start).status_code == 200
    step = client.post(f"{start}S1.1/", {"answer": "2", "reason": "Läuft", "seen": "0"})
    assert step["Location"] == f"{start}S2.1/"
    step = client.post(step["Location"], {"answer": "unknown", "reason": "", "seen": "0"})
    assert step["Location"] == f"{start}abgeben/"
    page = text(client.get(step["Location"]))
    assert "Läuft" in page
    assert 'name="shows_name"' in page
    assert "checked" not in page  # no name without being asked
    assert client.post(step["Location"])["Location"] == start


def test_a_guest_answers_without_account_and_the_link_is_used_up(guest: Client, links: list[str]) -> None:
    walk(guest, links[0])
    assert JointRound.unscoped.get().invitations.handed_in().count() == 1
    for url in (links[0], f"{links[0]}S1.1/", f"{links[0]}abgeben/"):
        for response in (guest.get(url), guest.post(url) if url != links[0] else guest.get(url)):
            assert response.status_code == 410
            assert "Ihre Antworten sind abgegeben" in text(response)


def test_a_member_answers_on_the_own_sheet(matrix_world: World) -> None:
    joint, _sheets = open_round(matrix_world, members=("member_a",))
    sheet = joint.invitations.get(member=matrix_world.users["member_a"])
    client = matrix_world.client_for("member_a")
    assert f"/matrix/meine-antworten/{sheet.pk}/" in text(client.get(joint.get_absolute_url()))
    walk(client, f"/matrix/meine-antworten/{sheet.pk}/")
    assert client.get(f"/matrix/meine-antworten/{sheet.pk}/").status_code == 410
    assert matrix_world.client_for("lead_a").get(f"/matrix/meine-antworten/{sheet.pk}/").status_code == 404


def test_guest_pages_set_no_cookie_before_a_form_and_are_listed_nowhere(
    guest: Client, links: list[str]
) -> None:
    response = guest.get(links[0])
    assert not response.cookies
    assert not guest.cookies
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "strict-origin"
    assert response["Cache-Control"] == "no-store, private"
    assert set(guest.get(f"{links[0]}S1.1/").cookies) == {"csrf"}


def test_guest_pages_show_question_and_stages_and_no_answer_of_the_school(
    matrix_world: World, guest: Client, links: list[str], answer
) -> None:
    answer(matrix_world.school_a, "S1.1", stage(2, reason="Entwurf der Schule"))
    pages = "".join(text(guest.get(f"{links[0]}{tail}")) for tail in ("", "S1.1/", "abgeben/"))
    assert "Welche Ziele?" in pages
    assert "einige" in pages
    assert not [word for word in ("Entwurf der Schule", "Lea Anger", "Max Anger") if word in pages]
    assert guest.get(f"{links[0]}S1.2/").status_code == 404  # not asked
    assert guest.get(f"{links[0]}T1.1/").status_code == 404


def test_two_devices_with_one_link_lose_nothing(guest: Client, links: list[str]) -> None:
    other, url = Client(), f"{links[0]}S1.1/"
    other.post(url, {"answer": "1", "reason": "Vom Telefon", "seen": "0"})
    response = guest.post(url, {"answer": "3", "reason": "Vom Rechner", "seen": "0"})
    assert response.status_code == 409
    assert "Vom Telefon" in text(response)
    assert "Vom Rechner" in text(response)
    assert guest.post(url, {"answer": "3", "reason": "Vom Rechner", "seen": "1"}).status_code == 302


def test_an_unanswered_question_is_named_and_the_reason_kept(guest: Client, links: list[str]) -> None:
    response = guest.post(f"{links[0]}S1.1/", {"reason": "Schon getippt", "seen": "0"})
    assert response.status_code == 422
    assert "Wählen Sie eine Stufe" in text(response)
    assert "Schon getippt" in text(response)


def test_an_expired_link_says_so(guest: Client, links: list[str]) -> None:
    guest.post(f"{links[0]}S1.1/", {"answer": "2", "reason": "", "seen": "0"})
    end(JointRound.unscoped.get())
    for response in (guest.get(links[0]), guest.post(f"{links[0]}S2.1/", {"answer": "2", "seen": "0"})):
        assert response.status_code == 410
        assert "zu Ende gegangen" in text(response)


def test_guessing_is_slowed_down(guest: Client, links: list[str]) -> None:
    cache.clear()
    codes = [guest.get(f"/matrix/gemeinsam/geraten-{number}/").status_code for number in range(MISSES + 1)]
    assert codes == [404] * MISSES + [429]
    response = guest.get(links[0])
    assert response.status_code == 429
    assert "zehn Minuten" in text(response)
    assert Client(REMOTE_ADDR="10.1.2.3").get(links[0]).status_code == 200  # another network goes on
    cache.clear()
    assert guest.get(links[0]).status_code == 200


def test_a_token_leads_to_its_own_sheet_alone(matrix_world: World, guest: Client, links: list[str]) -> None:
    guest.post(f"{links[0]}S1.1/", {"answer": "2", "reason": "Nur meines", "seen": "0"})
    assert "Nur meines" in text(guest.get(f"{links[0]}S1.1/"))
    assert "Nur meines" not in text(guest.get(f"{links[1]}S1.1/"))
    token = links[0].rstrip("/").rsplit("/", 1)[-1]
    joint = JointRound.unscoped.get()
    assert not joint.invitations.filter(token_hash=token).exists()  # the stored value opens nothing
    stored = joint.invitations.exclude(token_hash=None).values_list("token_hash", flat=True)[0]
    assert guest.get(f"/matrix/gemeinsam/{stored}/").status_code == 404
