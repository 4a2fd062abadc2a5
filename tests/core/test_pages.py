"""Start page, operator's pages, help, error pages, and the headers all of them carry."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from core.models import AuditEntry, SitePage
from core.pages import LEGAL, default_text, unwritten
from gutersloh_portal import navigation
from schools.access import Role
from schools.models import Membership
from tests.browser.sample import fill
from tests.world import ACTORS, World

PUBLIC = ["/", "/hilfe/", *(f"/seite/{slug}/" for slug in LEGAL)]


def text_of(response: Any) -> str:
    return response.content.decode()


# --- public --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_open_without_sign_in_and_without_a_cookie(db: None, address: str) -> None:
    response = Client().get(address)
    assert (response.status_code, dict(response.cookies)) == (200, {})


@pytest.mark.parametrize("address", PUBLIC)
def test_every_page_has_frame_title_and_one_heading(db: None, address: str) -> None:
    html = text_of(Client().get(address))
    assert '<html lang="de">' in html
    assert html.count("<h1") == 1
    assert re.search(r"<title>[^<]+ – [^<]+</title>", html)
    assert html.index('class="skip-link"') < html.index("<header")
    assert re.search(r'role="status" aria-live="polite" id="announce"', html)
    assert re.search(r'role="alert" id="announce-alert"', html)
    links = re.findall(r'<li><a href="([^"]+)">', html[html.index("<footer") :])
    assert links == [*(f"/seite/{slug}/" for slug in LEGAL), "/hilfe/"]


@pytest.mark.parametrize("address", PUBLIC)
def test_no_page_carries_inline_script_or_style_or_a_foreign_address(db: None, address: str) -> None:
    html = text_of(Client().get(address))
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|hx-on", html) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//', html) == []


def test_security_headers(db: None) -> None:
    response = Client().get("/")
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "object-src": "'none'",
    }
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"


def test_demo_note_stands_on_every_page_of_the_demo_world_alone(db: None, settings: Any) -> None:
    note = "Alle Daten sind erfunden"
    settings.DEMO = True
    assert note in text_of(Client().get("/hilfe/"))
    settings.DEMO = False
    assert note not in text_of(Client().get("/hilfe/"))


def test_operator_adds_a_welcome_and_easy_language(db: None) -> None:
    assert "Leichte Sprache" not in text_of(Client().get("/"))
    SitePage.objects.create(slug="start", body="Willkommen in **Musterstadt**.")
    SitePage.objects.create(slug="leichte-sprache", body="Das ist leicht.")
    html = text_of(Client().get("/"))
    assert "Willkommen in <strong>Musterstadt</strong>." in html
    assert 'href="/seite/leichte-sprache/"' in html
    assert "Das ist leicht." in text_of(Client().get("/seite/leichte-sprache/"))


# --- operator's pages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", LEGAL)
def test_default_texts_have_gaps_and_are_shown(db: None, slug: str) -> None:
    assert "[" in default_text(slug)
    assert "<h2>" in text_of(Client().get(f"/seite/{slug}/"))


@pytest.mark.parametrize("slug", ["start", "gebaerdensprache", "gibt-es-nicht"])
def test_unwritten_and_unknown_pages_do_not_exist(db: None, slug: str) -> None:
    assert Client().get(f"/seite/{slug}/").status_code == 404


def test_admin_writes_a_page_and_everybody_reads_it(world: World) -> None:
    client = world.client_for("admin")
    address = reverse("sitepage_update", args=["impressum"])
    assert "Impressum" in text_of(client.get(address))
    response = client.post(address, {"body": "# Anbieter\n<script>x</script>"}, follow=True)
    html = text_of(response)
    assert response.redirect_chain == [("/seite/impressum/", 302)]
    assert "<h2>Anbieter</h2>" in html
    assert "&lt;script&gt;x&lt;/script&gt;" in html
    assert [(entry.actor, entry.verb) for entry in AuditEntry.objects.all()] == [
        (world.users["admin"], "core.sitepage_changed")
    ]
    assert unwritten() == ["datenschutz", "barrierefreiheit"]


def test_a_page_is_looked_at_before_it_is_published(world: World) -> None:
    client, address = world.client_for("admin"), reverse("sitepage_preview", args=["impressum"])
    form = text_of(client.get(reverse("sitepage_update", args=["impressum"])))
    assert f'formaction="{address}"' in form
    html = text_of(client.post(address, {"body": "# Anbieter\nEin **Wort**"}))
    assert "<strong>Wort</strong>" in html
    assert "Ein **Wort**</textarea>" in html
    part = text_of(client.post(address, {"body": "*so*"}, headers={"HX-Request": "true"}))
    assert "<em>so</em>" in part
    assert "<form" not in part
    assert SitePage.objects.count() == 0


def test_an_empty_page_is_refused_in_words(world: World) -> None:
    response = world.client_for("admin").post(reverse("sitepage_update", args=["impressum"]), {"body": " "})
    assert response.status_code == 422
    assert "data-error-summary" in text_of(response)
    assert "<title>Fehler: " in text_of(response)
    assert SitePage.objects.count() == 0


@pytest.mark.parametrize("actor", [actor for actor in ACTORS if actor not in {"anonymous", "admin"}])
def test_nobody_else_writes_pages(world: World, actor: str) -> None:
    client = world.client_for(actor)
    address = reverse("sitepage_update", args=["impressum"])
    found = [client.get(address), client.post(address, {"body": "x"}), client.get(reverse("sitepage_list"))]
    assert [response.status_code for response in found] == [403, 403, 403]
    assert "Bearbeiten" not in text_of(client.get("/seite/impressum/"))


# --- navigation ------------------------------------------------------------------------------------------------


def entries(world: World, actor: str, path: str = "/") -> list[navigation.Entry]:
    request = RequestFactory().get(path)
    request.user = world.user(actor)
    request.resolver_match = resolve(path)
    return navigation.entries(request)


def test_each_role_finds_its_own_way(world: World) -> None:
    labels = {
        actor: [entry.label for entry in entries(world, actor)] for actor in ACTORS if actor != "anonymous"
    }
    school = ["Übersicht", "Matrix", "Ausstattung", "Konzept"]
    authority = ["Startseite", "Schulen", "Übersicht", "Eigene Matrix", "Standard", "Bedarf"]
    assert labels["nobody"] == ["Startseite"]
    assert labels["lead_a"] == ["Startseite", *school, "Bedarf", "Personen", "Runde Tische", "Berichte"]
    assert labels["member_a"] == ["Startseite", *school, "Bedarf", "Runde Tische", "Berichte"]
    assert labels["staff"] == [*authority, "Prognose", "Planung", "Runde Tische", "Berichte", "Personen"]
    assert labels["it"] == ["Startseite", "Schulen", "Bestand einlesen", "Standard"]
    assert labels["adviser"] == [
        "Startseite",
        "Meine Schulen",
        "Konzepte prüfen",
        "Freigaben",
        "Runde Tische",
        "Berichte",
    ]
    assert labels["supervision"] == ["Startseite", "Schulen", "Freigaben", "Runde Tische", "Berichte"]
    assert labels["moderator"] == labels["supervision"]
    kept_by_admin = ["Personen", "Konten", "Register", "Matrix", "Gerätekatalog", "Förderprogramme", "Seiten"]
    assert labels["admin"] == ["Startseite", "Schulen", *kept_by_admin]


def test_an_adviser_is_told_where_the_pages_of_a_school_belong(world: World) -> None:
    client, number = world.client_for("adviser"), world.school_a.school_number
    for path, label in (
        (f"/schulen/{number}/konzept/", "Konzepte prüfen"),
        (f"/schulen/{number}/konzept/abschnitt/3/rueckmeldung/", "Konzepte prüfen"),
        (f"/schulen/{number}/", "Meine Schulen"),
    ):
        page = text_of(client.get(path))
        assert re.search(rf'aria-current="true"[^>]*>\s*{label}', page), path
    assert 'aria-current="page">Medienkonzept</li>' in text_of(client.get(f"/schulen/{number}/konzept/"))


@pytest.mark.parametrize("actor", [actor for actor in ACTORS if actor != "anonymous"])
def test_every_link_of_the_header_opens(world: World, actor: str) -> None:
    fill(world)
    client = world.client_for(actor)
    assert [entry.url for entry in entries(world, actor) if client.get(entry.url).status_code != 200] == []


def test_the_page_and_the_section_are_marked(world: World) -> None:
    def marked(path: str) -> list[tuple[str, str]]:
        return [(entry.label, entry.current) for entry in entries(world, "lead_a", path) if entry.current]

    assert marked("/") == [("Startseite", "page")]
    assert marked("/schulen/990012/konzept/") == [("Konzept", "page")]
    assert marked("/schulen/990012/konzept/abschnitt/1/") == [("Konzept", "true")]
    assert marked("/hilfe/") == []
    for below in ("beschaffung/schule", "prognose/schule", "standards/schule"):
        assert marked(f"/{below}/990012/") == [("Ausstattung", "true")]


def test_what_a_planner_reaches_from_a_section_is_marked_there(world: World) -> None:
    def marked(path: str) -> list[str]:
        return [entry.label for entry in entries(world, "staff", path) if entry.current]

    assert marked("/ausstattung/preise/99001/") == ["Prognose"]
    assert marked("/ausstattung/nutzungsdauer/99001/") == ["Prognose"]
    assert marked("/ausstattung/zielwerte/99001/") == ["Standard"]
    assert marked("/beschaffung/traeger/99001/foerderung/") == ["Planung"]
    assert marked("/jahresgespraeche/traeger/99001/") == ["Planung"]
    assert marked("/beschaffung/schule/990012/") == ["Schulen"]
    assert marked("/ausstattung/990012/netz/") == ["Schulen"]


def test_with_two_schools_the_header_follows_the_page(world: World) -> None:
    user = world.users["lead_a"]
    Membership.unscoped.create(user=user, role=Role.SCHOOL_LEAD, school=world.school_b)
    assert "Konzept" not in [entry.label for entry in entries(world, "lead_a")]
    html = text_of(world.client_for("lead_a").get("/schulen/990024/konzept/"))
    assert 'href="/schulen/990024/konzept/" aria-current="page"' in html
    assert 'href="/schulen/990012/konzept/"' not in html


# --- errors and help ------------------------------------------------------------------------------------------------


def test_missing_pages_say_so_in_german(world: World) -> None:
    response = world.client_for("lead_a").get("/gibt/es/nicht/")
    assert response.status_code == 404
    assert "Diese Seite gibt es nicht" in text_of(response)


def test_a_form_without_its_mark_says_what_to_do(world: World) -> None:
    client = world.client_for("admin", enforce_csrf_checks=True)
    response = client.post(reverse("sitepage_update", args=["impressum"]), {"body": "x"})
    assert response.status_code == 403
    assert "Dieses Formular gilt nicht mehr" in text_of(response)
    link = f'href="{reverse("account_login")}"'
    main = text_of(response).split("<main")[1]
    assert link not in main
    client.logout()
    stranger = text_of(client.post(reverse("account_login"), {"login": "x"}))
    assert link in stranger.split("<main")[1]


def test_an_address_for_a_button_alone_says_so_in_german(world: World) -> None:
    response = world.client_for("lead_a").get(reverse("reports:school_report_request", args=["990012"]))
    assert (response.status_code, response["Allow"]) == (405, "POST, OPTIONS")
    assert "Diese Adresse ist keine Seite" in text_of(response)


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        ("django.views.defaults.bad_request", 400, "Die Anfrage war nicht verständlich"),
        ("django.views.defaults.server_error", 500, "Hier ist etwas schiefgegangen"),
    ],
)
def test_the_last_error_pages_need_neither_database_nor_context(view: str, status: int, words: str) -> None:
    from django.utils.module_loading import import_string  # noqa: PLC0415 - only this test needs it

    function = import_string(view)
    request = RequestFactory().get("/")
    response = function(request) if status == 500 else function(request, Exception())
    assert response.status_code == status
    assert words in text_of(response)
    assert re.findall(r"<script|<style|\sstyle=", text_of(response)) == []


def test_help_explains_the_words(db: None) -> None:
    html = text_of(Client().get("/hilfe/"))
    assert "<dt>Freigabe</dt>" in html
    assert html.count("<dt>") >= 20
