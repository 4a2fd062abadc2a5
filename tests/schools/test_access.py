"""Who sees which school: the rows of house rule `visible_q`, one table."""

import pytest
from django.db.models import Q

from schools.access import any_of
from schools.models import School

SEES = {
    "nobody": "",
    "lead_a": "A",
    "member_a": "A",
    "lead_b": "B",
    "lead_c": "C",
    "staff": "AB",
    "it": "AB",
    "head": "AB",
    "staff_c": "C",
    "adviser": "A",
    "adviser_c": "C",
    "supervision": "AB",
    "moderator": "AB",
    "admin": "ABC",
}


@pytest.mark.parametrize("actor", SEES)
def test_each_role_sees_exactly_its_schools(world, actor):
    letters = {"A": world.school_a, "B": world.school_b, "C": world.school_c}
    seen = set(School.visible_to(world.user(actor)))
    assert seen == {letters[letter] for letter in SEES[actor]}


def test_empty_lists_are_no_permission(world):
    everything = set(School.unscoped.all())
    assert not School.unscoped.filter(any_of(pk__in=set(), authority_id__in=set()))
    assert not School.unscoped.filter(any_of(Q(), pk__in=set()))
    assert set(School.unscoped.filter(any_of(Q(pk__isnull=False), pk__in=set()))) == everything
