"""Without the second factor that their role requires, people read public pages and set it up: nothing else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.models import SitePage
from tests.world import World

SET_UP = "/konto/zweiter-faktor/einrichten/?pflicht=1"


@pytest.fixture(autouse=True)
def real_portal(settings):
    settings.DEMO = False


def test_site_pages_are_read_but_not_written(world: World):
    client = world.client_for("admin")
    assert client.get(reverse("sitepage_detail", args=["impressum"])).status_code == 200

    forged = client.post(reverse("sitepage_update", args=["impressum"]), {"body": "Gekapert"})

    assert forged["Location"] == SET_UP
    assert client.get(reverse("sitepage_list"))["Location"] == SET_UP
    assert SitePage.objects.count() == 0


@pytest.mark.parametrize(
    "address", ["/seite/../schulen/", "/konto/../schulen/", "//konto/", "/seite/x/bearbeiten/"]
)
def test_no_address_talks_its_way_round(world: World, address: str):
    assert world.client_for("staff").get(address).status_code in {302, 404}
