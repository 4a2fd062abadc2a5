"""Pages of the standard: from the proposal to the decision, and what is missing with the way it was reckoned."""

from __future__ import annotations

import pytest
from django.urls import reverse

from equipment.models import EquipmentType
from standards import services
from standards.models import StandardRule, StandardVersion
from tests.counting import page_queries
from tests.equipment.conftest import make_figures, make_stock
from tests.standards.conftest import rule


def url(name, world, *args):
    return reverse(f"standards:{name}", args=[world.authority.number, *args])


def fields(**extra):
    values = {
        "type": EquipmentType.objects.get(code="PRES_DISPLAY").pk,
        "quantity": "1",
        "every": "1",
        "per": "room",
        "year_from": "",
        "year_to": "",
        "max_age": "",
    }
    return values | extra


def test_from_the_proposal_to_the_decision(world):
    client = world.client_for("staff")
    page = client.get(url("version_list", world)).content.decode()
    assert "Noch kein Standard beschlossen" in page
    answer = client.post(url("draft_begin", world), follow=True)
    assert "15 × Tablet im Klassensatz je 2 Klassen, Jahrgänge 1 bis 6" in answer.content.decode()
    form = client.get(url("version_adopt", world)).context["form"]
    decision = {
        "title": "Standard 2026",
        "body": "Rat der Stadt",
        "paper": "134/2026",
        "seen": form["seen"].value(),
    }
    wrong = client.post(
        url("version_adopt", world), decision | {"decided_on": "", "valid_from": "2026-08-01"}
    )
    assert (wrong.status_code, wrong.context["form"]["paper"].value()) == (422, "134/2026")
    client.post(
        url("version_adopt", world), decision | {"decided_on": "01.06.2026", "valid_from": "2026-08-01"}
    )
    version = StandardVersion.unscoped.get()
    assert (version.is_in_force, version.paper) == (True, "134/2026")
    page = client.get(url("version_list", world)).content.decode()
    assert "Beschlossen von Rat der Stadt am 01.06.2026" in page
    assert client.get(url("version_adopt", world)).status_code == 404  # no draft any more


def test_a_preview_saves_nothing(world, draft):
    make_figures(world.school_a, teaching_rooms=7, presentation_rooms=1)
    client = world.client_for("staff")
    answer = client.post(url("rule_create", world), fields(vorschau="1", quantity="2"))
    page = answer.content.decode()
    assert (answer.status_code, StandardRule.unscoped.count()) == (200, 0)
    assert "2 × Interaktives Display je Unterrichtsraum" in page
    rows = {row.school: (row.basis, row.pieces) for row in answer.context["preview"][1]}
    assert rows == {world.school_a: (7, 14), world.school_b: (None, None)}
    assert answer.context["form"]["quantity"].value() == "2"


@pytest.mark.parametrize(
    ("extra", "field", "words"),
    [
        ({"per": "class", "year_from": "5"}, "year_to", "beide Jahrgänge"),
        ({"per": "class", "year_from": "7", "year_to": "5"}, "year_to", "vor dem ersten"),
        ({"per": "room", "year_from": "5", "year_to": "6"}, "year_from", "nur für Lernende und Klassen"),
        ({"quantity": "0"}, "quantity", "1"),
        ({"quantity": "5000"}, "quantity", "1000"),
    ],
)
@pytest.mark.parametrize("button", [{}, {"vorschau": "1"}])
def test_nonsense_is_told_at_its_field(world, draft, extra, field, words, button):
    answer = world.client_for("staff").post(url("rule_create", world), fields(**extra, **button))
    assert (answer.status_code, StandardRule.unscoped.count()) == (422, 0)
    assert words in str(answer.context["form"].errors[field])


def test_a_rule_is_changed_and_removed(world, draft):
    made = services.save_rule(draft, values=rule(), actor=world.user("staff"))
    client = world.client_for("staff")
    seen = client.get(url("rule_update", world, made.pk)).context["form"]["seen"].value()
    client.post(url("rule_update", world, made.pk), fields(quantity="2", seen=seen, school_types=["02"]))
    made.refresh_from_db()
    assert (made.quantity, made.school_types) == (2, ["02"])
    client.post(url("rule_delete", world, made.pk))
    assert not StandardRule.unscoped.exists()


def test_every_figure_opens_its_formula_and_its_rows(world, adopted):
    adopted(rule())
    make_figures(world.school_a, teaching_rooms=10)
    make_stock(world.school_a, "PRES_DISPLAY", 4, purchase_year=2024, room="Raum 7")
    page = world.client_for("lead_a").get(reverse("standards:gap_school", args=["990012"])).content.decode()
    for words in (
        "10 gezählt ÷ 1, aufgerundet, × 1 = 10",
        "Soll 10, nutzbar 4: es fehlen 6.",
        "4 × Raum 7, 2024, in Betrieb, gut",
        "Zahlen der Schule vom 15.10.2026.",
        "Bestand zuletzt geändert am",
    ):
        assert words in page
    assert "€" not in page


@pytest.mark.parametrize(
    ("query", "codes"), [("", 2), ("?typ=NET_AP", 1), ("?klasse=network", 1), ("?typ=x&klasse=y", 2)]
)
def test_the_list_is_narrowed_and_exported_alike(world, adopted, query, codes):
    adopted(rule(), rule("NET_AP"))
    make_figures(world.school_a)
    client = world.client_for("staff")
    table = client.get(url("gap_list", world) + query).context["table"]
    content = client.get(url("gap_export", world, "csv") + query).content.decode("utf-8-sig")
    assert len(content.splitlines()) == len(table.lines) + 1 == codes * 2 + 1
    assert client.get(url("gap_export", world, "pdf")).status_code == 404


def test_pages_ask_the_same_number_of_questions(world, draft, adopted):
    adopted(rule())
    client = world.client_for("staff")
    addresses = [
        url("version_list", world),
        url("version_detail", world, draft.number),
        url("gap_list", world),
        reverse("standards:gap_school", args=["990012"]),
    ]
    make_figures(world.school_a)
    make_stock(world.school_a, "PRES_DISPLAY", 1)
    few = [page_queries(client, address) for address in addresses]
    version = StandardVersion.unscoped.get()
    for code in ("NET_AP", "PRES_DOCCAM"):
        StandardRule.unscoped.create(version=version, **rule(code))
        make_stock(world.school_a, code, 2)
    make_figures(world.school_b)
    assert [page_queries(client, address) for address in addresses] == few
