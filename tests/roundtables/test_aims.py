"""A target stage that the matrix has, a year that lies ahead: at the meeting, at the desk and in a proposal."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import DomainError
from matrix.models import Catalogue
from roundtables import services
from roundtables.models import GoalPerspective, Milestone, MilestoneProposal
from tests.roundtables.conftest import DUE, Table, page

pytestmark = pytest.mark.django_db

YEAR = timezone.localdate().year
STAGES = "Die Matrix hat die Stufen 1 bis 4. Wählen Sie eine davon als Zielstufe."
SPAN = f"Das Zieljahr liegt zwischen {YEAR} und {YEAR + 20}."
TYPED = {"text": "Alle im WLAN", "topic": "", "agenda_item": ""}


def send(table: Table, address: str, **told: Any) -> Any:
    typed = TYPED | {"submission_id": str(uuid4())} | told
    return table.world.client_for("staff").post(address, typed)


@pytest.mark.parametrize("place", ["roundtables:result_create", "screens:result"])
@pytest.mark.parametrize("aspects", ["", "S4.2"])
@pytest.mark.parametrize(
    ("year", "stage", "field", "word"),
    [
        (YEAR + 2, 9, "target_stage", STAGES),
        (YEAR + 2, 0, "target_stage", STAGES),
        (2000, 4, "horizon_year", SPAN),
        (YEAR + 21, 1, "horizon_year", SPAN),
        (YEAR, 1, "", ""),
        (YEAR + 20, 4, "", ""),
    ],
)
def test_a_goal_stays_within_the_matrix_and_in_sight(
    table: Table, place: str, aspects: str, year: int, stage: int, field: str, word: str
) -> None:
    address = reverse(place, args=[table.meeting.pk, "zielperspektive"])
    answer = send(table, address, horizon_year=year, target_stage=stage, aspects=aspects)
    assert (answer.status_code, GoalPerspective.unscoped.count()) == ((422, 0) if word else (302, 1))
    if word:
        assert dict(answer.context["form"].errors) == {field: [word]}


def test_a_milestone_and_its_correction_stay_within_the_matrix(table: Table) -> None:
    own = {"owner": "both", "responsible": "IT", "due_on": DUE.isoformat(), "aspects": "S4.2"}
    address = page("result_create", table.meeting.pk, "meilenstein")
    answer = send(table, address, target_stage=9, **own)
    assert (answer.status_code, Milestone.unscoped.count()) == (422, 0)
    assert STAGES in answer.content.decode()
    assert send(table, address, target_stage=4, **own).status_code == 302
    row = Milestone.unscoped.get()
    update = page("result_update", "meilenstein", row.pk)
    answer = send(table, update, target_stage=5, seen=row.fingerprint(), **own)
    assert (answer.status_code, Milestone.unscoped.get().target_stage) == (422, 4)
    assert STAGES in answer.content.decode()


@pytest.mark.parametrize("stage", [-1, 21, 99999, 10**30])
def test_before_a_matrix_is_loaded_a_stage_still_has_a_span(table: Table, stage: int) -> None:
    Catalogue.objects.update(is_current=False)
    address = page("result_create", table.meeting.pk, "zielperspektive")
    answer = send(table, address, horizon_year=YEAR + 1, target_stage=stage, aspects="")
    assert (answer.status_code, GoalPerspective.unscoped.count()) == (422, 0)
    assert "target_stage" in answer.context["form"].errors


def test_an_older_goal_keeps_its_year_when_its_words_are_corrected(table: Table) -> None:
    row = services.record_goal(table.meeting, text="Alt", horizon_year=YEAR, actor=table.user())
    GoalPerspective.unscoped.update(horizon_year=YEAR - 3)
    row.refresh_from_db()
    update = page("result_update", "zielperspektive", row.pk)
    told = {"aspects": "", "target_stage": "", "seen": row.fingerprint()}
    assert send(table, update, horizon_year=YEAR - 4, **told).status_code == 422
    assert send(table, update, horizon_year=YEAR - 3, **told).status_code == 302
    stored = GoalPerspective.unscoped.get()
    assert (stored.text, stored.horizon_year) == ("Alle im WLAN", YEAR - 3)


def test_a_proposal_aims_at_a_stage_of_the_matrix(table: Table) -> None:
    school, aspect, lead = table.world.school_a, table.aspects["S4.2"], table.user("lead_a")
    with pytest.raises(DomainError, match="Stufen 1 bis 4"):
        services.propose_milestone(school, aspect, text="WLAN", target_stage=9, actor=lead)
    assert not MilestoneProposal.unscoped.exists()
