"""axe on every page that any role reaches, filled, empty and after wrong input; and the HTML of all of them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from core.models import OutboxMail
from core.querysets import TRIES
from tests.browser import axe, crawl
from tests.browser.stage import ROOMS, Stage, Visitor
from tests.browser.starts import demo_people, starts
from tests.browser.worlds import Worlds
from tests.permissions.addresses import app_of
from tests.permissions.conftest import nothing_kept
from tests.world import build_world

pytestmark = [pytest.mark.slow, pytest.mark.looks, pytest.mark.django_db(transaction=True)]
OpenPage = Callable[..., Page]
ROOT = Path(__file__).resolve().parents[2]
ODD = (
    "/gibt-es-nicht/",
    "/schulen/einladung/gibt-es-nicht/",
    "/matrix/gemeinsam/gibt-es-nicht/",
    "/einladung/gibt-es-nicht/",
    "/terminumfrage/gibt-es-nicht/",
)  # pages with another status than 200

# Addresses that answer to GET and show no page of ours, each with its reason.
NO_PAGE = {
    "healthz": "two words for machines",
    "healthz_queue": "two words for machines",
    "roundtables:agendaitem_autosave": "answers to scripts",
    "roundtables:meeting_autosave": "answers to scripts",
    "screens:revision": "one number for scripts",
    "screens:sentence_autosave": "answers to scripts",
    "invitations:calendar": "a file",
    "reports:minutes_by_link": "a file",
    "reports:duties_by_link": "a file",
    "screens:phone_revision": "one number for scripts",
    "matrix:evidence_download": "a file",
    "schools:concept_file_download": "a file",
    "schools:concept_version_download": "a file",
    "schools:concept_file_show": "a file",
    "schools:concept_version_show": "a file",
    "reports:concept_word": "a file",
    "reports:concept_draft_word": "a file",
    "procurement:invoice_download": "a file",
    "equipment:stock_chosen": "leads back to the list; its pages answer to POST",
    "roundtables:document_download": "a file",
}

# Forms that take every input: there is nothing to reject.
ACCEPTS = {
    "equipment:bulk_commit",  # nothing ticked is an answer
    "equipment:life_update",  # empty: never replaced
    "equipment:recording_update",  # one box, ticked or not
    "equipment:stock_chosen",  # nothing chosen: a message on the page
    "equipment:stocktaking_take_over",  # nothing chosen: a message on the page
    "forecast:bindings",  # empty: not bound
    "forecast:follow_up",  # empty: costs nothing more
    "frame:city_update",  # what a city has not said yet stays empty
    "planning:ranking_lock",  # a note is no must
    "matrix:snapshot_name",  # empty takes the name away
    "invitations:send",  # a text of one's own is no must
    "reports:poster_request",  # nothing chosen: the first of each choice
    "reports:report_archive",  # nothing chosen: a message on the page
    "roundtables:agendaitem_notes",
    "roundtables:meeting_notes",
    "roundtables:minutes_seal",  # no reason for sealing early: a message on the page
    "screens:notes",
    "screens:sentence",
    "screens:topic",  # no such topic: a message on the page
    "schools:register_import_commit",  # without the tick nothing is taken over: a message on the page
    "schools:school_update",  # no display name of its own
    "schools:section_show",  # one box, ticked or not
    "schools:section_update",
}
MAIN = (
    "home", "schools:school_list", "schools:school_detail", "schools:concept_detail", "equipment:stock_list",
    "matrix:school_assessment", "matrix:school_aspect", "matrix:school_check", "matrix:heatmap",
    "matrix:topic_detail", "roundtables:series_detail", "roundtables:meeting_detail", "reports:adviser_page",
    "reports:report_list",
)  # fmt: skip
SPOIL = """
index => {
  let count = 0;
  for (const field of document.forms[index].elements) {
    if (["hidden", "submit", "button", "fieldset", "file"].includes(field.type)) continue;
    count += 1;
    if (["radio", "checkbox"].includes(field.type)) field.checked = false;
    else if (field.tagName === "SELECT") { field.add(new Option("kaputt", "kaputt")); field.value = "kaputt"; }
    else if (["text", "password", "textarea", "search"].includes(field.type)) field.value = "";
    else { field.type = "text"; field.value = "kaputt"; }
  }
  return count + document.forms[index].querySelectorAll("[type=file]").length;
}
"""


def expected_names() -> set[str]:
    """Addresses that answer to GET."""
    names = set()
    for name, pattern in crawl.all_names().items():
        view = getattr(pattern.callback, "view_class", None)
        if view is None or (hasattr(view, "get") and "get" in view.http_method_names):
            names.add(name)
    return names - set(NO_PAGE)


def build_filled() -> dict[str, Any]:
    """Everybody has walked the demo world, each from where they begin."""
    OutboxMail.objects.create(event="f", recipient="a@demo.example", subject="Einladung", attempts=TRIES)
    with nothing_kept():
        demo, stage = demo_people(), Stage()
        begin = starts(demo)
        for actor, client in demo.items():
            stage.walk(actor, client, *begin.get(actor, []), "/")
    return stage.written()


def build_empty() -> dict[str, Any]:
    """The persona world: people, schools, and nothing that anybody has written."""
    world, stage = build_world(), Stage()
    with nothing_kept():
        for actor in ["anonymous", *world.users]:
            stage.walk(actor, world.client_for(actor), "/")
    return stage.written()


@pytest.fixture
def patient(transactional_db: None, settings: Any) -> None:
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = settings.ACCOUNT_LOGIN_TIMEOUT = 24 * 3600


@pytest.fixture
def filled(patient: None, worlds: Worlds) -> Iterator[Stage]:
    """To look round there."""
    with worlds.look_round("filled", build_filled) as told:
        yield Stage.read(told)


@pytest.fixture
def filled_to_write_in(patient: None, worlds: Worlds) -> Iterator[Stage]:
    with worlds.open("filled", build_filled) as told:
        yield Stage.read(told)


@pytest.fixture
def empty(patient: None, worlds: Worlds) -> Iterator[Stage]:
    """To look round there, with the pages that say something which the filled ones do not."""
    known = Stage.read(worlds.told("filled", build_filled))
    with worlds.look_round("empty", build_empty) as told:
        stage = Stage.read(told)
        stage.leave_out(known)
        yield stage


@pytest.fixture
def room(request: pytest.FixtureRequest) -> Callable[[str], bool]:
    """Whether an address is in the room of this test, and among those that were asked for (`--pages`)."""
    wanted = request.config.getoption("--pages")
    return lambda name: app_of(name) == request.param and name.startswith(wanted)


in_each_room = pytest.mark.parametrize("room", ROOMS, indirect=True)


def visitor(open_page: OpenPage, live_server: Any, stage: Stage) -> Visitor:
    page = open_page()
    page.add_init_script(axe.source())  # sent once, not once a page: half a megabyte takes its time
    return Visitor(page, stage, live_server.url)


def test_somebody_comes_to_every_page(filled: Stage) -> None:
    assert filled.wrong == {}
    assert expected_names() - filled.names == set()


def test_every_page_is_valid_html(filled: Stage, tmp_path: Path) -> None:
    assert invalid_html(filled, tmp_path) == []


@in_each_room
def test_every_page_filled(
    filled: Stage, room: Callable[[str], bool], open_page: OpenPage, live_server: Any
) -> None:
    visit = visitor(open_page, live_server, filled)
    for found in filled.pages:
        if room(found.name):
            visit.go(found.actor, found.path)
            visit.look(f"{found.actor} {found.path}")
    small_and_dark(visit, [name for name in MAIN if room(name)])
    assert visit.wrong == {}


def small_and_dark(visit: Visitor, names: list[str]) -> None:
    """The main pages on a telephone in the dark."""
    first = {found.name: found for found in reversed(visit.stage.pages)}
    visit.page.set_viewport_size({"width": 360, "height": 900})
    visit.page.emulate_media(color_scheme="dark")
    for name in names:
        visit.go(first[name].actor, first[name].path)
        visit.look(f"small and dark, {first[name].actor} {first[name].path}")


def test_pages_of_errors(filled: Stage, open_page: OpenPage, live_server: Any) -> None:
    visit = visitor(open_page, live_server, filled)
    for path in ODD:
        visit.go("anonymous", path, status=404)
        visit.look(path)
    assert visit.wrong == {}


@in_each_room
def test_every_form_with_nonsense(
    filled_to_write_in: Stage, room: Callable[[str], bool], open_page: OpenPage, live_server: Any
) -> None:
    visit = visitor(open_page, live_server, filled_to_write_in)
    forms = [form for form in forms_of(filled_to_write_in) if room(form.name)]
    forms.sort(
        key=lambda form: (form.name in ACCEPTS, form.name)
    )  # an emptied section would have no form to show
    accepted = {form.name for form in forms if is_taken(visit, form)}
    assert visit.wrong == {}
    assert sorted(accepted) == sorted(ACCEPTS & {form.name for form in forms})


@dataclass(frozen=True)
class Form:
    """A form that is sent to the address `name`: the one with this index on a page."""

    name: str
    actor: str
    path: str
    index: int


def forms_of(stage: Stage) -> Iterator[Form]:
    """Each form once, as the person who came there first."""
    done: set[str] = set()
    for found in stage.pages:
        for index, action in enumerate(crawl.again(found.html).forms):
            name = crawl.name_of(action or found.path)
            if action is not None and name not in done:
                done.add(name)
                yield Form(name, found.actor, found.path, index)


def is_taken(visit: Visitor, form: Form) -> bool:
    """Nonsense in every field, and axe on the answer. Whether the portal took it."""
    visit.go(form.actor, form.path)
    if not visit.page.evaluate(SPOIL, form.index):
        return False
    with visit.page.expect_navigation():
        send = "index => HTMLFormElement.prototype.submit.call(document.forms[index])"
        visit.page.evaluate(send, form.index)
    visit.look_if_new(f"{form.actor} {form.path} with nonsense in {form.name}", form.name)
    return not visit.page.locator("[aria-invalid=true], [data-error-summary]").count()


def test_forms_that_take_everything_are_still_there(filled: Stage) -> None:
    assert ACCEPTS - {form.name for form in forms_of(filled)} == set()


def test_there_are_empty_pages(empty: Stage) -> None:
    assert empty.wrong == {}
    assert len(empty.names) > 30
    assert len(empty.pages) > 10


@in_each_room
def test_every_page_empty(
    empty: Stage, room: Callable[[str], bool], open_page: OpenPage, live_server: Any
) -> None:
    visit = visitor(open_page, live_server, empty)
    for found in empty.pages:
        if room(found.name):
            visit.go(found.actor, found.path)
            visit.look(f"{found.actor} {found.path}")
    assert visit.wrong == {}


def invalid_html(stage: Stage, folder: Path) -> list[str]:
    """What html-validate says about all pages, in one run."""
    program = ROOT / "node_modules/.bin/html-validate"
    if not program.exists() or not shutil.which("node"):
        pytest.skip("html-validate is not installed: run script/bootstrap --dev")
    for number, found in enumerate(stage.pages):
        (folder / f"{number:03} {found.name.replace(':', '.').replace(' ', '.')}.html").write_text(found.html)
    report_file = folder / "report.json"
    command = [
        str(program),
        "--config",
        str(ROOT / ".htmlvalidate.json"),
        "--formatter",
        f"json={report_file}",
    ]
    subprocess.run([*command, f"{folder}/*.html"], capture_output=True, check=False)
    said = json.loads(report_file.read_text())
    return [
        f"{Path(report['filePath']).name}:{message['line']} {message['ruleId']}: {message['message']}"
        for report in said
        for message in report["messages"]
    ]
