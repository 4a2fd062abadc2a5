"""The places and school types that the form of an invitation offers, and what it takes of what is typed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from schools.keys import SCHOOL_TYPES
from schools.models import Invitation, School

NEW = "neu@example.org"


def test_place_can_be_picked_among_own_places_only(world):
    form = world.client_for("staff").get(reverse("schools:invitation_create")).context["form"]
    empty, *groups = form.fields["place"].choices
    assert empty[0] == ""
    keys = [key for _group, options in groups for key, _label in options]
    assert keys == ["school:990024", "school:990012", "authority:99001"]


@pytest.mark.parametrize("place", ["school:990036", "authority:99002", "area:05999004", "", "school:000000"])
def test_foreign_place_is_no_choice(world, place):
    data = {"email": NEW, "role": "school_member", "place": place}
    response = world.client_for("staff").post(reverse("schools:invitation_create"), data)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"place"}
    assert Invitation.unscoped.count() == 0


def test_admin_types_numbers_when_there_are_too_many_places(world, monkeypatch):
    monkeypatch.setattr("schools.places.LONGEST_LIST", 2)
    client, path = world.client_for("admin"), reverse("schools:invitation_create")
    typed = [
        ("school_lead", "990036", "Grundschule Drosselgasse"), ("authority_it", "99002", "Gemeinde Beispielhausen"),
        ("media_adviser", "990012", "Grundschule Am Anger"), ("supervision", "05999", "05999"), ("admin", "", ""),
    ]  # fmt: skip
    for number, (role, place, _where) in enumerate(typed):
        response = client.post(path, {"email": f"n{number}@example.org", "role": role, "place": place})
        assert response.status_code == 200, response.context["form"].errors
    assert [row.place for row in Invitation.unscoped.order_by("pk")] == [where for _r, _p, where in typed]
    wrong = client.post(path, {"email": NEW, "role": "school_lead", "place": "123456"})
    assert wrong.context["form"].errors == {"place": ["Mit der Nummer 123456 gibt es nichts."]}


@pytest.fixture
def long_list(monkeypatch):
    """More places than a menu can show."""
    monkeypatch.setattr("schools.places.LONGEST_MENU", 2)


def test_many_places_are_found_by_typing_a_part_of_their_name(world, long_list):
    client, path = world.client_for("staff"), reverse("schools:invitation_create")
    form = client.get(path).context["form"]
    named = "Grundschule Am Anger (990012)"
    assert f'<option value="{named}"></option>' in str(form["place"])
    assert "Drosselgasse" not in str(form["place"])
    for number, place in enumerate((named, "990012", f" {named} ")):
        data = {"email": f"n{number}@example.org", "role": "school_member", "place": place}
        assert client.post(path, data).status_code == 200
    assert {row.school for row in Invitation.unscoped.all()} == {world.school_a}


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("school_member", "990036"), ("school_member", "Anger"), ("school_member", ""), ("media_adviser", "05999"),
        ("school_member", "Grundschule Drosselgasse (990036)"),
    ],
)  # fmt: skip
def test_nothing_but_an_own_place_is_found_by_typing(world, long_list, role, place):
    data = {"email": NEW, "role": role, "place": place}
    response = world.client_for("staff").post(reverse("schools:invitation_create"), data)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"place"})
    assert Invitation.unscoped.count() == 0


def test_admin_limits_the_supervision_to_school_types(world):
    world.school_b.school_type = "08"
    world.school_b.save()
    path = reverse("schools:invitation_create")
    form = world.client_for("admin").get(path).context["form"]
    assert [code for code, _label in form.fields["school_types"].choices] == [
        "02",
        "08",
    ]  # no others are there
    data = {"email": NEW, "role": "supervision", "place": "area:05999004", "school_types": ["02", "08"]}
    assert world.client_for("admin").post(path, data).status_code == 200
    assert Invitation.unscoped.get().school_types == ["02", "08"]


def test_before_the_register_is_loaded_every_school_type_is_offered(world):
    School.unscoped.update(school_type="")
    form = world.client_for("admin").get(reverse("schools:invitation_create")).context["form"]
    assert form.fields["school_types"].choices == list(SCHOOL_TYPES.items())


def test_the_only_place_there_is_is_chosen_already(world):
    page = world.client_for("lead_a").get(reverse("schools:invitation_create"))
    assert [str(group) for group, _options in page.context["form"].fields["place"].choices] == ["Schulen"]
