"""A small matrix of its own: three stages, so that nothing passes because there happen to be four."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from matrix import selectors, services
from matrix.importers import read_matrix
from matrix.models import Aspect, Catalogue, Rating, Snapshot
from tests.world import World

SMALL = """seite;feld_code;feld;aspekt_code;aspekt;leitfrage;stufe_1;stufe_2;stufe_3;thema_code;thema
Schule;S1;Unterricht;S1.1;Ziele;Welche Ziele?;keine;einige;alle;G1;Ziele
Schule;S1;Unterricht;S1.2;Fortbildung;Wie lernen wir?;kaum;manchmal;immer;;
Schule;S2;Technik;S2.1;Netz;Trägt das Netz?;kein Netz;Netz;gutes Netz;G2;Netz
Träger;T1;Planung;T1.1;Leitbild;Welches Leitbild?;keines;Entwurf;beschlossen;G1;Ziele
Träger;T2;Netze;T2.1;Anschluss;Welcher Anschluss?;langsam;mittel;schnell;G2;Netz
"""
# two codes changed places, each text stayed
SWAPPED = SMALL.replace("S1.1;Ziele", "S?;Ziele").replace("S2.1;Netz", "S1.1;Netz").replace("S?;", "S2.1;")


@pytest.fixture
def catalogue(db: None) -> Catalogue:
    return services.load_catalogue(read_matrix(SMALL.encode()), version="klein")[0]


@pytest.fixture
def matrix_world(world: World, catalogue: Catalogue) -> World:
    return world


def aspect(code: str) -> Aspect:
    found = Aspect.objects.get(code=code, field__catalogue__is_current=True)
    return selectors.aspect_of(found.pk)


def stage(number: int, **extra: Any) -> services.Answer:
    return services.Answer(state="rated", stage=number, **extra)


@pytest.fixture
def answer(matrix_world: World) -> Callable[..., Rating]:
    """Rate as the newest reader would: `seen` is whatever stands there now."""

    def rate(subject: Any, code: str, said: services.Answer, actor: str = "lead_a") -> Rating:
        asked = aspect(code)
        newest = subject.ratings.filter(aspect=asked).first()
        seen = newest.pk if newest else None
        return services.rate(subject, asked, said, seen=seen, actor=matrix_world.user(actor))

    return rate


@pytest.fixture
def released(matrix_world: World, answer: Callable[..., Rating]) -> dict[str, Snapshot]:
    """Schools A, B and C and both Träger have released; A is a stage ahead of its Träger in topic G2."""
    world = matrix_world
    answer(world.school_a, "S1.1", stage(1, reason="Grund der Schule A"))
    answer(world.school_a, "S2.1", stage(2, target_stage=3, target_year=2028, priority="high"))
    answer(world.school_b, "S1.1", services.Answer(state="unknown"), "lead_b")
    answer(world.school_c, "S1.1", stage(3), "lead_c")
    answer(world.authority, "T2.1", stage(1, target_stage=2, target_year=2027), "staff")
    answer(world.authority_c, "T1.1", stage(2), "staff_c")
    return {
        "a": services.release(world.school_a, actor=world.user("lead_a")),
        "b": services.release(world.school_b, actor=world.user("lead_b")),
        "c": services.release(world.school_c, actor=world.user("lead_c")),
        "authority": services.release(world.authority, actor=world.user("staff")),
        "authority_c": services.release(world.authority_c, actor=world.user("staff_c")),
    }
