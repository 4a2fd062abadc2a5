"""From the budgeted need to the proof of use: order, two deliveries, stock, and a package whose sums are the page's."""

from __future__ import annotations

import csv
import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.parsing import parse_decimal
from equipment.models import StockBatch
from equipment.services.catalogue import load_defaults
from needs.models import NeedItem
from procurement.services.funding import load_programmes
from reports import services
from reports.models import ReportJob
from tests.browser.test_needs_journey import follow, press
from tests.days import in_days
from tests.permissions.marks import pdf_saying
from tests.procurement.conftest import budgeted, price

pytestmark = pytest.mark.django_db(transaction=True)

TABLETS = "3 Schulgebundene mobile Endgeräte"


def record(desk: Page, quantity: str, number: str) -> None:
    """The office tells of a delivery, with its invoice."""
    follow(desk, "Lieferung eintragen")
    desk.get_by_label("Gelieferte Stück").fill(quantity)
    desk.get_by_label("Rechnungsnummer").fill(number)
    desk.get_by_label("Rechnungsdatum").fill(f"{in_days(0)}")
    desk.get_by_label("Stückpreis in Euro, brutto").fill("499,68")
    press(desk, "Festhalten")
    expect(desk.get_by_role("main")).to_contain_text("wartet auf die Schule")


def confirm(school: Page, room: str) -> None:
    school.goto("/")
    follow(school, "Gelieferte Ware zählen und bestätigen")
    follow(school, "Nachzählen und bestätigen")
    school.get_by_label("Raum oder Bereich").fill(room)
    press(school, "Bestätigen")
    expect(school.get_by_role("main")).to_contain_text("stehen jetzt im Bestand")


def order(desk: Page) -> None:
    desk.goto("/")
    follow(desk, "Bestellen, was im Haushalt steht")
    follow(desk, "Neue Bestellung")
    desk.get_by_label("15 × Tablet im Klassensatz").check()
    desk.get_by_label("Bestellnummer").fill("2026-077")
    desk.get_by_label("Bezahlt aus").select_option(label="DigitalPakt Schule 2019 bis 2024")
    press(desk, "Bestellen")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Bestellung 2026-077")


def take_all(desk: Page, button: str) -> None:
    """Tick every box of the page that has this button; the page before may have boxes of its own."""
    expect(desk.get_by_role("main").get_by_role("button", name=button)).to_be_visible()
    for box in desk.get_by_role("main").get_by_role("checkbox").all():
        box.check()


def charge(desk: Page, link: str, category: str) -> list[str]:
    """Take up a programme and charge all open deliveries; the three sums of the ledger as they are shown."""
    desk.goto("/beschaffung/traeger/99001/foerderung/")
    follow(desk, "Programm aufnehmen")
    desk.get_by_label("Förderprogramm").select_option(label="DigitalPakt Schule 2019 bis 2024")
    desk.get_by_label("Bewilligter Betrag in Euro").fill("100.000,00")
    press(desk, "Speichern")
    follow(desk, link)
    take_all(desk, "Zuordnen")
    desk.get_by_label("Kategorie").select_option(label=category)
    press(desk, "Zuordnen")
    expect(desk.locator("#ledger tfoot td.numeric")).to_have_count(3)
    return desk.locator("#ledger tfoot td.numeric").all_inner_texts()


def download(desk: Page, folder: Path) -> zipfile.ZipFile:
    """The worker's part is done here."""
    press(desk, "Verwendungsnachweis erstellen")
    services.perform(ReportJob.unscoped.get().pk)
    desk.reload()
    with desk.expect_download() as given:
        desk.get_by_role("link", name="Verwendungsnachweis herunterladen (ZIP)").click()
    given.value.save_as(folder / "nachweis.zip")
    return zipfile.ZipFile(folder / "nachweis.zip")


def sums_of(archive: zipfile.ZipFile) -> list[Decimal]:
    text = archive.read("belegliste.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    names = ("Betrag in Euro, brutto", "Gefördert in Euro", "Eigenanteil in Euro")
    return [sum((parse_decimal(row[name]) or Decimal(0) for row in rows), Decimal(0)) for name in names]


def test_from_the_budget_to_the_proof_of_use(signed_in_page, world, tmp_path):
    load_defaults()
    load_programmes()
    budgeted(world, quantity=15)
    price(world)
    desk, school = signed_in_page("staff"), signed_in_page("lead_a", width=360)
    order(desk)
    record(desk, "10", "R-77")
    confirm(school, "Raum 12")
    desk.reload()
    expect(desk.get_by_role("main")).to_contain_text("teilweise geliefert")
    record(desk, "5", "R-78")
    follow(desk, "Datei hochladen")
    paper = {"name": "Rechnung 77.pdf", "mimeType": "application/pdf", "buffer": pdf_saying("R-77")}
    desk.get_by_label("Rechnung als Datei").set_input_files(paper)
    press(desk, "Hochladen")
    confirm(school, "Raum 13")
    lines = StockBatch.unscoped.order_by("room").values_list("quantity", "room", "invoice_number")
    assert list(lines) == [(10, "Raum 12", "R-77"), (5, "Raum 13", "R-78")]
    assert NeedItem.unscoped.get().state == "delivered"
    school.goto("/ausstattung/990012/")
    expect(school.get_by_role("main")).to_contain_text("Rechnung R-78")
    shown = [parse_decimal(text) for text in charge(desk, "Aus 2 offenen Lieferungen zuordnen", TABLETS)]
    archive = download(desk, tmp_path)
    assert sums_of(archive) == shown == [Decimal("7495.20"), Decimal("6745.68"), Decimal("749.52")]
    assert archive.namelist() == ["verwendungsnachweis.pdf", "belegliste.csv", "rechnungen/001-r-77.pdf"]
