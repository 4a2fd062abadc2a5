"""The ten-minute update by keyboard alone: Enter after Enter, without the mouse and without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from matrix import selectors, services
from matrix.importers import read_matrix
from matrix.models import Rating
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
ASPECTS = 22
MOST = 60  # key presses
HEAD = "seite;feld_code;feld;aspekt_code;aspekt;leitfrage;stufe_1;stufe_2;stufe_3;thema_code;thema\n"


@pytest.fixture
def released(world: World) -> World:
    """School A has answered and released all of its aspects."""
    text = HEAD + "".join(
        f"Schule;S1;Feld;S1.{n};Aspekt {n};Wie steht es um {n}?;keine;einige;alle;;\n"
        for n in range(1, ASPECTS + 1)
    )
    services.load_catalogue(
        read_matrix((text + "Träger;T1;Feld;T1.1;A;Wie?;a;b;c;;\n").encode()), version="22"
    )
    lead, school = world.user("lead_a"), world.school_a
    profile = selectors.profile(school)
    assert profile
    for aspect in selectors.aspects_by_pk(answer.aspect.pk for answer in profile.answers).values():
        services.rate(school, aspect, services.Answer(state="rated", stage=2), seen=None, actor=lead)
    services.release(school, actor=lead)
    return world


@pytest.mark.parametrize("has_script", [True, False])
def test_all_answers_are_confirmed_with_few_keys(
    released: World, signed_in_page: Callable[..., Page], has_script: bool
) -> None:
    page = signed_in_page("member_a", java_script_enabled=has_script)
    page.goto("/matrix/schule/990012/aktualisieren/")
    presses = 0
    for done in range(ASPECTS):
        expect(page.get_by_text(f"{done} von {ASPECTS} geprüft").first).to_be_visible()
        expect(page.get_by_role("button", name="Unverändert")).to_be_focused()
        page.keyboard.press("Enter")
        presses += 1
    expect(page.get_by_role("heading", name="Alle Antworten sind geprüft")).to_be_visible()
    expect(page.locator(".matrix-start__action a")).to_be_focused()
    page.keyboard.press("Enter")
    presses += 1
    page.wait_for_url("**/pruefen/")
    assert presses <= MOST
    assert Rating.unscoped.filter(rated_by=released.users["member_a"], stage=2).count() == ASPECTS
