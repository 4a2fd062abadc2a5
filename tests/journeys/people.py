"""The people of the loop and what each of them does with mouse and keys, in the words on the page."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.days import in_days

PASSWORD = "Lindenblatt im Regen 7"
REASON = "Die Steuergruppe trifft sich alle vierzehn Tage."
GUIDELINE = "Erst das pädagogische Ziel, dann das Gerät."
MILESTONE = "Alle Unterrichtsräume haben schnelles WLAN."
PATIENCE = 120_000  # milliseconds: the machine may be busy, and no test asserts a time
SECTION = "Wir nutzen Medien, damit Kinder besser lesen, rechnen und erklären."


@dataclass(frozen=True)
class Place:
    """Where the loop happens."""

    number: str  # of the school
    name: str  # of the school
    authority: str
    municipality: str  # AGS


def button(page: Page, name: str | re.Pattern[str], *, exact: bool = True) -> None:
    page.get_by_role("button", name=name, exact=exact).click()


def link(page: Page, name: str | re.Pattern[str], *, exact: bool = True) -> None:
    page.get_by_role("link", name=name, exact=exact).first.click()


def said(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.locator("#messages")).to_contain_text(text)


def arrives(open_page: Callable[..., Page], *, scripts: bool, **office: str) -> Page:
    """Opens the link of invite_user, chooses a password, and sets up the second factor where it is required."""
    out = StringIO()
    email = f"{office['role']}@portal.example"
    call_command("invite_user", email, stdout=out, **office)
    page = open_page(java_script_enabled=scripts)
    page.context.set_default_timeout(PATIENCE)
    page.goto(urlsplit(out.getvalue().strip()).path)
    page.locator("[name=name]").fill("Kim Beispiel")
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=password2]").fill(PASSWORD)
    button(page, "Konto anlegen")
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
    page.goto("/")
    if page.locator(".factor-key__text").count():
        second_factor(page)
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
    return page


def second_factor(page: Page) -> None:
    secret = page.locator(".factor-key__text").inner_text().strip()
    page.locator("[name=code]").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    button(page, "Einschalten")
    expect(page.get_by_role("heading", name="Notfallcodes")).to_be_visible()
    page.goto("/")


def load_register(admin: Page, register: Path, authorities: Path, *, district: str = "") -> None:
    """Upload, preview, commit."""
    admin.goto("/schulen/")
    link(admin, "Register laden")
    admin.locator("[name=file]").set_input_files(register)
    admin.locator("[name=authorities_file]").set_input_files(authorities)
    admin.locator("[name=district]").fill(district)
    button(admin, "Datei prüfen")
    expect(admin.get_by_role("heading", name=re.compile("Vorschau"))).to_be_visible()
    button(admin, "Übernehmen")
    expect(admin.get_by_role("heading", name="Das Register wurde übernommen")).to_be_visible()


def rates_with_the_keys(page: Page, stage: int) -> None:
    """One aspect with Tab, Space, arrows and Enter alone."""
    to_field(page, "answer")
    page.keyboard.press("Space")
    for _step in range(stage - 1):
        page.keyboard.press("ArrowDown")
    to_field(page, "reason")
    page.keyboard.type(REASON)
    to_field(page, "next")
    page.keyboard.press("Enter")


def to_field(page: Page, name: str) -> None:
    """Tab until the field of this name has the focus."""
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.locator(f"[name={name}]:focus").count():
            return
    raise AssertionError(f"no way to {name} by keyboard")


def chooses(page: Page, answer: str) -> None:
    """A click on the words beside the radio button."""
    radio = page.locator(f"[name=answer][value='{answer}']")
    page.locator(f"label[for={radio.get_attribute('id')}]").click()
    expect(radio).to_be_checked()


def rates(page: Page, stage: int, **more: str) -> None:
    chooses(page, str(stage))
    for name, value in more.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    button(page, "Speichern und weiter")


def rates_own_side(page: Page, address: str) -> None:
    """Three aspects one after the other, check answers, release."""
    page.goto(address)
    link(page, "Beginnen")
    rates_with_the_keys(page, 2)
    said(page, "ist gespeichert")
    page.locator("[name=target_stage]").select_option("4")
    page.locator("[name=target_year]").select_option(index=2)
    rates(page, 3, priority="high", reason="Das Kollegium zieht mit.")
    chooses(page, "unknown")
    button(page, "Speichern und zur Übersicht")
    link(page, "Prüfen und freigeben")
    button(page, "Jetzt freigeben")
    said(page, re.compile("freigegeben", re.IGNORECASE))


def records_school(page: Page, number: str) -> None:
    """Figures, a line of stock, a section of the concept."""
    page.goto(f"/schulen/{number}/zahlen/neu/")
    figures = {"pupils": 241, "classes": 12, "teachers": 18, "teaching_rooms": 20, "presentation_rooms": 11}
    for name, value in {**figures, "wlan_rooms": 15}.items():
        page.locator(f"[name={name}]").fill(str(value))
    button(page, "Speichern")
    said(page, re.compile("gespeichert", re.IGNORECASE))
    page.goto(f"/ausstattung/{number}/neu/")
    page.locator("[name=type]").select_option(index=1)
    page.locator("[name=quantity]").fill("77")
    page.locator("[name=purchase_year]").fill("2023")
    button(page, "Speichern")
    expect(page.locator("main")).to_contain_text("77")
    page.goto(f"/schulen/{number}/konzept/abschnitt/1/")
    page.locator("[name=text]").fill(SECTION)
    button(page, "Speichern")
    said(page, re.compile("gespeichert", re.IGNORECASE))


def holds_the_table(page: Page, place: Place, aspect: str) -> None:
    """Series, meeting, attendance, a guideline and a milestone against the matrix, sealed minutes."""
    page.goto("/runde-tische/neu/")
    page.locator("[name=municipality]").select_option(index=1)
    page.locator("[name=name]").fill("Runder Tisch Probe")
    button(page, "Runden Tisch einrichten")
    link(page, "Mitglied hinzufügen")
    page.locator("[name=name]").fill("Ines Irgendwer")
    page.locator("[name=body]").fill("Schulamt")
    page.locator("[name=function]").select_option(index=1)
    button(page, "Mitglied hinzufügen")
    link(page, "Treffen planen")
    for name, value in {
        "day": f"{timezone.localdate()}",
        "begins": "14:00",
        "ends": "16:00",
        "place": "Rathaus",
    }.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=joined_topic]").select_option(index=1)
    page.locator("main form.portal-form [type=submit]").click()
    button(page, "Treffen beginnen")
    expect(page.locator("#picture tbody").first).to_contain_text("2")  # the released stage
    page.locator("#attendance").get_by_role("button", name="anwesend", exact=True).first.click()
    expect(page.locator("#attendance .person--present")).to_have_count(1)
    records(page, "leitlinie", GUIDELINE, aspects=aspect)
    promise = {"aspects": aspect, "responsible": "Schulverwaltung", "due_on": in_days(200).isoformat()}
    records(page, "meilenstein", MILESTONE, school=place.name, **promise)
    link(page, "Treffen beenden")
    button(page, "Treffen beenden")
    link(page, "Protokoll prüfen und abschließen")
    button(page, "Korrekturfrist beginnen")
    page.locator("[name=early]").fill("Alle haben zugestimmt.")
    button(page, "Protokoll abschließen")
    expect(page.locator("main")).to_contain_text("Prüfsumme")


def records(page: Page, kind: str, text: str, *, school: str = "", **fields: str) -> None:
    """Types a result in while people talk; it is stored at once."""
    page.locator(f"#add-{kind}").click()
    form = page.locator("#result-form")
    form.locator("[name=text]").fill(text)
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    if school:
        form.locator("[name=school]").select_option(label=school)
    button(page, "Festhalten")
    expect(page.locator(".result-groups")).to_contain_text(text)


def report_of(page: Page, *, scripts: bool, folder: Path) -> str:
    """The text of the PDF: waits until the page itself says that it is ready, downloads and opens it."""
    ready = page.get_by_role("link", name="Bericht herunterladen (PDF)")
    if not scripts:
        for _step in range(120):
            if ready.count():
                break
            link(page, "Erneut nachsehen")
            page.wait_for_timeout(1000)
    expect(ready).to_be_visible()
    with page.expect_download() as loading:
        ready.click()
    target = folder / "bericht.pdf"
    loading.value.save_as(target)
    assert re.fullmatch(r"[a-z0-9-]+-\d{4}-\d\d-\d\d\.pdf", loading.value.suggested_filename)
    command = ["pdftotext", "-raw", str(target), "-"]
    return " ".join(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
