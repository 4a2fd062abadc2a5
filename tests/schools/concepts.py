"""Concepts for the tests: PDFs to upload, a school with everything, and how a page reads."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from schools.services import concept as services

TODAY = date(2026, 11, 20)  # what the fixture `concept_day` calls today
SCHOOL_NUMBER = "990012"
SCHOOL_A = ("lead_a", "member_a")
READERS_OF_A = (*SCHOOL_A, "staff", "head", "adviser", "supervision", "moderator")


def pdf_bytes(*, pages=1, password="", opening="", apart=False):
    """`opening`: the kind of action that the viewer takes at once; `apart`: it stands in an object of its own."""
    document, out = pikepdf.new(), BytesIO()
    for _page in range(pages):
        document.add_blank_page()
    if opening:
        kind = pikepdf.Name(opening)
        document.Root.OpenAction = pikepdf.Dictionary(
            S=document.make_indirect(kind) if apart else kind, F="x.exe"
        )
        if opening in {"/JavaScript", "/Rendition"}:
            document.Root.OpenAction.JS = "app.alert(1)"
    document.save(out, encryption=pikepdf.Encryption(owner="o", user=password) if password else False)
    return out.getvalue()


def pdf(name="Konzept.pdf", content=None, **options):
    content = pdf_bytes(**options) if content is None else content
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def write(concept, actor, number=1, text="Unser Leitbild", version=0, **extra):
    return services.save_section(concept, number=number, text=text, version=version, actor=actor, **extra)


def fill(world):
    """School A with a text, a file, a grid entry and one adopted version; the working copy is under revision."""
    lead = world.user("lead_a")
    concept = services.ensure_concept(world.school_a)
    write(concept, lead, text="Unser **Leitbild**")
    services.upload_concept_file(concept, pdf(), actor=lead)
    services.save_competence_use(
        world.school_a, competence="2.3", subject="Deutsch", year_group=3, plan="Quellen prüfen", actor=lead
    )
    for state in ("consultation", "discussed", "adopted", "revision"):
        services.change_state(concept, state, actor=lead, on=timezone.localdate())
    write(concept, lead, text="Neuer Entwurf", version=1)
    concept.refresh_from_db()
    return concept


def url(name, *args):
    """An address of school A."""
    return reverse(f"schools:{name}", args=[SCHOOL_NUMBER, *args])


def status_of(client, address):
    response = client.get(address)
    if response.streaming:
        list(response.streaming_content)  # read to the end, so that the file is closed
    return response.status_code


def text_of(response):
    return " ".join(response.content.decode().split())


def expected(actor, allowed):
    """Strangers get 404, readers of the school without the right 403."""
    if actor == "anonymous":
        return 302
    if actor in allowed:
        return 200
    return 403 if actor in (*READERS_OF_A, "it", "admin") else 404
