"""A world is built once, and nobody sees what another test has done to their copy."""

from __future__ import annotations

import pytest
from django.db import connection

from accounts.models import User
from tests.browser.worlds import Worlds
from tests.world import build_world


@pytest.mark.django_db(transaction=True)
def test_each_copy_is_as_the_world_was_built(worlds: Worlds) -> None:
    built, home = [], connection.settings_dict["NAME"]

    def build() -> int:
        built.append(build_world())
        return len(built[-1].users)

    for _visit in range(2):
        with worlds.open("probe", build) as people:
            assert User.objects.count() == people == 14
            User.objects.all().delete()
    assert len(built) == 1
    assert (User.objects.count(), connection.settings_dict["NAME"]) == (0, home)


@pytest.mark.django_db(transaction=True)
def test_those_who_look_round_share_a_copy_that_nobody_else_sees(worlds: Worlds) -> None:
    def build() -> int:
        return len(build_world().users)

    with worlds.open("looked at", build):
        User.objects.all().delete()
    seen = []
    for _visit in range(2):
        with worlds.look_round("looked at", build) as people:
            seen.append(connection.settings_dict["NAME"])
            assert User.objects.count() == people
    assert seen[0] == seen[1]
    with worlds.open("looked at", build):
        assert connection.settings_dict["NAME"] != seen[0]
    assert User.objects.count() == 0
