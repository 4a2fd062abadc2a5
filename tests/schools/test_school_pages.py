"""List and page of schools, and their display name."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from core.fingerprint import fingerprint
from core.models import AuditEntry
from schools.forms.register import SchoolFilter
from schools.models import School
from schools.selectors.register import homepage_url
from tests.counting import page_queries
from tests.world import make_school

LIST = reverse("schools:school_list")


def numbers(response) -> list[str]:
    return [school.school_number for school in response.context["schools"]]


# --- list ---


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        ("lead_a", ["990012"]),
        ("member_a", ["990012"]),
        ("staff", ["990012", "990024"]),
        ("staff_c", ["990036"]),
        ("adviser", ["990012"]),
        ("adviser_c", ["990036"]),
        ("supervision", ["990012", "990024"]),
        ("moderator", ["990012", "990024"]),
        ("admin", ["990012", "990024", "990036"]),
        ("nobody", []),
    ],
)
def test_everybody_sees_the_own_schools(world, actor, expected):
    assert sorted(numbers(world.client_for(actor).get(LIST))) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=anger", ["990012"]),
        ("q=990024", ["990024"]),
        ("q=99991", []),
        ("q=beispiel+dross", ["990036"]),
        ("schulform=15", ["990024"]),
        ("schulform=99", ["990024", "990012", "990036"]),
        ("gemeinde=05999008", ["990036"]),
        ("traeger=99001", ["990024", "990012"]),
        ("traeger=' OR 1=1", ["990024", "990012", "990036"]),
        ("status=geschlossen", []),
        ("status=kommend", []),
        ("status=quatsch", ["990024", "990012", "990036"]),
        ("sortierung=-name", ["990036", "990012", "990024"]),
        ("sortierung=nummer", ["990012", "990024", "990036"]),
        ("sortierung=-gemeinde", ["990024", "990012", "990036"]),
        ("sortierung=password", ["990024", "990012", "990036"]),
    ],
)
def test_filter_search_and_order(world, query, expected):
    assert numbers(world.client_for("admin").get(f"{LIST}?{query}")) == expected


def test_closed_schools_are_shown_on_request(world):
    School.unscoped.filter(pk=world.school_a.pk).update(operation_key="9")
    School.unscoped.filter(pk=world.school_b.pk).update(missing_since=timezone.localdate())
    client = world.client_for("staff")
    assert numbers(client.get(LIST)) == []
    assert numbers(client.get(f"{LIST}?status=geschlossen&sortierung=nummer")) == ["990012", "990024"]
    assert numbers(client.get(f"{LIST}?status=alle&sortierung=nummer")) == ["990012", "990024"]


def test_list_is_sorted_by_the_name_that_is_shown(world):
    School.unscoped.filter(pk=world.school_c.pk).update(display_name="Alte Schule")
    assert numbers(world.client_for("admin").get(LIST)) == ["990036", "990024", "990012"]


def test_umlauts_sort_like_their_vowels(world):
    for school, name in (
        (world.school_a, "Ökoschule"),
        (world.school_b, "Zebraschule"),
        (world.school_c, "Ortsschule"),
    ):
        School.unscoped.filter(pk=school.pk).update(name=name)
    assert numbers(world.client_for("admin").get(LIST)) == ["990012", "990036", "990024"]


def test_columns_that_say_the_same_everywhere_are_left_out(world):
    def headings(actor):
        return [column.label for column in world.client_for(actor).get(LIST).context["columns"]]

    assert headings("staff") == ["Schule", "Schulform"]
    assert headings("admin") == ["Schule", "Schulform", "Gemeinde", "Schulträger"]


def test_count_names_its_day(world):
    page = world.client_for("staff").get(LIST).content.decode()
    assert f"2 Schulen, Stand {timezone.localdate():%d.%m.%Y}" in page


@pytest.mark.parametrize("query", ["", "?q=Anger"])
def test_empty_states_say_what_to_do(world, query):
    School.unscoped.all().delete()
    page = world.client_for("admin").get(LIST + query).content.decode()
    assert ("Noch keine Schulen" in page) != bool(query)
    assert ("Keine Schule gefunden" in page) == bool(query)


@pytest.mark.parametrize("actor", ["staff", "admin"])
def test_query_count_of_the_list_is_flat(world, actor):
    client = world.client_for(actor)
    few = page_queries(client, LIST)
    for number in range(110):
        make_school(f"198{number:03d}", f"Schule {number}", world.municipality, world.authority)
    assert School.unscoped.count() == 113
    assert page_queries(client, LIST) == few
    assert page_queries(client, f"{LIST}?page=2&sortierung=-traeger&q=Schule") == few


# --- detail ---


def detail(school) -> str:
    return reverse("schools:school_detail", args=[school.school_number])


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("lead_a", 200),
        ("staff", 200),
        ("adviser", 200),
        ("admin", 200),
        ("lead_b", 404),
        ("staff_c", 404),
        ("nobody", 404),
    ],
)
def test_who_reaches_the_page_of_a_school(world, actor, status):
    assert world.client_for(actor).get(detail(world.school_a)).status_code == status


@pytest.mark.parametrize(
    ("actor", "areas"),
    [
        (
            "lead_a",
            ["Matrix", "Ausstattung", "Medienkonzept", "Bedarf", "Jahresgespräch", "Zahlen", "Personen"],
        ),
        ("member_a", ["Matrix", "Ausstattung", "Medienkonzept", "Bedarf", "Jahresgespräch", "Zahlen"]),
        ("staff", ["Ausstattung", "Medienkonzept", "Jahresgespräch", "Zahlen", "Personen"]),
        ("adviser", ["Medienkonzept"]),
        ("admin", ["Personen"]),
    ],
)
def test_fields_of_work_follow_the_rights(world, actor, areas):
    response = world.client_for(actor).get(detail(world.school_a))
    assert [area.title for area in response.context["areas"]] == areas


def test_page_shows_master_data_and_escapes_them(world):
    School.unscoped.filter(pk=world.school_a.pk).update(
        display_name="<b>Anger</b>", homepage="javascript:alert(1)", official_name="Grundschule am Anger"
    )
    page = world.client_for("lead_a").get(detail(world.school_a)).content.decode()
    assert "&lt;b&gt;Anger&lt;/b&gt;" in page
    assert "<b>Anger</b>" not in page
    assert "javascript:alert" not in page
    assert "Stadt Musterstadt" in page


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"operation_key": "9"}, "Diese Schule ist geschlossen"),
        ({"missing_since": date(2026, 11, 2)}, "Sie fehlt seit dem 02.11.2026."),
        ({"operation_key": "2", "operation_on": date(2099, 7, 31)}, "Diese Schule schließt am 31.07.2099"),
        (
            {"operation_key": "3", "operation_on": date(2099, 8, 1)},
            "Sie nimmt den Betrieb am 01.08.2099 auf.",
        ),
    ],
)
def test_page_says_when_a_school_is_not_simply_open(world, values, text):
    School.unscoped.filter(pk=world.school_a.pk).update(**values)
    assert text in world.client_for("lead_a").get(detail(world.school_a)).content.decode()


@pytest.mark.parametrize(
    ("homepage", "url"),
    [
        ("https://schule.example.org", "https://schule.example.org"),
        ("www.example.org/schule", "https://www.example.org/schule"),
        ("javascript:alert(1)", ""),
        ("javascript://example.org/%0aalert(1)", ""),
        ("data:text/html,x", ""),
        ("keine", ""),
        ("", ""),
    ],
)
def test_homepage_is_a_link_only_when_it_is_a_web_address(homepage, url):
    assert homepage_url(School(homepage=homepage)) == url


# --- display name ---


def update_url(school) -> str:
    return reverse("schools:school_update", args=[school.school_number])


@pytest.mark.parametrize(
    ("actor", "status"), [("admin", 302), ("staff", 302), ("it", 403), ("lead_a", 403), ("staff_c", 404)]
)
def test_who_may_set_the_display_name(world, actor, status):
    seen = fingerprint(world.school_a, ["display_name"])
    response = world.client_for(actor).post(
        update_url(world.school_a), {"display_name": " Schule  am Anger ", "seen": seen}
    )
    assert response.status_code == status
    world.school_a.refresh_from_db()
    assert world.school_a.display_name == ("Schule am Anger" if status == 302 else "")
    assert AuditEntry.objects.filter(verb="schools.school_renamed").count() == (status == 302)


def test_display_name_of_121_characters_is_refused(world):
    response = world.client_for("staff").post(update_url(world.school_a), {"display_name": "x" * 121})
    assert response.status_code == 422
    assert "x" * 121 in response.content.decode()


def test_default_filter_is_not_narrowed():
    assert not SchoolFilter(sort="-name").is_narrowed
    assert SchoolFilter(status="alle").is_narrowed
