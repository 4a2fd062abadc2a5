"""Hints from figures: rules as data, facts with their age, and a page that never answers by itself."""

from __future__ import annotations

import math
from datetime import date, timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from equipment.models import EquipmentType
from equipment.services import stock
from equipment.services.catalogue import load_defaults
from matrix import selectors, services
from matrix.hint_reading import AspectOfRules, read_hint_rules
from matrix.hints import FACTS, Span, common, span_of
from matrix.models import HintRule, Rating
from matrix.selectors.facts import FUNCTIONS, Sources, counts
from schools.models import ConceptVersion, SchoolYearFigures, Training
from schools.models.register import school_year_of
from schools.services import concept
from tests.matrix.conftest import stage

HEAD = "aspekt_code;fakt;vergleich;jahre;stufe_2;stufe_3;satz"
ROOMS = "S2.1;presentation_share;mindestens;;30;100;{anzahl} von {gesamt} Räumen mit Präsentationstechnik"
ASPECTS = {
    "S1.2": AspectOfRules("school", 3),
    "S2.1": AspectOfRules("school", 3),
    "T2.1": AspectOfRules("authority", 3),
}
PAGE = "/matrix/schule/990012/aspekt/S2.1/"


def read(*rows):
    return read_hint_rules("\n".join([HEAD, *rows]).encode(), aspects=ASPECTS)


@pytest.fixture
def rules(catalogue):
    def load(*rows):
        reading = read(*rows)
        assert reading.problems == []
        return services.load_hint_rules(catalogue, reading)

    return load


def figures(school, **values):
    told = {"pupils": 100, "teaching_rooms": 31, "presentation_rooms": 28, "wlan_rooms": 10, "teachers": 8}
    row = {"school_year": 2026, "reference_date": timezone.localdate() - timedelta(days=40)} | told | values
    return SchoolYearFigures.unscoped.create(school=school, **row)


def devices(school, code, quantity, year=None):
    values = {"type": EquipmentType.objects.get(code=code), "quantity": quantity, "room": str(uuid4())[:8]}
    values |= {"purchase_year": year, "funding_source": None, "condition": "good", "state": "in_use"}
    stock.create_stock(school, values={**values, "serials": ""}, submission_id=uuid4(), actor=None)


def fact(name, subject, user, years=None):
    return FUNCTIONS[name](Sources(subject, user=user), years)


def hint_of(subject, user, code="S2.1"):
    return selectors.hints(subject, selectors.profile(subject), user=user, code=code).get(code)


# --- arithmetic -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "span"),
    [(29, (1, 1)), (30, (2, 2)), (Fraction(2800, 31), (2, 2)), (100, (3, 4)), (math.inf, (3, 4))],
)
def test_a_value_speaks_for_the_stages_from_the_last_reached_to_the_next_named(value, span):
    found = span_of(value, [(2, Fraction(30)), (3, Fraction(100))], at_most=False, highest=4)
    assert (found.low, found.high) == span


def test_smaller_is_better_and_a_rule_that_knows_one_stage_alone():
    one = [(3, Fraction(4))]
    assert span_of(Fraction(4), one, at_most=True, highest=4) == Span(3, 4, 4)
    below = span_of(math.inf, one, at_most=True, highest=4)
    assert (below, below.is_open_below, below.is_open_above) == (Span(1, 2, 4), True, False)


def test_several_figures_speak_for_what_they_have_in_common_else_for_the_weakest():
    assert common([]) is None
    assert common([Span(2, 4, 4), Span(1, 2, 4)]) == Span(2, 2, 4)
    assert common([Span(3, 4, 4), Span(1, 1, 4)]) == Span(1, 1, 4)


# --- rules as data ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("S9.9;wlan_share;mindestens;;30;;x", "Spalte aspekt_code: die Matrix hat keinen Aspekt „S9.9“"),
        ("S2.1;wetter;mindestens;;30;;x", "Spalte fakt: „wetter“ ist keine bekannte Tatsache"),
        ("T2.1;competences;mindestens;;3;;x", "nur von Schulen bekannt"),
        ("S2.1;wlan_share;gleich;;30;;x", "weder „mindestens“ noch „höchstens“"),
        ("S2.1;wlan_share;mindestens;;50;50;x", "Spalte stufe_3: bei „mindestens“ müssen die Werte"),
        ("S2.1;pupils_per_device;höchstens;;3,5;4;x", "Spalte stufe_3: bei „höchstens“ müssen die Werte"),
        ("S2.1;wlan_share;mindestens;;;;x", "bei keiner Stufe steht ein Wert"),
        ("S2.1;wlan_share;mindestens;;viel;;x", "„viel“ ist keine Zahl"),
        ("S2.1;wlan_share;mindestens;4;30;;x", "gehören keine Jahre"),
        ("S2.1;young_device_share;mindestens;;30;;x", "Anzahl von Jahren"),
        ("S2.1;wlan_share;mindestens;;30;;", "Spalte satz: diese Zelle ist leer"),
        ("S2.1;wlan_share;mindestens;;30;;{anzahl.real}", "nur diese Platzhalter"),
        ("S2.1;wlan_share;mindestens;;30;;{anzahl!r}", "nur diese Platzhalter"),
        ("S2.1;wlan_share;mindestens;;30;;{anzahl", "geschweifte Klammer"),
        ("S2.1;wlan_share;mindestens;;30;;x;y", "mehr Zellen als Spalten"),
        (f"{ROOMS}\n{ROOMS}", "stehen schon in Zeile 2"),
    ],
)
def test_a_bad_rule_is_named_with_line_and_column(row, problem):
    reading = read(row)
    assert problem in "\n".join(map(str, reading.problems))
    assert str(reading.problems[0]).startswith("Zeile")


def test_stages_that_the_matrix_does_not_have_and_missing_columns():
    content = f"{HEAD.replace('stufe_3', 'stufe_4')}\nS2.1;wlan_share;mindestens;;30;60;x"
    assert "Stufen 2 bis 3" in read_hint_rules(content.encode(), aspects=ASPECTS).problems[0].text
    assert len(read_hint_rules(b"aspekt_code;fakt", aspects=ASPECTS).problems) == 2
    assert "UTF-8" in read_hint_rules("Ü".encode("latin-1"), aspects=ASPECTS).problems[0].text


def test_rules_are_loaded_once_and_replaced_as_a_whole(catalogue, rules):
    assert rules(ROOMS) is True
    assert rules(ROOMS) is False
    assert rules("S1.2;competences;mindestens;;1;20;{anzahl}") is True
    assert list(HintRule.objects.values_list("aspect__code", "fact")) == [("S1.2", "competences")]


def test_the_shipped_rules_fit_the_shipped_matrix(db, capsys):
    call_command("load_matrix", "--label", "Erste")
    call_command("load_matrix")
    out = capsys.readouterr().out
    assert out.count("loaded: 15 rules of hints") == 1
    assert out.count("unchanged: 15 rules of hints") == 1
    assert set(HintRule.objects.values_list("fact", flat=True)) <= set(FACTS)


def test_a_matrix_whose_rules_are_wrong_is_not_loaded(catalogue, tmp_path):
    matrix, bad = tmp_path / "matrix.csv", tmp_path / "regeln.csv"
    matrix.write_text(
        "seite;feld_code;feld;aspekt_code;aspekt;leitfrage;stufe_1;stufe_2\nSchule;S1;F;S1.1;A;F?;a;b\n",
        encoding="utf-8",
    )
    bad.write_text(f"{HEAD}\n{ROOMS}\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"keinen Aspekt „S2\.1“"):
        call_command("load_matrix", str(matrix), "--hints", str(bad))
    assert selectors.current_catalogue() == catalogue


# --- facts ------------------------------------------------------------------------------------------------------


def test_every_fact_has_its_function():
    assert set(FUNCTIONS) == set(FACTS)


@pytest.mark.parametrize("name", ["_share", "competences"])
def test_a_fact_is_known_by_its_name_in_the_registry(name):
    """A stored rule names the fact, never a function: a name is in the registry, and counted once."""
    with pytest.raises(LookupError, match=name):
        counts(name)


def test_rooms_and_their_age(matrix_world):
    world, user = matrix_world, matrix_world.user("lead_a")
    assert fact("wlan_share", world.school_a, user).missing == "die Zahl der Unterrichtsräume"
    row = figures(world.school_a, presentation_rooms=None)
    found = fact("wlan_share", world.school_a, user)
    assert (found.value, found.count, found.total, found.as_of) == (
        Fraction(1000, 31),
        10,
        31,
        row.reference_date,
    )
    assert "Präsentationstechnik" in fact("presentation_share", world.school_a, user).missing


def test_a_traeger_counts_its_own_schools_and_leaves_out_who_said_nothing(matrix_world):
    world = matrix_world
    figures(world.school_a, reference_date=date(2026, 10, 15))
    figures(world.school_b, presentation_rooms=None, wlan_rooms=31, reference_date=date(2025, 10, 15))
    figures(world.school_c, presentation_rooms=31)
    user = world.user("staff")
    found = fact("presentation_share", world.authority, user)
    assert (found.count, found.total, found.schools) == (28, 31, 1)
    found = fact("wlan_share", world.authority, user)
    assert (found.count, found.total, found.schools, found.as_of) == (41, 62, 2, date(2025, 10, 15))


def test_devices(matrix_world):
    load_defaults()
    school, user = matrix_world.school_a, matrix_world.user("lead_a")
    for name in ("pupils_per_device", "teacher_device_share", "young_device_share", "dated_device_share"):
        assert fact(name, school, user, 4).missing == "der Bestand an Geräten"
    figures(school)
    this_year = timezone.localdate().year
    devices(school, "DEV_TEACHER", 6, this_year - 5)
    nothing = fact("pupils_per_device", school, user)
    assert (nothing.value, nothing.words(None)["wert"]) == (math.inf, "–")
    devices(school, "DEV_TABLET_POOL", 15, this_year - 4)
    devices(school, "DEV_TABLET_POOL", 14)
    assert fact("pupils_per_device", school, user).value == Fraction(100, 29)
    assert fact("pupils_per_device", school, user).words(None)["wert"] == "3,5"
    assert fact("teacher_device_share", school, user).value == 75
    young = fact("young_device_share", school, user, 4)
    assert (young.value, young.words(4)["wert"]) == (Fraction(1500, 21), "71")
    assert fact("dated_device_share", school, user).value == Fraction(2100, 35)
    assert fact("dated_device_share", school, user).as_of == timezone.localdate()


def test_concept_and_grid(matrix_world):
    school, lead = matrix_world.school_a, matrix_world.user("lead_a")
    for name in ("concept_sections", "concept_adopted_share"):  # a concept on paper is not "no concept"
        assert fact(name, school, lead, 3).missing == "ein Medienkonzept im Portal"
    assert fact("competences", school, lead).missing == "das Kompetenzraster"
    assert fact("concept_adopted_share", matrix_world.authority, matrix_world.user("staff"), 3).value is None
    document = concept.ensure_concept(school)
    concept.save_section(document, number=1, text="Leitbild", version=0, actor=lead)
    told = {"subject": "Kunst", "year_group": 4, "plan": "Trickfilm"}
    concept.save_competence_use(school, competence="4.1", **told, actor=lead)
    assert (fact("concept_sections", school, lead).count, fact("competences", school, lead).count) == (1, 1)
    assert fact("concept_adopted_share", school, lead, 3).value == 0
    today = timezone.localdate()
    for number, days in ((1, 365 * 4), (2, 365)):
        day = today - timedelta(days=days)
        ConceptVersion.unscoped.create(school=school, number=number, adopted_on=day, next_review_on=today)
        assert fact("concept_adopted_share", school, lead, 3).value == (100 if number == 2 else 0)
    staff = matrix_world.user("staff")
    assert fact("concept_adopted_share", matrix_world.authority, staff, 3).value == 50
    for stranger in ("lead_b", "staff", "adviser"):  # the working copy is its school's alone
        assert fact("concept_sections", school, matrix_world.user(stranger)).missing


def test_new_rules_hold_at_once(matrix_world, rules):
    """Though each process remembers them."""
    figures(matrix_world.school_a)
    for sentence in ("{anzahl} von {gesamt} Räumen", "{wert} Prozent der Räume"):
        rules(f"S2.1;presentation_share;mindestens;;30;100;{sentence}")
        assert hint_of(matrix_world.school_a, matrix_world.user("lead_a")).lines[0].text == sentence.format(
            anzahl=28, gesamt=31, wert=90
        )


def test_areas_of_the_grid_and_trainings_of_two_school_years(matrix_world):
    school, lead = matrix_world.school_a, matrix_world.user("lead_a")
    assert fact("competence_areas", school, lead).missing == "das Kompetenzraster"
    assert (
        fact("trainings_done", school, lead, 2).missing
        == "Fortbildungen der letzten Jahre im Fortbildungsplan"
    )
    for competence in ("4.1", "4.2", "1.1"):
        told = {"subject": "Kunst", "year_group": 4, "plan": "Trickfilm"}
        concept.save_competence_use(school, competence=competence, **told, actor=lead)
    found = fact("competence_areas", school, lead)
    assert (found.count, found.total) == (2, 6)
    first = school_year_of(timezone.localdate()) - 1
    for day, is_done in (
        (date(first, 8, 1), True),
        (date(first, 7, 31), True),  # the school year before
        (timezone.localdate(), True),
        (timezone.localdate(), False),
    ):
        row = {"topic": f"Tablets {day} {is_done}", "group": "Alle", "held_on": day, "is_done": is_done}
        Training.unscoped.create(school=school, **row)
    assert fact("trainings_done", school, lead, 2).count == 2
    assert fact("trainings_done", school, lead, 3).count == 3


# --- the hint ---------------------------------------------------------------------------------------------------


def test_the_hint_of_the_issue(matrix_world, rules, answer):
    rules(ROOMS)
    school, user = matrix_world.school_a, matrix_world.user("lead_a")
    figures(school)
    found = hint_of(school, user)
    assert found.lines[0].text == "28 von 31 Räumen mit Präsentationstechnik"
    assert (found.suggests, found.stage) == ("spricht für Stufe 2 Stufe 2", 2)
    said = answer(school, "S2.1", stage(3))
    given = selectors.profile(school).answer("S2.1")
    assert found.contradicts(given)
    assert said.stage == 3  # what somebody said stays
    answer(school, "S2.1", stage(2, reason="genauer gezählt"))
    assert not found.contradicts(selectors.profile(school).answer("S2.1"))
    assert not found.contradicts(selectors.profile(school).answer("S1.1"))  # no answer contradicts nothing


def test_no_figures_give_no_hint_but_say_what_is_missing(matrix_world, rules):
    rules(ROOMS)
    found = hint_of(matrix_world.school_a, matrix_world.user("lead_a"))
    assert (found.lines, found.suggests, found.stage) == ((), "", None)
    page = matrix_world.client_for("lead_a").get(PAGE).content.decode()
    assert "Für einen Hinweis aus Ihren Zahlen fehlt noch: die Zahl der Unterrichtsräume." in page


def test_the_aspect_page_shows_the_hint_and_fills_nothing(matrix_world, rules):
    rules(ROOMS)
    old = timezone.localdate() - timedelta(days=500)
    figures(matrix_world.school_a, reference_date=old)
    client = matrix_world.client_for("lead_a")
    response = client.get(PAGE)
    page = response.content.decode()
    assert "28 von 31 Räumen mit Präsentationstechnik, Stand" in page
    assert "spricht für Stufe 2" in page
    assert "älter als ein Jahr" in page
    assert response.context["form"]["answer"].value() == ""
    address = response.context["preselect_url"]
    assert address == "?stufe=2"
    chosen = client.get(PAGE + address)
    assert chosen.context["form"]["answer"].value() == "2"
    assert not Rating.unscoped.exists()
    assert client.get(PAGE + "?stufe=9").context["form"]["answer"].value() == ""
    assert (
        client.get(PAGE + "?weiter=aktualisieren").context["preselect_url"] == "?weiter=aktualisieren&stufe=2"
    )


def test_update_and_table_show_it_too(matrix_world, rules, answer):
    rules(ROOMS)
    figures(matrix_world.school_a)
    answer(matrix_world.school_a, "S2.1", stage(3))
    services.release(matrix_world.school_a, actor=matrix_world.user("lead_a"))
    client = matrix_world.client_for("lead_a")
    for tail in ("aktualisieren/", "tabelle/"):
        assert "28 von 31 Räumen" in client.get(f"/matrix/schule/990012/{tail}").content.decode()


def test_the_traeger_has_hints_over_its_schools(matrix_world, rules):
    rules("T2.1;wlan_share;mindestens;;30;100;{anzahl} von {gesamt} Räumen ({schulen} Schulen)")
    figures(matrix_world.school_a)
    figures(matrix_world.school_c, wlan_rooms=31)
    page = matrix_world.client_for("staff").get("/matrix/traeger/99001/aspekt/T2.1/").content.decode()
    assert "10 von 31 Räumen (1 Schulen)" in page


def test_hints_cost_the_same_for_one_rule_and_for_many(matrix_world, rules):
    load_defaults()
    figures(matrix_world.school_a)
    client = matrix_world.client_for("lead_a")
    address = "/matrix/schule/990012/tabelle/"

    def count():
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    every = [
        f"{{code}};{name};mindestens;{'3' if kind.takes_years else ''};1;2;x" for name, kind in FACTS.items()
    ]
    rules(*(row.format(code="S2.1") for row in every))
    few = count()
    rules(*(row.format(code=code) for row in every for code in ("S2.1", "S1.2")))
    assert count() == few
