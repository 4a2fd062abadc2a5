"""A list of stock with faults until it is taken back; and a standard until its money is proved to be spent."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.parsing import parse_decimal
from equipment.models import StockBatch
from equipment.services.catalogue import load_defaults
from needs.models import NeedItem, PlanningRound
from planning.models import Budget
from procurement.services.funding import load_programmes
from tests.browser.test_needs_journey import follow, press
from tests.browser.test_procurement_journey import charge, confirm, download, record, sums_of, take_all
from tests.days import in_days
from tests.equipment.conftest import make_figures
from tests.procurement.conftest import price

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "Gerätetyp;Anzahl;Raum;Anschaffungsjahr;Zustand\n"
GOOD = (
    f"{HEAD}Tablet im Klassensatz;15;Raum 3;2024;gut\nPRN;2;Sekretariat;2021;gut\n"
    "Dokumentenkamera;4;Raum 4;2023;gut\n"
)
FAULTY = (
    f"{HEAD}Zauberstab;15;Raum 3;2024;gut\nPRN;keiner;Sekretariat;2021;gut\n"
    "Dokumentenkamera;4;Raum 4;1823;gut\n"
)
STOCK = "/ausstattung/990012/"
DISPLAYS = "1 IT-Grundstruktur (Vernetzung, WLAN, Anzeige- und Interaktionsgeräte)"


def upload(page: Page, text: str) -> None:
    file = {"name": "bestand.csv", "mimeType": "text/csv", "buffer": text.encode("cp1252")}
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Liste prüfen")


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_a_list_is_corrected_taken_over_and_taken_back(signed_in_page, world, java_script_enabled):
    load_defaults()
    page = signed_in_page("lead_a", java_script_enabled=java_script_enabled)
    page.goto(f"{STOCK}import/")
    upload(page, FAULTY)
    faults = page.locator("#problems tbody tr")
    expect(faults).to_have_count(3)
    for number, value in enumerate(("Zauberstab", "keiner", "1823")):
        expect(faults.nth(number)).to_contain_text(value)
        expect(faults.nth(number).locator("th")).to_have_text(str(number + 2))
    expect(page.get_by_role("button", name="Übernehmen")).to_have_count(0)
    assert not StockBatch.unscoped.exists()

    follow(page, "Korrigierte Datei hochladen")
    upload(page, GOOD)
    press(page, "Übernehmen")
    assert sum(StockBatch.unscoped.values_list("quantity", flat=True)) == 21

    page.goto(f"{STOCK}import/")
    upload(page, GOOD)
    expect(page.get_by_role("main")).to_contain_text("Der Bestand enthält genau diese Liste schon")
    assert StockBatch.unscoped.count() == 3

    page.goto(f"{STOCK}import/")
    page.locator("#imports tr", has_text="übernommen").get_by_role("link").click()
    press(page, "Import zurücknehmen")
    assert not StockBatch.unscoped.exists()
    page.goto(STOCK)
    expect(page.get_by_role("main")).not_to_contain_text("Sekretariat")


def adopt_a_standard(desk: Page) -> None:
    desk.goto("/standards/traeger/99001/")
    press(desk, "Mit einem Vorschlag beginnen")
    follow(desk, "Beschluss eintragen")
    desk.get_by_label("Beschlossen von").fill("Rat der Stadt")
    desk.get_by_label("Beschlossen am").fill("2026-06-01")
    desk.get_by_label("Gültig ab").fill("2026-08-01")
    press(desk, "Speichern")


def ask_for_what_is_missing(school: Page, year: int) -> str:
    """The proposals that the standard makes are taken over and sent; the first of them in words."""
    school.goto(f"/bedarf/990012/{year}/")
    proposal = school.locator("#proposals tbody tr", has_text="Display")
    expect(proposal).to_contain_text("Soll 10")
    proposal.get_by_role("link", name="Ändern und übernehmen").click()
    school.get_by_label("Erstausstattung").check()
    school.get_by_label("A – duldet keinen Aufschub").check()
    school.get_by_label("Abschnitt des Medienkonzepts").select_option(index=3)
    school.get_by_label("Pädagogische Begründung").fill("Ergebnisse der Kinder sichtbar machen")
    press(school, "Speichern")
    follow(school, "Prüfen und abschicken")
    press(school, "An den Schulträger abschicken")
    return NeedItem.unscoped.get().type.name


def recognise(desk: Page, year: int) -> None:
    desk.goto(f"/bedarf/traeger/99001/{year}/")
    press(desk, "Besprechung beginnen")
    follow(desk, "Grundschule Am Anger")
    follow(desk, "Entscheiden")
    desk.get_by_label("anerkannt").check()
    desk.get_by_label("Begründung").fill("Entspricht dem Standard")
    press(desk, "Entscheidung speichern")


def rank_and_budget(desk: Page, year: int) -> None:
    desk.goto(f"/planung/traeger/99001/{year}/rangfolge/")
    follow(desk, "Rangfolge festlegen")
    press(desk, "Festlegen")
    follow(desk, "In den Haushalt übernehmen")
    take_all(desk, "In die Mittelanmeldung übernehmen")
    press(desk, "In die Mittelanmeldung übernehmen")
    follow(desk, "An die Kämmerei melden")
    press(desk, "Melden")
    follow(desk, "Beschluss eintragen")
    desk.get_by_label("beschlossen, wie es in der Tabelle steht").check()
    desk.get_by_label("Tag des Beschlusses").fill(f"{in_days(0)}")
    press(desk, "Eintragen")


def test_from_the_standard_to_the_proof_of_use(signed_in_page, world, tmp_path: Path):
    load_programmes()
    load_defaults()
    make_figures(world.school_a, teaching_rooms=10)
    price(world, "PRES_DISPLAY", product="Display 75", price="2000.00")
    year = PlanningRound.current_year(world.authority.pk)
    desk, school = signed_in_page("staff"), signed_in_page("lead_a", width=360)
    adopt_a_standard(desk)
    desk.goto("/standards/traeger/99001/fehlbedarf/")
    expect(desk.get_by_role("main")).to_contain_text("20.000,00")
    assert "Display" in ask_for_what_is_missing(school, year)
    recognise(desk, year)
    rank_and_budget(desk, year)
    asked = Budget.unscoped.get().lines.get()
    assert (asked.net, asked.approved) == (parse_decimal("20.000,00"), parse_decimal("23.800,00"))
    assert NeedItem.unscoped.get().state == "budgeted"

    desk.goto("/beschaffung/traeger/99001/neu/")
    take_all(desk, "Bestellen")
    desk.get_by_label("Bestellnummer").fill("2026-077")
    desk.get_by_label("Bezahlt aus").select_option(label="DigitalPakt Schule 2019 bis 2024")
    press(desk, "Bestellen")
    record(desk, "6", "R-77")
    confirm(school, "Raum 12")
    desk.reload()
    expect(desk.get_by_role("main")).to_contain_text("teilweise geliefert")
    assert list(StockBatch.unscoped.values_list("quantity", "invoice_number")) == [(6, "R-77")]
    school.goto("/standards/schule/990012/")
    expect(school.locator("#gap tbody tr", has_text="Display")).to_contain_text("4")  # still missing

    shown = charge(desk, "1 offene Lieferung zuordnen", DISPLAYS)
    archive = download(desk, tmp_path)
    assert sums_of(archive) == [parse_decimal(text) for text in shown]
    assert sums_of(archive)[0] == parse_decimal("2.998,08")
