"""Tables in the concept: filled by the apps above, frozen by the adoption, compared in words afterwards."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Value
from django.db.models.functions import Concat
from django.urls import reverse

from equipment.models import EquipmentType, StockBatch
from equipment.services.catalogue import load_defaults
from schools import live_tables
from schools.live_tables import LiveTable, changes_between, tables_of
from schools.models import ConceptVersion, School, SchoolYearFigures, Training
from schools.services import concept as services
from tests.counting import page_queries
from tests.needs.conftest import sent
from tests.schools.concepts import text_of, url, write

pytestmark = pytest.mark.usefixtures("concept_day")


def table(**facts):
    return LiveTable("k", 5, "Bestand", ["a"], [["b"]], facts)


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        ({"Tablets": 60}, {"Tablets": 100}, ["Tablets: 40 mehr als beschlossen (jetzt 100)"]),
        ({"Tablets": 1100}, {"Tablets": 60}, ["Tablets: 1.040 weniger als beschlossen (jetzt 60)"]),
        ({"Netz": "gut"}, {"Netz": "gut"}, []),
        ({"Netz": "gut"}, {"Netz": "langsam"}, ["Netz: beschlossen „gut“, jetzt „langsam“"]),
        ({"A": 1}, {"B": 2}, ["neu: B (2)", "nicht mehr dabei: A"]),
    ],
)
def test_a_change_is_told_in_words(then, now, told):
    assert changes_between(table(**then), table(**now)) == told


def test_a_table_that_came_or_went_is_told():
    assert changes_between(None, table(Beamer=3)) == ["neu: Beamer (3)"]
    assert changes_between(table(Beamer=3), None) == ["nicht mehr dabei: Beamer"]
    assert changes_between(None, None) == []


def keyed(**facts):
    """Facts by key; each is called by the second half of its name in the test."""
    halves = {key.partition("__"): value for key, value in facts.items()}
    return LiveTable(
        "k",
        5,
        "Bestand",
        ["a"],
        [["b"]],
        {key: value for (key, _two, _name), value in halves.items()},
        {key: name for key, _two, name in halves},
    )


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        (keyed(T1__Tablet=60), keyed(T1__Pad=60), []),
        (keyed(T1__Tablet=60), keyed(T1__Pad=61), ["Pad: 1 mehr als beschlossen (jetzt 61)"]),
        (keyed(T1__Tablet=60), keyed(T2__Tablet=60), ["neu: Tablet (60)", "nicht mehr dabei: Tablet"]),
        (keyed(T1__Tablet=60), None, ["nicht mehr dabei: Tablet"]),
        (table(Tablet=60), keyed(T1__Tablet=60), []),
        (table(Tablet=60), keyed(T1__Tablet=40, T2__Tablet=20), []),
        (table(Tablet=60), keyed(T1__Tablet=61), ["Tablet: 1 mehr als beschlossen (jetzt 61)"]),
        (
            table(Plan="geplant"),
            keyed(T1__Plan="erledigt"),
            ["Plan: beschlossen „geplant“, jetzt „erledigt“"],
        ),
        (table(Tablet=60), keyed(T1__Pad=60), ["neu: Pad (60)", "nicht mehr dabei: Tablet"]),
    ],
)
def test_another_name_is_no_change_where_things_have_keys(then, now, told):
    """What was adopted before there were keys is compared by name."""
    assert changes_between(then, now) == told


def stock(school, quantity, code="DEV_TABLET_POOL", room=""):
    return StockBatch.unscoped.create(
        school=school,
        type=EquipmentType.objects.get(code=code),
        quantity=quantity,
        room=room or f"Raum {StockBatch.unscoped.count()}",
    )


@pytest.fixture
def equipped(world):
    """School A with 60 tablets, figures and a training."""
    load_defaults()
    stock(world.school_a, 40, room="Raum 12")
    stock(world.school_a, 20)
    SchoolYearFigures.unscoped.create(
        school=world.school_a, school_year=2026, reference_date=date(2026, 10, 15), pupils=240
    )
    Training.unscoped.create(school=world.school_a, topic="Lernvideos", group="Kollegium")
    return world.school_a


def adopt(concept, lead):
    for state in ("consultation", "discussed", "adopted"):
        services.change_state(concept, state, actor=lead, on=date(2026, 11, 12))


def test_each_app_lends_its_tables(equipped):
    """All of them: an app that forgets to register would be missed by nobody else."""
    assert sorted(live_tables.TABLES._filled) == [
        "equipment.coverage",
        "equipment.stock",
        "matrix.ratings",
        "needs.items",
        "roundtables.milestones",
        "schools.trainings",
    ]
    assert [(one.key, one.section) for one in tables_of(equipped)] == [
        ("coverage", 5),
        ("stock", 5),
        ("trainings", 7),
    ]


@pytest.mark.parametrize(("number", "queries"), [(3, 0), (7, 1), (11, 1)])
def test_a_section_asks_for_its_own_tables_alone(equipped, django_assert_num_queries, number, queries):
    """The other tables are not built to be thrown away."""
    tables_of(equipped, section=number)
    school = School.unscoped.get(pk=equipped.pk)
    with django_assert_num_queries(queries):
        tables_of(school, section=number)


def test_a_section_without_tables_asks_for_none(world, equipped):
    """Its page and that of the trainings differ by the one query of their table."""
    client = world.client_for("lead_a")
    third, seventh = (page_queries(client, url("section_update", number)) for number in (3, 7))
    assert seventh - third == 1


def test_stock_is_summed_and_says_no_rooms(equipped):
    found = next(one for one in tables_of(equipped) if one.key == "stock")
    assert found.rows == [["Tablet im Klassensatz", "60"]]
    assert "Raum 12" not in str(found)


def test_the_section_shows_its_own_tables(world, equipped):
    client = world.client_for("lead_a")
    fifth = text_of(client.get(url("section_update", 5)))
    assert "Bestand nach Gerätetyp" in fifth
    assert "Lernvideos" not in fifth
    assert "Lernvideos" in text_of(client.get(url("section_update", 7)))


def test_adoption_keeps_the_tables_and_changes_are_told(world, equipped, concept, lead):
    write(concept, lead, number=5, text="Wir haben genug.")
    adopt(concept, lead)
    client = world.client_for("lead_a")
    assert "Seit dem Beschluss" not in text_of(client.get(url("concept_detail")))
    stock(world.school_a, 40)
    Training.unscoped.update(is_done=True, held_on=date(2026, 11, 1))
    told = "Tablet im Klassensatz: 40 mehr als beschlossen (jetzt 100)"
    for page in ("concept_detail", "section_update"):
        text = text_of(client.get(url(page, *([5] if page == "section_update" else []))))
        assert "Seit dem Beschluss vom 12.11.2026 geändert" in text
        assert told in text
    seventh = text_of(client.get(url("section_update", 7)))
    assert "Lernvideos, Kollegium: beschlossen „geplant“, jetzt „erledigt“" in seventh
    assert told not in seventh


def test_a_new_name_changes_no_concept(world, equipped, concept, lead):
    write(concept, lead, number=5, text="Wir haben genug.")
    sent(world)
    adopt(concept, lead)
    EquipmentType.objects.update(name=Concat("name", Value(" (neu)")))
    Training.unscoped.update(topic="Erklärfilme", group="Alle")
    page = text_of(world.client_for("lead_a").get(url("concept_detail")))
    assert "Seit dem Beschluss" not in page


def test_the_version_shows_what_stood_then(world, equipped, concept, lead):
    write(concept, lead, number=1, text="Unser Leitbild")
    adopt(concept, lead)
    stock(world.school_a, 40)
    page = text_of(world.client_for("adviser").get(url("concept_version_detail", 1)))
    assert '>Tablet im Klassensatz</th><td data-label="Anzahl" class="numeric">60</td>' in page
    assert "mehr als beschlossen" not in page


def test_the_newest_version_offers_its_files_on_the_page_of_the_concept(world, concept, lead):
    write(concept, lead, number=1, text="Unser Leitbild")
    adopt(concept, lead)
    for actor in ("lead_a", "adviser", "staff"):
        page = text_of(world.client_for(actor).get(url("concept_detail")))
        assert reverse("reports:concept_report_request", args=[world.school_a.school_number]) in page
        assert reverse("reports:concept_word", args=[world.school_a.school_number]) in page


def test_a_version_from_before_flags_nothing(world, equipped, concept, lead):
    content = {"sections": {"1": "Alt"}, "competences": []}
    ConceptVersion.unscoped.create(
        school=world.school_a,
        number=1,
        adopted_on=date(2025, 1, 1),
        next_review_on=date(2028, 1, 1),
        content=content,
    )
    client = world.client_for("lead_a")
    assert "Seit dem Beschluss" not in text_of(client.get(url("concept_detail")))
    assert "Alt" in text_of(client.get(url("concept_version_detail", 1)))


@pytest.mark.parametrize("name", ["concept_detail", "section_update"])
def test_the_number_of_queries_does_not_grow(world, equipped, concept, lead, name):
    write(concept, lead, number=5, text="Wir haben genug.")
    adopt(concept, lead)
    args = [5] if name == "section_update" else []
    client, counts = world.client_for("lead_a"), []
    for _turn in range(2):
        counts.append(page_queries(client, url(name, *args)))
        for code in ("PRES_DISPLAY", "DEV_TEACHER"):
            stock(world.school_a, 3, code=code)
        Training.unscoped.create(school=world.school_a, topic=f"Neu {len(counts)}", group="x")
    assert counts[0] == counts[1]
