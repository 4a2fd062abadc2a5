"""The people of the demo world, signed in, and where each of them begins."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from pathlib import Path

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from annualreviews.models import AnnualReview
from core.models import OutboxMail
from equipment.models import BulkImport
from equipment.services import bulk_jobs
from gutersloh_portal.demo import places
from invitations import services as invitations
from matrix import services as matrix
from matrix.models import JointRound
from needs.models import NeedItem
from planning.models import BudgetLine
from procurement.models import Order
from roundtables.models import Meeting
from roundtables.services import meetings, minutes
from schools.grants import Place
from schools.services.people import invite
from tests.schools import registers
from tests.schools.concepts import pdf_bytes
from tests.word_files import document_of, save

ROOT = Path(__file__).resolve().parents[2]
HALF = "half signed in"  # the password was right, the code is still to come
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FACTOR = "it@demo.example"  # has a second factor
NEWCOMER = "aufsicht@demo.example"  # sets the second factor up
CONCEPT = (
    "concept_adopt",
    "concept_confirm",
    "concept_discuss",
    "concept_file_upload",
)  # pages of steps yet to come


def demo_people() -> dict[str, Client]:
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


def minutes_in_review() -> list[str]:
    """Minutes that are open for corrections, with one asked for; where it is answered and another is asked for."""
    moderator = User.objects.get(email="moderation@demo.example")
    series = Meeting.unscoped.earliest("starts_at").series
    begins = timezone.now() - timedelta(days=5)
    meeting = meetings.plan_meeting(
        series, starts_at=begins, ends_at=begins + timedelta(hours=2), actor=moderator
    )
    meetings.start_meeting(meeting, actor=moderator)
    meetings.close_meeting(meeting, actor=moderator)
    minutes.open_correction(meeting, actor=moderator)
    wish = minutes.propose_amendment(meeting, text="Es waren vier.", actor=moderator)
    return [
        reverse("roundtables:amendment_create", args=[meeting.pk]),
        reverse("roundtables:amendment_answer", args=[wish.pk]),
        reverse("roundtables:addendum_create", args=[Meeting.unscoped.filter(state="sealed")[0].pk]),
    ]


def meeting_ahead() -> list[str]:
    """A meeting that is still being prepared, and the story of a cell that is told there."""
    moderator = User.objects.get(email="moderation@demo.example")
    series = Meeting.unscoped.earliest("starts_at").series
    begins = Meeting.unscoped.latest("starts_at").starts_at + timedelta(days=40)
    meeting = meetings.plan_meeting(
        series, starts_at=begins, ends_at=begins + timedelta(hours=2), actor=moderator
    )
    story = f"{reverse('roundtables:story')}?wer=s990012&aspekt=S1.1"
    return [
        *(reverse(f"roundtables:{name}", args=[meeting.pk]) for name in ("preparation", "agenda_fill")),
        story,
    ]


def running_meeting(moderator: Client) -> list[str]:
    """The next meeting has begun and has a result that can still be corrected; and where its notes are."""
    meeting = Meeting.unscoped.filter(state="planned").order_by("starts_at")[0]
    moderator.post(reverse("roundtables:meeting_start", args=[meeting.pk]))
    told = {"text": "Erst das Ziel, dann das Gerät."}
    address = reverse("roundtables:result_create", args=[meeting.pk, "leitlinie"])
    assert moderator.post(address, told).status_code == 302
    first = meeting.agenda.first()
    moderator.post(reverse("screens:item", args=[meeting.pk]), {"punkt": first.pk})
    return [
        str(meeting.get_absolute_url()),
        reverse("roundtables:meeting_notes", args=[meeting.pk]),
        reverse("roundtables:agendaitem_notes", args=[first.pk]),
        reverse("screens:notes", args=[first.pk]),
        *(reverse(f"screens:{name}", args=[meeting.pk]) for name in ("sentence", "park")),
    ]


def telephones(moderator: Client) -> list[str]:
    """A question is open at the running meeting; where a telephone answers it."""
    meeting = Meeting.unscoped.filter(state="running").order_by("starts_at")[0]
    moderator.post(reverse("screens:entrance_open", args=[meeting.pk]))
    moderator.post(
        reverse("screens:question_create", args=[meeting.pk, "zustimmung"]), {"text": "Tragen Sie es mit?"}
    )
    moderator.post(
        reverse("screens:question_create", args=[meeting.pk, "punkte"]),
        {"text": "Was zuerst?", "options": "A\nB"},
    )
    first = meeting.questions.order_by("pk")[0]
    moderator.post(reverse("screens:question_open", args=[first.pk]))
    return [reverse("screens:phone", args=[meeting.entrance.code])]


def invited() -> tuple[str, str]:
    """A link to answer out of a mail, and the page that tells the new place of the same meeting."""
    moderator = User.objects.get(email="moderation@demo.example")
    when = timezone.now() + timedelta(days=200)
    meeting = meetings.plan_meeting(
        Meeting.unscoped.all()[0].series, starts_at=when, ends_at=when + timedelta(hours=2), actor=moderator
    )
    invitations.send_round(meeting, text="", seen=0, actor=moderator)
    link = re.findall(r"/einladung/[\w-]+/", OutboxMail.objects.latest("pk").body)[0]
    meetings.change_meeting(meeting, place="Aula", actor=moderator)
    return link, reverse("invitations:send", args=[meeting.pk])


def asked_for_a_date() -> tuple[str, str]:
    """A link out of a mail to answer a poll for a date, and the page with its answers."""
    moderator = User.objects.get(email="moderation@demo.example")
    days = [timezone.now() + timedelta(days=days) for days in (150, 151, 152)]
    poll = invitations.open_poll(
        Meeting.unscoped.all()[0].series,
        dates=[(day, day + timedelta(hours=2)) for day in days],
        actor=moderator,
    )
    dates = poll.dates.values_list("pk", flat=True)
    voter = poll.voters.exclude(token_hash=None)[0]
    invitations.answer_poll(voter, answers=dict.fromkeys(dates, "yes"), seen=0)
    link = re.findall(r"/terminumfrage/[\w-]+/", OutboxMail.objects.latest("pk").body)[0]
    return link, reverse("invitations:poll_detail", args=[poll.pk])


def upload(client: Client, address: str, name: str, content: bytes, **fields: str) -> str:
    """Where the upload leads to."""
    answer = client.post(address, {"file": SimpleUploadedFile(name, content), **fields})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def read_list(it: Client, lines: str) -> str:
    """The page of a Träger's list that the worker has read."""
    page = upload(it, reverse("equipment:bulk_create", args=["99101"]), "liste.csv", lines.encode())
    bulk_jobs.perform(BulkImport.unscoped.latest("uploaded_at").pk)
    return page


OWN_LIST = "Schulnummer;Gerätetyp;Anzahl\n990012;Tablet im Klassensatz;4\n990012;Drucker;keins\n"
FOREIGN_LIST = "Haus;Artikel;Kontakt\nNord;iPad 9;a@demo.example\n"  # nobody knows its columns
INTUNE_HEAD = "Device ID,Device name,Serial number,Model,Category\n"
INTUNE_LIST = f"{INTUNE_HEAD}1,a,S1,iPad 9,990012\n"  # its columns are known, its words are not


def starts(demo: dict[str, Client]) -> dict[str, list[str]]:
    """Where people begin who do not come by a link of the portal: mails, bookmarks, the answer to an upload."""
    reader = User.objects.get(email="dezernat@demo.example")
    key = {"uidb36": user_pk_to_url_str(reader), "key": default_token_generator.make_token(reader)}
    answer_link, new_place = invited()
    poll_link, poll_answers = asked_for_a_date()
    link = invite(email="neu@demo.example", role="admin", place=Place(), actor=None).link
    joint = JointRound.unscoped.running().get()
    (colleague,) = matrix.add_links(joint, count=1, actor=joint.opened_by)
    delivered = NeedItem.unscoped.get(state="delivered")
    closed = AnnualReview.unscoped.get(closed_at__isnull=False)
    fresh = Order.unscoped.latest("number")
    free_line = BudgetLine.unscoped.filter(item=None, budget__authority__number="99101").latest("pk")
    known = [
        "account_login", "account_inactive", "account_reset_password", "account_reset_password_done",
        "account_reset_password_from_key_done",
    ]  # fmt: skip
    stock = b"Art;Anzahl\nTablet;4\n"
    grid = b"Kompetenz;Fach;Jahrgang;Vorhaben\n1.1;Kunst;3;Malen\n9.9;Kunst;3;Malen\n"
    pieces = save(document_of("# Leitbild", "Wir lernen.", "## Sonstiges", "Rest", "# Dies und das"))
    lead, admin = demo["schulleitung@demo.example"], demo["admin@demo.example"]
    register = registers.register(registers.school("199909"))
    matrix_file = (ROOT / "matrix" / "data" / "matrix_catalogue.csv").read_bytes()
    changed = matrix_file.replace("Wofür wollen wir".encode(), b"Wozu wollen wir")
    meeting_pages = minutes_in_review()
    meeting_pages += running_meeting(demo["moderation@demo.example"])
    meeting_pages += meeting_ahead()
    return {
        "anonymous": [
            *map(reverse, known),
            reverse("account_reset_password_from_key", kwargs=key),
            link.removeprefix(settings.BASE_URL),
            colleague.removeprefix(settings.BASE_URL),
            reverse("screens:entrance"),
            *telephones(demo["moderation@demo.example"]),
            answer_link,
            poll_link,
        ],
        HALF: [reverse("mfa_authenticate")],
        NEWCOMER: [reverse("mfa_activate_totp"), reverse("account_logout")],
        FACTOR: [
            *map(reverse, ("mfa_reauthenticate", "account_reauthenticate", "mfa_view_recovery_codes")),
            *map(reverse, ("mfa_generate_recovery_codes", "mfa_deactivate_totp")),
            *(read_list(demo[FACTOR], lines) for lines in (OWN_LIST, FOREIGN_LIST, INTUNE_LIST)),
        ],
        "schulleitung@demo.example": [
            upload(lead, reverse("equipment:inventory_import_create", args=["990012"]), "a.csv", stock),
            *(
                upload(
                    lead,
                    reverse("equipment:inventory_import_create", args=["990012"]),
                    "f.csv",
                    lines.encode(),
                )
                for lines in (FOREIGN_LIST, INTUNE_LIST)
            ),
            upload(lead, reverse("schools:competence_import_create", args=["990012"]), "b.csv", grid),
            upload(lead, reverse("schools:concept_split_create", args=["990012"]), "c.docx", pieces),
            upload(lead, reverse("schools:concept_file_upload", args=["990012"]), "d.pdf", pdf_bytes()),
            *(reverse(f"schools:{name}", args=["990012"]) for name in CONCEPT),
        ],
        "schulleitung2@demo.example": [reverse("needs:item_stock", args=["990061", delivered.pk])],
        "traeger@demo.example": [
            reverse("schools:succession_create", args=["990036"]),
            reverse("planning:budget_current", args=["99101"]),
            reverse("annualreviews:review_list_current", args=["99101"]),
            reverse("annualreviews:review_detail", args=["990012", closed.year]),
            reverse("procurement:order_detail", args=[fresh.pk]),
            reverse("procurement:freeline_order", args=[free_line.pk]),
        ],
        "moderation@demo.example": [*meeting_pages, new_place, poll_answers],
        "admin@demo.example": [
            upload(admin, reverse("schools:register_import_create"), "schuldaten.csv", register),
            upload(admin, reverse("matrix:catalogue_upload"), "matrix.csv", changed, label="Matrix 2027"),
        ],
    }
