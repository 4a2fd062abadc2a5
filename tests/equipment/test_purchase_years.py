"""One rule for the year of purchase, in the form, in the change of many lines and in a list; and what they say."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from equipment.forms.chosen import ChosenChangeForm
from equipment.forms.stock import StockForm
from equipment.models import EquipmentType, StockBatch
from tests.equipment.conftest import url
from tests.equipment.test_importers import read

THIS_YEAR = 2026  # as tests/equipment/test_importers.py reads


def stock_form(world, **changed):
    entry = {
        "type": EquipmentType.objects.get(code="PRN").pk,
        "quantity": "3",
        "condition": "good",
        "state": "in_use",
        "submission_id": str(uuid4()),
    }
    return StockForm(entry | changed, user=world.user("lead_a"))


@pytest.mark.parametrize(("year", "is_right"), [(1979, False), (1980, True), (2027, True), (2028, False)])
def test_forms_and_lists_take_the_same_years(world, monkeypatch, year, is_right):
    monkeypatch.setattr(timezone, "localdate", lambda: date(THIS_YEAR, 6, 1))
    text = "" if is_right else "Das Anschaffungsjahr liegt zwischen 1980 und 2027."
    user = world.user("lead_a")
    one = stock_form(world, purchase_year=str(year))
    many = ChosenChangeForm({"purchase_year": str(year)}, user=user)
    found = read(f"Gerätetyp;Anzahl;Anschaffungsjahr\nTablet im Klassensatz;3;{year}\n".encode())
    said = [form.errors.get("purchase_year", [""])[0] for form in (one, many)]
    said.append(found.problems[0].text if found.problems else "")
    assert said == [text] * 3


def test_numbers_are_refused_in_plain_words(world):
    form = stock_form(world, quantity="0", price="1,234")
    assert form.errors["price"] == ["Bitte höchstens 2 Stellen nach dem Komma eingeben."]
    form = stock_form(world, quantity="-1", price="-2")
    assert form.errors["quantity"] == ["Bitte mindestens 0 eingeben."]


def test_the_day_of_an_invoice_is_chosen_in_a_calendar(world):
    form = stock_form(world, invoice_date="1995-03-01")
    assert 'type="date"' in str(form["invoice_date"])
    assert form.is_valid(), form.errors
    assert "vier Ziffern" in stock_form(world, invoice_date="0026-03-01").errors["invoice_date"][0]


@pytest.mark.parametrize(("day", "is_right"), [("2026-06-01", True), ("2026-06-02", False)])
def test_forms_services_and_lists_refuse_an_invoice_of_tomorrow(world, monkeypatch, day, is_right):
    monkeypatch.setattr(timezone, "localdate", lambda: date(THIS_YEAR, 6, 1))
    text = (
        ""
        if is_right
        else "Dieser Tag liegt in der Zukunft. Eintragen lässt sich nur, was schon geschehen ist."
    )
    many = ChosenChangeForm({"invoice_date": day}, user=world.user("lead_a"))
    found = read(f"Gerätetyp;Anzahl;Rechnungsdatum\nTablet im Klassensatz;3;{day}\n".encode())
    page = world.client_for("lead_a").post(
        url("stock_create", "990012"), stock_form(world, invoice_date=day).data
    )
    one = page.context["form"].errors.get("invoice_date", [""]) if page.status_code == 422 else [""]
    said = [one[0], many.errors.get("invoice_date", [""])[0]]
    said.append(found.problems[0].text if found.problems else "")
    assert (said, StockBatch.unscoped.count()) == ([text] * 3, int(is_right))
