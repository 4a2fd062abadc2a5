"""The table's own view of a released aspect: recorded in a meeting, never over what was there unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import DomainError
from matrix.models import Voice
from roundtables import services
from tests.matrix.conftest import answer, catalogue, matrix_world, released

__all__ = ["answer", "catalogue", "matrix_world", "released"]


@pytest.fixture
def meeting(matrix_world, released):
    staff = matrix_world.user("staff")
    series = services.create_series(matrix_world.municipality, name="Unser Stammtisch", rules="", actor=staff)
    start = timezone.now() + timedelta(days=3)
    return services.plan_meeting(
        series, starts_at=start, ends_at=start + timedelta(hours=2), place="Rathaus", topic="", actor=staff
    )


def record(meeting, snapshot, code="S2.1", *, actor, **more):
    told = {"state": "rated", "stage": 1, "reason": "Vom Tisch besprochen", "replaces": False} | more
    return services.record_voice(meeting, snapshot=snapshot, code=code, actor=actor, **told)


def test_the_table_speaks_of_its_own_releases(matrix_world, released, meeting):
    staff = matrix_world.user("staff")
    voice = record(meeting, released["a"], actor=staff)
    assert (voice.kind, voice.meeting) == ("table", meeting.pk)
    assert voice.meeting_title.startswith("Runder Tisch vom ")
    assert meeting.series.name not in voice.meeting_title  # the adviser reads it and is not of the table
    assert record(meeting, released["authority"], "T2.1", actor=staff).pk
    with pytest.raises(DomainError, match="gehört nicht zu diesem Tisch"):
        record(meeting, released["c"], actor=staff)
    with pytest.raises(DomainError, match="Aspekt der Seite"):
        record(meeting, released["a"], "T2.1", actor=staff)


def test_a_second_view_in_the_same_meeting_must_be_meant(matrix_world, released, meeting):
    staff = matrix_world.user("staff")
    record(meeting, released["a"], actor=staff)
    with pytest.raises(DomainError, match="Vom Tisch besprochen"):
        record(meeting, released["a"], actor=staff, stage=3, reason="Anders")
    record(meeting, released["a"], actor=staff, stage=3, reason="Anders", replaces=True)
    assert list(Voice.unscoped.values_list("stage", flat=True)) == [3, 1]


def test_page_keeps_what_was_typed_and_the_school_reads_it(matrix_world, released, meeting):
    url = f"{meeting.get_absolute_url()}sicht/"
    moderator, lead = matrix_world.client_for("moderator"), matrix_world.client_for("lead_a")
    assert url in moderator.get(f"{meeting.get_absolute_url()}?thema=G2").content.decode()
    typed = {"release": str(released["a"].pk), "aspect": "T2.1", "answer": "1", "reason": "Kaum Empfang"}
    wrong = moderator.post(url, typed)
    assert (wrong.status_code, "Kaum Empfang" in wrong.content.decode()) == (422, True)
    assert moderator.post(url, typed | {"aspect": "S2.1"}).status_code == 302
    page = lead.get(f"/matrix/freigaben/{released['a'].pk}/sichten/").content.decode()
    assert "Kaum Empfang" in page
    assert lead.get(url).status_code == 403
