"""Pages of the standard: from the proposal to the decision, and what is missing with the way it was reckoned."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import DomainError
from core.models import AuditEntry
from equipment.models import EquipmentType, PriceEntry
from standards import services
from standards.models import StandardRule, StandardVersion
from tests.counting import page_queries
from tests.days import in_days
from tests.equipment.conftest import make_figures, make_stock
from tests.standards.conftest import DECISION, rule
from tests.standards.test_gap import price


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
        "room_type": "",
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
    assert (version.is_draft, version.paper) == (False, "134/2026")
    page = client.get(url("version_list", world)).content.decode()
    assert "Beschluss vom 01.06.2026 (Rat der Stadt)" in page
    assert client.get(url("version_adopt", world)).status_code == 404  # no draft any more


def test_a_decision_for_later_says_its_day_and_leaves_the_version_before(world, adopted):
    old = adopted(rule())
    new = services.begin_draft(world.authority, actor=world.user("staff"))
    new.rules.update(quantity=2)
    make_figures(world.school_a, teaching_rooms=10)
    client = world.client_for("staff")
    seen = client.get(url("version_adopt", world)).context["form"]["seen"].value()
    decision = {
        "title": "Standard 2099",
        "body": "Rat",
        "paper": "",
        "decided_on": "01.07.2026",
        "seen": seen,
    }
    told = client.post(url("version_adopt", world), decision | {"valid_from": "2099-08-01"}, follow=True)
    assert "Der Standard gilt ab 01.08.2099" in told.content.decode()
    assert "Beschlossen von: Rat, 01.07.2026. Gilt ab 01.08.2099." in told.content.decode()
    for address in (url("gap_list", world), reverse("standards:gap_school", args=["990012"])):
        answer = client.get(address)
        assert answer.context["table"].version == old
        targets = {line.school: line.target for line in answer.context["table"].lines}
        assert targets[world.school_a] == 10
        assert "„Standard 2099“ ist beschlossen und gilt ab 01.08.2099." in answer.content.decode()
    page = client.get(url("version_list", world)).content.decode()
    assert page.index("Standard 2026") < page.index("Für später beschlossen") < page.index("Standard 2099")
    assert "In Kraft nach Beschluss" in client.get(url("version_detail", world, old.number)).content.decode()


def test_the_first_standard_may_lie_ahead(world, draft):
    services.save_rule(draft, values=rule(), actor=world.user("staff"))
    services.adopt(draft, **DECISION | {"valid_from": date(2099, 8, 1)}, actor=world.user("staff"))
    client = world.client_for("staff")
    for address in (url("gap_list", world), reverse("standards:gap_school", args=["990012"])):
        page = client.get(address).content.decode()
        assert "Noch kein Standard in Kraft" in page
        assert "gilt ab 01.08.2099" in page
    page = client.get(url("version_list", world)).content.decode()
    assert "Neue Fassung" in page
    assert "Noch kein Standard beschlossen" not in page


def test_a_preview_saves_nothing(world, draft):
    make_figures(world.school_a, teaching_rooms=7, presentation_rooms=1)
    client = world.client_for("staff")
    answer = client.post(url("rule_create", world), fields(vorschau="1", quantity="2"))
    page = answer.content.decode()
    assert (answer.status_code, StandardRule.unscoped.count()) == (200, 0)
    assert "2 × Interaktives Display je Unterrichtsraum" in page
    rows = {row.school: (row.basis, row.after.target) for row in answer.context["preview"].rows}
    assert rows == {world.school_a: (7, 14), world.school_b: (None, None)}
    assert answer.context["form"]["quantity"].value() == "2"


@pytest.mark.parametrize(
    ("extra", "field", "words"),
    [
        ({"per": "class", "year_from": "5"}, "year_to", "beide Jahrgänge"),
        ({"per": "class", "year_from": "7", "year_to": "5"}, "year_to", "vor dem ersten"),
        ({"per": "room", "year_from": "5", "year_to": "6"}, "year_from", "nur für Lernende und Klassen"),
        ({"per": "class", "room_type": "specialist"}, "room_type", "nur für Räume"),
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
        "4 × Raum 7, 2024, in Betrieb, gut</a>: zählt als nutzbar",
        'href="#figure-PRES_DISPLAY"',
        'id="figure-PRES_DISPLAY"',
        "Nutzungsdauer des Katalogs",
        "Zahlen der Schule vom 15.10.2026.",
        "Bestand zuletzt geändert am",
    ):
        assert words in page
    assert "€" not in page


def test_each_row_says_whether_it_counts_and_why_not(world, adopted):
    adopted(rule(max_age=5), rule(max_age=9, per="school"))
    make_figures(world.school_a, teaching_rooms=10)
    this_year = timezone.localdate().year
    for place, extra in {
        "A": {"purchase_year": this_year - 2, "counted_on": date(2026, 9, 1)},
        "B": {"purchase_year": this_year - 2, "state": "broken"},
        "C": {"purchase_year": this_year - 2, "condition": "poor"},
        "D": {"purchase_year": this_year - 7},
    }.items():
        make_stock(world.school_a, "PRES_DISPLAY", 1, room=place, **extra)
    price = {"product": "Tafel X", "contract": "RV 7", "price": "2000.00", "valid_from": date(2026, 2, 1)}
    display = EquipmentType.objects.get(code="PRES_DISPLAY")
    PriceEntry.unscoped.create(authority=world.authority, type=display, **price)
    client = world.client_for("staff")
    answer = client.get(reverse("standards:gap_school", args=["990012"]))
    rows = answer.context["stock"][display.pk].shown
    assert {row.batch.room: row.unusable for row in rows} == {
        "A": "",
        "B": "state",
        "C": "condition",
        "D": "age",
    }
    counted = sum(row.batch.quantity for row in rows if not row.unusable)
    assert counted == answer.context["table"].lines[0].usable
    page = answer.content.decode()
    for words in (
        "gezählt am 01.09.2026",
        "nennen verschiedene Alter; das niedrigste gilt",
        "zu alt",
        "Preis für Tafel X, gültig ab 01.02.2026. Rahmenvertrag RV 7.",
    ):
        assert words in page
    assert reverse("equipment:stock_update", args=["990012", rows[0].batch.pk]) in page


def test_many_lines_behind_a_figure_are_left_to_the_list_of_the_stock(world, adopted, monkeypatch):
    monkeypatch.setattr("standards.selectors.gap.ROWS_SHOWN", 2)
    adopted(rule(), rule(type=EquipmentType.objects.get(code="NET_AP")))
    make_figures(world.school_a, teaching_rooms=10)
    for year in (2022, 2023, 2021, 2024, 2020):
        make_stock(world.school_a, "PRES_DISPLAY", 1, purchase_year=year)
    make_stock(world.school_a, "NET_AP", 3, purchase_year=2024)
    client = world.client_for("lead_a")
    answer = client.get(reverse("standards:gap_school", args=["990012"]))
    rows = answer.context["stock"]
    told = {pk: ([row.batch.purchase_year for row in one.shown], one.more) for pk, one in rows.items()}
    codes = dict(EquipmentType.objects.values_list("code", "pk"))
    assert told == {codes["PRES_DISPLAY"]: ([2020, 2021], 3), codes["NET_AP"]: ([2024], 0)}
    listed = f"{reverse('equipment:stock_list', args=['990012'])}?q=Interaktives%20Display"
    page = answer.content.decode()
    assert f'href="{listed}">3 weitere Zeilen in der Geräteliste</a>' in page
    assert "weitere Zeile in der Geräteliste" not in page  # nothing is left out of the other type
    assert client.get(listed).context["page_obj"].paginator.count == 2 + 3


def test_the_keyboard_stops_once_a_row(world, adopted):
    """All links of a row open the same; so the first one is enough for whoever has no mouse."""
    adopted(rule(), rule("NET_AP"), rule("DEV_TEACHER", per="teacher"))
    make_figures(world.school_a, teachers=None)
    client = world.client_for("staff")
    for address in (reverse("standards:gap_school", args=["990012"]), url("gap_list", world)):
        page = client.get(address).content.decode()
        for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL):
            links = re.findall(r"<a [^>]*>", row)
            assert len({re.search(r'href="([^"]*)"', link)[1] for link in links}) <= 1
            assert [link for link in links if "tabindex" not in link] == links[:1]


def test_a_sum_opens_its_schools_and_each_school_its_figure(world, adopted):
    adopted(rule(), rule("NET_AP"))
    make_figures(world.school_a)
    client = world.client_for("staff")
    page = client.get(url("gap_list", world)).content.decode()
    assert 'href="?typ=NET_AP#by-school"' in page
    narrowed = client.get(url("gap_list", world) + "?typ=NET_AP").content.decode()
    assert f'href="{reverse("standards:gap_school", args=["990012"])}#figure-NET_AP"' in narrowed
    assert 'id="by-school"' in narrowed


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


def test_the_decision_shows_what_it_changes_at_all_schools(world, adopted):
    """Against the version in force, type by type; a type that one of both does not know has a dash."""
    make_figures(world.school_a, teaching_rooms=10)
    adopted(rule("PRES_DISPLAY"))
    fresh = services.begin_draft(world.authority, actor=world.user("staff"))
    StandardRule.unscoped.filter(version=fresh).update(quantity=2)
    services.save_rule(fresh, values=rule("NET_AP"), actor=world.user("staff"))
    context = world.client_for("staff").get(url("version_adopt", world)).context
    told = {
        row.type.code: (row.before and row.before.missing, row.after and row.after.missing)
        for row in context["changes"]
    }
    assert told == {"PRES_DISPLAY": (10, 20), "NET_AP": (None, 10)}
    assert (context["before"].total.missing, context["after"].total.missing) == (10, 30)


def test_what_cannot_be_reckoned_is_no_zero_and_the_missing_number_is_named(world, adopted):
    """No school is known: nor is any sum; one is: then the sum is hers. The page of the figures is one click away."""
    primary = world.school_a.school_type
    years = {"year_from": 2, "year_to": 3, "school_types": [primary]}
    adopted(rule("DEV_TABLET_1TO1", per="pupil", **years), rule(per="teacher"))
    price(world)
    client, address = world.client_for("staff"), url("gap_list", world)
    page = client.get(address)
    assert not page.context["table"].total.is_known
    cells = re.findall(r"<td[^>]*>(.*?)</td>", page.content.decode(), re.DOTALL)
    assert "0,00" not in "".join(cells)
    told = "Lehrkräfte, Schülerinnen und Schüler je Jahrgang"
    assert {words for _school, words in page.context["lacking"]} == {told, "Lehrkräfte"}
    assert f'href="{reverse("schools:figures_list", args=["990012"])}"' in page.content.decode()
    contractor = world.client_for("it").get(address).content.decode()
    assert told in contractor
    assert reverse("schools:figures_list", args=["990012"]) not in contractor
    make_figures(world.school_a, teachers=4)
    some = client.get(address).context
    assert (some["table"].total.target, some["table"].total.unknown) == (4, 2)
    assert {school: sums.is_known for school, sums in some["schools"]} == {
        world.school_a: True,
        world.school_b: False,
    }
    assert dict(some["lacking"])[world.school_a] == "Schülerinnen und Schüler je Jahrgang"
    of_school = client.get(reverse("standards:gap_school", args=["990012"])).content.decode()
    assert "es fehlt die Angabe: Schülerinnen und Schüler je Jahrgang." in of_school


def test_a_cost_without_a_price_is_no_zero(world, adopted):
    make_figures(world.school_a, teaching_rooms=10)
    known = EquipmentType.objects.get(code="NET_AP")
    PriceEntry.unscoped.create(
        authority=world.authority, type=known, product="AP", price="100.00", valid_from=date(2020, 1, 1)
    )
    adopted(rule("PRES_DISPLAY"), rule("NET_AP"))
    services.begin_draft(world.authority, actor=world.user("staff"))
    page = world.client_for("staff").get(url("version_adopt", world)).content.decode()
    table = page[page.index('id="changes"') : page.index("</table>")]
    assert table.count("Preis fehlt") == 4  # the display and the sum, so far and then
    assert table.count("1.000,00") == 4


def test_a_slip_of_the_pen_in_a_decision_is_put_right_and_told(world, adopted):
    version = adopted(rule())
    client, page = world.client_for("staff"), url("decision_update", world, version.number)
    form = client.get(page).context["form"]
    told = {
        "body": "Rat der Stadt",
        "paper": "143/2026",
        "decided_on": "2026-06-02",
        "seen": form["seen"].value(),
    }
    shown = client.post(page, told, follow=True).content.decode()
    assert "Beschluss vom 02.06.2026 (Rat der Stadt), gültig ab 01.08.2026. Vorlage 143/2026." in shown
    assert (
        "Beschlossen von „Rat der Stadt“ statt „Rat“. Beschlossen am 02.06.2026 statt am 01.06.2026. "
        "Nummer der Vorlage „143/2026“ statt „134/2026“." in shown
    )
    assert client.post(page, told).status_code == 422  # made of an older page
    told["seen"] = client.get(page).context["form"]["seen"].value()
    assert "nichts gespeichert" in client.post(page, told, follow=True).content.decode()
    assert AuditEntry.objects.filter(verb="standards.decision_corrected").count() == 1
    for actor in ("lead_a", "it"):
        assert world.client_for(actor).get(page).status_code == 403
    assert (
        "Beschluss berichtigen"
        not in world.client_for("it").get(url("version_detail", world, version.number)).content.decode()
    )


def test_a_corrected_day_stays_between_the_decisions_around_it(world, adopted):
    first = adopted(rule())
    second = services.begin_draft(world.authority, actor=world.user("staff"))
    client, draft_page = world.client_for("staff"), url("decision_update", world, second.number)
    assert client.get(draft_page).status_code == 404
    with pytest.raises(DomainError, match="ist ein Entwurf"):
        services.correct_decision(
            second, body="Rat", decided_on=date(2026, 7, 1), paper="", actor=world.user("staff")
        )
    services.adopt(second, **DECISION | {"decided_on": date(2026, 7, 1)}, actor=world.user("staff"))
    for version, day, told in (
        (first, "2026-07-02", "Die Fassung danach wurde schon am 01.07.2026 beschlossen."),
        (second, "2026-05-31", "Die Fassung davor wurde erst am 01.06.2026 beschlossen."),
        (second, f"{in_days(1)}", "Dieser Tag liegt in der Zukunft."),
    ):
        page = url("decision_update", world, version.number)
        seen = client.get(page).context["form"]["seen"].value()
        answer = client.post(page, {"body": "Rat", "paper": "9", "decided_on": day, "seen": seen})
        assert (answer.status_code, answer.context["form"]["paper"].value()) == (422, "9")
        assert answer.context["form"].errors["decided_on"][0].startswith(told)
