"""Who sees which school: the rows of house rule `visible_q`, one table."""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from schools.access import NOBODY, any_of, memberships_of, own_authority, own_school
from schools.models import Membership, School, SchoolAuthority

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
    assert not School.unscoped.filter(any_of(NOBODY, pk__in=set()))
    assert set(School.unscoped.filter(any_of(Q(pk__isnull=False), NOBODY, pk__in=set()))) == everything


@pytest.mark.parametrize("actor", SEES)
def test_places_at_hand_are_those_of_the_roles_and_visible(world, actor, django_assert_num_queries):
    """What needs no query of its own never shows more than the query would."""
    user = world.user(actor)
    memberships_of(user)
    schools, authorities = list(School.unscoped.all()), list(SchoolAuthority.unscoped.all())
    with django_assert_num_queries(0):
        own = {own_school(user, school.school_number) for school in schools} - {None}
        run = {own_authority(user, authority.number) for authority in authorities} - {None}
    assert own <= set(School.visible_to(user))
    assert run <= set(SchoolAuthority.visible_to(user))
    held = [*Membership.unscoped.in_force().filter(user=user)]
    assert {row.pk for row in own if row} == {row.school_id for row in held if row.school_id}
    assert {row.pk for row in run if row} == {row.authority_id for row in held if row.authority_id}


@pytest.mark.parametrize("begins", [-1, 0, 1])
@pytest.mark.parametrize("ends", [-1, 0, 1, None])
def test_a_membership_at_hand_is_in_force_when_the_database_says_so(world, begins, ends):
    day = timezone.localdate()
    user = world.user("member_a")
    user.memberships.update(
        begins_on=day + timedelta(days=begins), ends_on=None if ends is None else day + timedelta(days=ends)
    )
    found = memberships_of(User.objects.get(pk=user.pk))
    assert list(found) == list(user.memberships.in_force().order_by("pk"))
    assert bool(found) == (begins <= 0 and (ends is None or ends >= 0))


def test_somebody_switched_off_has_no_place(world):
    User.objects.filter(pk=world.user("lead_a").pk).update(is_active=False)
    user = User.objects.get(pk=world.user("lead_a").pk)
    assert (memberships_of(user), own_school(user, world.school_a.school_number)) == ((), None)
