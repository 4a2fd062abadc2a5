"""Previews and faults of an upload on a telephone: each line a small list, nothing to push sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from equipment.models import EquipmentType, StockBatch
from equipment.services.catalogue import load_defaults
from tests.browser import axe
from tests.schools import registers
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
STOCK = b"Art;Anzahl;Raum\nTelegrafenmast mit besonders langem Namen;viele;R 101\n"
GRID = b"Kompetenz;Fach;Jahrgang;Vorhaben\n9.9;Kunst;3;Malen am Bildschirm\n1.1;Kunst;drei;Malen\n"
FIGURES = "Schulnummer;Schuljahr;Schülerzahl\n990012;2026/27;viele\n111111;2026/27;12\n".encode()
SIDEWAYS = """
() => [...document.querySelectorAll(".table-region")]
  .filter((region) => region.scrollWidth > region.clientWidth)
  .map((region) => region.getAttribute("aria-label"))
"""
UPLOADS = [
    ("lead_a", "/ausstattung/990012/import/", STOCK),
    ("lead_a", "/schulen/990012/konzept/kompetenzen/import/", GRID),
    ("staff", "/schulen/zahlen/import/", FIGURES),
    ("admin", "/schulen/register/", registers.register(registers.school("199909"))),
    ("admin", "/schulen/register/", b"Schulnummer;Schulform\n1;2\n"),
]


@pytest.mark.parametrize(("actor", "address", "content"), UPLOADS)
def test_what_an_upload_says_is_read_from_top_to_bottom(
    signed_in_page: Callable[..., Page], world: World, actor: str, address: str, content: bytes
) -> None:
    page = signed_in_page(actor, width=360)
    page.goto(address)
    page.locator("[name=file]").set_input_files(
        {"name": "liste.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.locator("main form [type=submit]").last.click()
    expect(page.locator(".data-table")).not_to_have_count(0)
    assert page.evaluate(SIDEWAYS) == []
    assert [*axe.violations(page), *axe.overflow(page)] == []


def test_the_stock_is_read_and_ticked_on_a_telephone(
    signed_in_page: Callable[..., Page], world: World
) -> None:
    load_defaults()
    for code, room in (("DEV_TABLET_POOL", "Medienwagen"), ("PRES_DISPLAY", "Raum 3 mit langem Namen")):
        StockBatch.unscoped.create(
            school=world.school_a,
            type=EquipmentType.objects.get(code=code),
            quantity=16,
            room=room,
            purchase_year=2024,
            invoice_number="2024-0815-0000-4711",
            counted_on="2026-11-26",
        )
    page = signed_in_page("lead_a", width=360)
    page.goto("/ausstattung/990012/")
    expect(page.locator("#stock")).to_contain_text("Medienwagen")
    assert page.evaluate(SIDEWAYS) == []
    assert [*axe.violations(page), *axe.overflow(page)] == []
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Ändern oder umräumen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ausgewählte Zeilen ändern")
