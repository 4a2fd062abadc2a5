"""Each marker reaches exactly those whom the rules name: in archives, documents, mails and behind open links.

What everybody reads at every address is in `tests.permissions.test_matrix`.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.db.models import Q
from django.test import Client

from core.mail import send_due
from core.models import OutboxMail
from matrix.querysets import SnapshotQuerySet
from reports import pipeline
from reports.models import ReportJob
from reports.registry import BUILDERS
from roundtables.models import Meeting
from roundtables.selectors import meeting_page
from tests.permissions.conftest import rolled_back
from tests.permissions.crawler import crawl, pdf_text, text_of
from tests.permissions.marks import FullWorld
from tests.permissions.readers import allowed, kinds_in

pytestmark = pytest.mark.usefixtures("unkept")


def test_archive_holds_only_what_the_reader_may_read(full: FullWorld, clients: dict[str, Client]) -> None:
    wanted = [str(pk) for pk in ReportJob.unscoped.values_list("pk", flat=True)]
    for actor in ("lead_a", "staff", "adviser", "lead_c", "lead_b"):
        response: Any = clients[actor].post("/berichte/beratung/zip/", {"report": wanted})
        archive = b"".join(response.streaming_content) if response.streaming else b""
        own = ReportJob.visible_to(full.user(actor))
        assert archive.count(b"%PDF-") == own.count()


def real_report(kind: str, actor: str, full: FullWorld, **subject: Any) -> str:
    """The text of the document as the worker makes it."""
    job = ReportJob(kind=kind, requested_by=full.user(actor), **subject)
    assert BUILDERS[kind].permitted(job)
    collected = BUILDERS[kind].collect(job, lambda _percent: None)
    frozen = collected | {"number": "B-000001", "made_at": "2026-11-22T12:00:00+01:00"}
    return pdf_text(pipeline.render(kind, frozen))


def test_real_school_report_holds_the_released_picture(full: FullWorld) -> None:
    text = real_report("school", "adviser", full, school=full.world.school_a)
    assert kinds_in(text, "adviser") == {
        "A-name",
        "A-pupils",
        "A-released",
        "A-register",
        "SA-name",
        "TA-table",
    }


def test_real_authority_report_holds_no_draft_and_no_foreign_school(full: FullWorld) -> None:
    text = real_report("authority", "staff", full, authority=full.world.authority)
    kinds = kinds_in(text, "staff")
    assert {"A-name", "B-name", "SA-name"} <= kinds
    assert {kind for kind in kinds if kind.endswith("draft") or kind.startswith(("C", "SC", "TC"))} == set()


def test_real_minutes_hold_what_the_table_may_read(full: FullWorld) -> None:
    for meeting in Meeting.unscoped.filter(pk__in=[full.places["A"].sealed, full.places["A"].meeting]):
        text = real_report("minutes", "lead_b", full, meeting=meeting)
        kinds = kinds_in(text, "lead_b")
        assert "TA-table" in kinds
        assert kinds <= allowed("lead_b")


def test_meeting_page_shows_stages_and_no_reasons(full: FullWorld, clients: dict[str, Client]) -> None:
    things = full.places["A"]
    page = meeting_page(Meeting.unscoped.get(pk=things.meeting), full.user("lead_b"))
    assert page.picture
    stages = {row.name: [cell.stage for cell in row.cells] for row in page.picture.school.rows}
    names = (full.places["A"].school.display_name, full.places["B"].school.display_name)
    assert stages == {names[0]: [2, None], names[1]: [None, None]}
    text = text_of(clients["lead_b"].get(f"/runde-tische/treffen/{things.meeting}/"))
    assert "A-released" not in kinds_in(text, "lead_b")


def test_mails_say_only_what_their_reader_may_know(full: FullWorld) -> None:
    """An invitation goes to somebody without an account: it names the place and who invites, nothing else."""
    people = {user.email: actor for actor, user in full.world.users.items()}
    assert OutboxMail.objects.count() >= 9
    for message in OutboxMail.objects.all():
        hung_on = " ".join(bytes(part.content).decode() for part in message.parts.all())
        told = f"{message.subject} {message.body} {hung_on}"
        kinds = kinds_in(told, people.get(message.recipient, ""))
        if message.recipient in people:
            assert kinds <= allowed(people[message.recipient])
        else:
            owner = message.recipient.split("-")[1].upper()
            known = {f"{owner}-name", f"{owner}-person", f"{owner}-invitation"}
            if owner.startswith("T"):  # to a meeting: which, when, where, and who of the Träger writes
                known = {f"{owner}-table", f"S{owner[1:]}-person"}
            assert kinds <= known, message.body
    send_due()
    assert all(len(message.to) == 1 and not message.cc and not message.bcc for message in mail.outbox)


@pytest.mark.parametrize("actor", ["anonymous", "lead_b", "lead_c"])
def test_an_invitation_link_names_the_place_alone(
    actor: str, full: FullWorld, clients: dict[str, Client]
) -> None:
    """Whoever holds the link reads who invites whom to which school."""
    with rolled_back():
        text = text_of(clients[actor].get(f"/schulen/einladung/{full.tokens['A']}/"))
    kinds = kinds_in(text, actor)
    assert "A-name" in kinds
    assert kinds - allowed(actor) <= {"A-name", "A-person", "A-invitation"}


@pytest.mark.parametrize("actor", ["anonymous", "lead_b", "lead_c", "staff"])
def test_a_link_to_rate_alone_names_the_school_and_the_question_alone(
    actor: str, full: FullWorld, clients: dict[str, Client]
) -> None:
    """No answer of the school or of a colleague, no person, on any of its pages."""
    for tail in ("", "S1.1/", "abgeben/"):
        with rolled_back():
            text = text_of(clients[actor].get(f"/matrix/gemeinsam/{full.sheets['A']}/{tail}"))
        kinds = kinds_in(text, actor)
        assert "A-joint" in kinds
        assert kinds - allowed(actor) <= {"A-joint", "A-name"}


@pytest.mark.parametrize("actor", ["anonymous", "lead_c"])
def test_a_link_to_answer_an_invitation_names_the_meeting_its_agenda_and_the_own_answer_alone(
    actor: str, full: FullWorld, clients: dict[str, Client]
) -> None:
    """No other person, no way into the table; an agreement that is on the agenda again is its title there."""
    with rolled_back():
        text = text_of(clients[actor].get(full.places["A"].answer_link))
    assert kinds_in(text, actor) - allowed(actor) == {"TA-table", "TA-answer"}
    shown = {"series", "nextplace", "nexttopic", "agreement"}
    shown |= {"membername", "memberbody", "standing", "standingoffice"}
    assert set(re.findall(r"MK-TA-table-(\w+)", text)) == shown


@pytest.mark.parametrize("actor", ["anonymous", "lead_c"])
def test_a_link_to_a_poll_names_the_table_and_oneself_alone(
    actor: str, full: FullWorld, clients: dict[str, Client]
) -> None:
    with rolled_back():
        text = text_of(clients[actor].get(full.places["A"].poll_link))
    assert kinds_in(text, actor) - allowed(actor) == {"TA-table"}
    shown = {"series", "pollplace", "pollwords", "membername", "memberbody"}
    assert set(re.findall(r"MK-TA-table-(\w+)", text)) == shown


def test_crawl_notices_a_leak(
    full: FullWorld, clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The net itself: releases open to everybody must be found by those who may not read them."""
    monkeypatch.setattr(SnapshotQuerySet, "visible_q", lambda *_args: Q())
    texts = [text for _url, _response, text in crawl(clients["lead_b"], ["/matrix/freigaben/"])]
    leaks = set().union(*(kinds_in(text, "lead_b") for text in texts)) - allowed("lead_b")
    assert {"A-released", "C-released"} <= leaks


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("MK-A-draft-reasonS11", {"A-draft"}),
        ("schulbericht-mk-sa-name-authority-2026.pdf", {"SA-name"}),
        ("71.237", {"B-pupils"}),
        (";42237;", {"B-draft"}),
        ("6c1b42237-71237f", set()),  # in a random key
        ('<option value="71237" selected>', set()),
        ('<input class="a" type="checkbox" name="b" value="71237" id="c">', set()),
        ('<dialog data-idle="3600" data-left="42237">', set()),
        ('<dialog data-left="3570" data-final="42237" data-user="1">', set()),
        ('<input value="71237">', {"B-pupils"}),
        ("MK-B-person-lead_b", set()),  # one's own name
        ("Grundschule", set()),
    ],
)
def test_markers_are_read(text: str, kinds: set[str]) -> None:
    assert kinds_in(text, "lead_b") == kinds
