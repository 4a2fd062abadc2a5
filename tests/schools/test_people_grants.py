"""Who may give which role where: the whole table, with the foreign places that must say no."""

import pytest

from schools.access import Role
from schools.grants import Place, grantable_roles, may_grant, suits

SCHOOL = ("school_lead", "school_member")
OFFICES = ("authority_staff", "authority_it")
HEAD = "authority_lead"
AREA = ("media_adviser", "supervision", "moderator")
EVERYTHING_AT = {
    "A": {*SCHOOL, "media_adviser"}, "B": {*SCHOOL, "media_adviser"}, "C": {*SCHOOL, "media_adviser"},
    "T": {*OFFICES, HEAD}, "U": {*OFFICES, HEAD}, "area": set(AREA), "portal": {"admin"},
}  # fmt: skip
GRANTS = {
    "nobody": {},
    "lead_a": {"A": set(SCHOOL)},
    "member_a": {},
    "lead_b": {"B": set(SCHOOL)},
    "lead_c": {"C": set(SCHOOL)},
    "staff": {"A": {*SCHOOL, "media_adviser"}, "B": {*SCHOOL, "media_adviser"}, "T": set(OFFICES)},
    "it": {},
    "head": {"A": {*SCHOOL, "media_adviser"}, "B": {*SCHOOL, "media_adviser"}, "T": {*OFFICES, HEAD}},
    "staff_c": {"C": {*SCHOOL, "media_adviser"}, "U": set(OFFICES)},
    "adviser": {},
    "adviser_c": {},
    "supervision": {},
    "moderator": {},
    "admin": EVERYTHING_AT,
}


def places(world) -> dict[str, Place]:
    return {
        "A": Place(school=world.school_a),
        "B": Place(school=world.school_b),
        "C": Place(school=world.school_c),
        "T": Place(authority=world.authority),
        "U": Place(authority=world.authority_c),
        "area": Place(area="05999004"),
        "portal": Place(),
    }


@pytest.mark.parametrize("actor", GRANTS)
def test_each_person_gives_exactly_these_roles(world, actor):
    user = world.user(actor)
    found = {
        name: {role.value for role in Role if may_grant(user, role, place)}
        for name, place in places(world).items()
    }
    assert {name: roles for name, roles in found.items() if roles} == GRANTS[actor]
    assert {role.value for role in grantable_roles(user)} == set().union(*GRANTS[actor].values())


def test_every_role_has_its_kind_of_place(world):
    found = {
        name: {role.value for role in Role if suits(role, place)} for name, place in places(world).items()
    }
    assert found == EVERYTHING_AT
