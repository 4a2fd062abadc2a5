"""axe on every page that any role reaches, filled, empty and after wrong input; and the HTML of all of them."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from accounts.models import User
from gutersloh_portal.demo import places
from matrix import services as matrix
from matrix.models import JointRound
from roundtables.models import Meeting
from schools.grants import Place
from schools.services.people import invite
from tests.browser import axe, crawl
from tests.schools import registers
from tests.world import World

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
OpenPage = Callable[..., Page]
ROOT = Path(__file__).resolve().parents[2]
HALF = "half signed in"  # the password was right, the code is still to come
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FACTOR = "it@demo.example"  # has a second factor
NEWCOMER = "aufsicht@demo.example"  # sets the second factor up
CONCEPT = ("concept_adopt", "concept_discuss", "concept_file_upload")  # pages of steps yet to come
ODD = (
    "/gibt-es-nicht/",
    "/schulen/einladung/gibt-es-nicht/",
    "/matrix/gemeinsam/gibt-es-nicht/",
)  # pages with another status than 200

# Addresses that answer to GET and show no page of ours, each with its reason.
NO_PAGE = {
    "healthz": "two words for machines",
    "healthz_queue": "two words for machines",
    "roundtables:agendaitem_autosave": "answers to scripts",
    "roundtables:meeting_autosave": "answers to scripts",
    "matrix:evidence_download": "a file",
    "schools:concept_file_download": "a file",
    "schools:concept_version_download": "a file",
}

# Forms that take every input: there is nothing to reject.
ACCEPTS = {
    "reports:report_archive",  # nothing chosen: a message on the page
    "roundtables:agendaitem_notes",
    "roundtables:meeting_notes",
    "schools:school_update",  # no display name of its own
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

# below bars that stay, everything counts as covered, wherever the page has just been scrolled to
UNSTICK = """
() => {
  for (const element of document.body.querySelectorAll("*"))
    if (getComputedStyle(element).position === "sticky") element.style.position = "static";
}
"""


@dataclass
class Survey:
    """What the walks of all people found."""

    names: set[str] = field(default_factory=set)
    shapes: dict[str, set[str]] = field(default_factory=dict)  # by name of address
    pages: list[tuple[str, crawl.Found]] = field(default_factory=list)
    wrong: dict[str, Any] = field(default_factory=dict)

    def walk(self, actor: str, client: Client, *starts: str) -> None:
        """Collect the pages of this person that hold something which nobody has seen on that page before."""
        for found in crawl.walk(client, *starts):
            self.names.add(found.name.partition(" ")[0])
            if found.status != 200:
                self.wrong[f"{actor} {found.path}"] = found.status
            known = self.shapes.setdefault(found.name, set())
            if found.html and (new := crawl.shapes(found.html) - known):
                known |= new
                self.pages.append((actor, found))

    def look(self, clients: dict[str, Client], open_page: OpenPage) -> None:
        """axe on every page that was collected, as the person who came there first."""
        for actor, client in clients.items():
            paths = [found.path for who, found in self.pages if who == actor]
            look(page_for(open_page, client), paths, self.wrong, actor)


def page_for(open_page: OpenPage, client: Client, **options: Any) -> Page:
    """A browser page with the session of this client."""
    page = open_page(**options)
    if cookie := client.cookies.get(settings.SESSION_COOKIE_NAME):
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/"}]
        )
    return page


def look(page: Page, paths: Iterable[str], wrong: dict[str, Any], label: str) -> None:
    """axe on each of these pages; whatever sticks out counts as well."""
    for path in paths:
        page.goto(path)
        check(page, wrong, f"{label} {path}")


def check(page: Page, wrong: dict[str, Any], label: str) -> None:
    page.evaluate(UNSTICK)
    if found := [*axe.violations(page), *axe.overflow(page)]:
        wrong[label] = found


@pytest.fixture
def demo(transactional_db: None) -> dict[str, Client]:
    """The demo world with a client for each of its people, one with a second factor, and guests."""
    call_command("seed_demo", verbosity=0)
    owner = User.objects.get(email=FACTOR)
    TOTP.activate(owner, SECRET)
    RecoveryCodes.activate(owner)
    clients = {"anonymous": Client(), HALF: Client()}
    clients[HALF].post(reverse("account_login"), {"login": FACTOR, "password": places.PASSWORD})
    for account in places.ACCOUNTS:
        clients[account.email] = Client()
        clients[account.email].force_login(
            User.objects.get(email=account.email),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
    for email in (FACTOR, NEWCOMER):  # the pages of the second factor want somebody who has just used it
        clients[email].logout()
        clients[email].post(reverse("account_login"), {"login": email, "password": places.PASSWORD})
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    assert clients[FACTOR].post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    return clients


def running_meeting(moderator: Client) -> list[str]:
    """The next meeting has begun and has a result that can still be corrected; and where its notes are."""
    meeting = Meeting.unscoped.filter(state="planned").order_by("starts_at")[0]
    moderator.post(reverse("roundtables:meeting_start", args=[meeting.pk]))
    told = {"text": "Erst das Ziel, dann das Gerät."}
    address = reverse("roundtables:result_create", args=[meeting.pk, "leitlinie"])
    assert moderator.post(address, told).status_code == 302
    return [
        str(meeting.get_absolute_url()),
        reverse("roundtables:meeting_notes", args=[meeting.pk]),
        reverse("roundtables:agendaitem_notes", args=[meeting.agenda.first().pk]),
    ]


def upload(client: Client, address: str, name: str, content: bytes) -> str:
    """Where the upload leads to."""
    answer = client.post(address, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def starts(demo: dict[str, Client]) -> dict[str, list[str]]:
    """Where people begin who do not come by a link of the portal: mails, bookmarks, the answer to an upload."""
    reader = User.objects.get(email="dezernat@demo.example")
    key = {"uidb36": user_pk_to_url_str(reader), "key": default_token_generator.make_token(reader)}
    link = invite(email="neu@demo.example", role="admin", place=Place(), actor=None).link
    joint = JointRound.unscoped.running().get()
    (colleague,) = matrix.add_links(joint, count=1, actor=joint.opened_by)
    known = [
        "account_login", "account_inactive", "account_reset_password", "account_reset_password_done",
        "account_reset_password_from_key_done",
    ]  # fmt: skip
    stock = b"Art;Anzahl\nTablet;4\n"
    grid = b"Kompetenz;Fach;Jahrgang;Vorhaben\n1.1;Kunst;3;Malen\n9.9;Kunst;3;Malen\n"
    lead, admin = demo["schulleitung@demo.example"], demo["admin@demo.example"]
    register = registers.register(registers.school("199909"))
    return {
        "anonymous": [
            *map(reverse, known),
            reverse("account_reset_password_from_key", kwargs=key),
            link.removeprefix(settings.BASE_URL),
            colleague.removeprefix(settings.BASE_URL),
        ],
        HALF: [reverse("mfa_authenticate")],
        NEWCOMER: [reverse("mfa_activate_totp"), reverse("account_logout")],
        FACTOR: [
            *map(reverse, ("mfa_reauthenticate", "account_reauthenticate", "mfa_view_recovery_codes")),
            *map(reverse, ("mfa_generate_recovery_codes", "mfa_deactivate_totp")),
        ],
        "schulleitung@demo.example": [
            upload(lead, reverse("equipment:inventory_import_create", args=["990012"]), "a.csv", stock),
            upload(lead, reverse("schools:competence_import_create", args=["990012"]), "b.csv", grid),
            *(reverse(f"schools:{name}", args=["990012"]) for name in CONCEPT),
        ],
        "moderation@demo.example": running_meeting(demo["moderation@demo.example"]),
        "admin@demo.example": [
            upload(admin, reverse("schools:register_import_create"), "schuldaten.csv", register)
        ],
    }


def expected_names() -> set[str]:
    """Addresses that answer to GET."""
    names = set()
    for name, pattern in crawl.all_names().items():
        view = getattr(pattern.callback, "view_class", None)
        if view is None or (hasattr(view, "get") and "get" in view.http_method_names):
            names.add(name)
    return names - set(NO_PAGE)


def walked(demo: dict[str, Client]) -> Survey:
    """Everybody has walked the demo world, each from where they begin."""
    survey = Survey()
    begin = starts(demo)
    for actor, client in demo.items():
        survey.walk(actor, client, *begin.get(actor, []), "/")
    return survey


def test_every_page_filled(demo: dict[str, Client], open_page: OpenPage, tmp_path: Path) -> None:
    survey = walked(demo)
    survey.wrong |= dict.fromkeys(expected_names() - survey.names, "nobody came here")
    assert survey.wrong == {}
    assert invalid_html(survey, tmp_path) == []
    survey.look(demo, open_page)
    look(open_page(), ODD, survey.wrong, "odd")
    small_and_dark(demo, open_page, survey)
    assert survey.wrong == {}


def test_every_form_with_nonsense(demo: dict[str, Client], open_page: OpenPage) -> None:
    survey = walked(demo)
    accepted = ruin(demo, open_page, survey)
    assert survey.wrong == {}
    assert sorted(accepted) == sorted(ACCEPTS)


def ruin(demo: dict[str, Client], open_page: OpenPage, survey: Survey) -> set[str]:
    """Each form with nonsense in it, once, and axe on the answer. Returns the names of those that took it."""
    accepted: set[str] = set()
    done: set[str] = set()
    browsers: dict[str, Page] = {}
    for actor, found in survey.pages:
        for index, action in enumerate(crawl.read(found.html).forms):
            name = crawl.name_of(action or found.path)
            if action is None or name in done:
                continue
            done.add(name)
            page = browsers.setdefault(actor, page_for(open_page, demo[actor]))
            page.goto(found.path)
            if not page.evaluate(SPOIL, index):
                continue
            with page.expect_navigation():
                page.evaluate("index => HTMLFormElement.prototype.submit.call(document.forms[index])", index)
            if not page.locator("[aria-invalid=true], [data-error-summary]").count():
                accepted.add(name)
            check(page, survey.wrong, f"{actor} {found.path} with nonsense in {name}")
    return accepted


def small_and_dark(demo: dict[str, Client], open_page: OpenPage, survey: Survey) -> None:
    """The main pages on a telephone in the dark."""
    places_of = {found.name: (actor, found.path) for actor, found in reversed(survey.pages)}
    for name in MAIN:
        actor, path = places_of[name]
        page = page_for(open_page, demo[actor], width=360, color_scheme="dark")
        look(page, [path], survey.wrong, f"small and dark, {actor}")


def invalid_html(survey: Survey, folder: Path) -> list[str]:
    """What html-validate says about all pages, in one run."""
    program = ROOT / "node_modules/.bin/html-validate"
    if not program.exists() or not shutil.which("node"):
        pytest.skip("html-validate is not installed: run script/bootstrap --dev")
    for number, (_actor, found) in enumerate(survey.pages):
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


def test_every_page_empty(world: World, open_page: OpenPage) -> None:
    survey = Survey()
    clients = {actor: world.client_for(actor) for actor in world.users}
    for actor, client in clients.items():
        survey.walk(actor, client, "/")
    survey.look(clients, open_page)
    assert len(survey.names) > 30
    assert survey.wrong == {}
