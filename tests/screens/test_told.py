"""What moves the number of a meeting on although it is written elsewhere: proposals, members, voices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from roundtables import services as tables
from roundtables.models import Meeting
from screens import services
from tests.roundtables.conftest import Table

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(table: Table) -> Table:
    tables.start_meeting(table.meeting, actor=table.user())
    return table


@contextmanager
def told(table: Table) -> Iterator[None]:
    before = Meeting.unscoped.get(pk=table.meeting.pk).revision
    yield
    assert Meeting.unscoped.get(pk=table.meeting.pk).revision > before


def test_a_proposal_of_a_school_comes_to_the_desk_and_goes(running: Table) -> None:
    school, actor = running.world.school_a, running.user("lead_a")
    with told(running):
        proposal = tables.propose_milestone(school, running.aspects["S4.2"], text="Netz messen", actor=actor)
    with told(running):
        tables.decline(proposal, answer="Erst im Herbst", actor=running.user())


def test_a_member_with_another_deputy_is_told(running: Table) -> None:
    with told(running):
        member = tables.add_member(
            running.series, name="Kim Neu", body="Schule", function="school_lead", actor=running.user()
        )
    with told(running):
        tables.change_member(member, deputy_name="Toni Ersatz", actor=running.user())
    with told(running):
        tables.remove_member(member, actor=running.user())


def test_each_voice_is_counted_along(running: Table) -> None:
    question = services.prepare_question(
        running.meeting, kind="dots", text="Woran?", options=["Netz", "Geräte"], actor=running.user()
    )
    services.open_question(question, actor=running.user())
    with told(running):
        services.give_voice(question, device="a", choice=[0])
