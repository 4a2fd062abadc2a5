"""Every state against every state: what is forbidden changes nothing, what is allowed stands once in the trail."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.utils import timezone

from core.errors import DomainError
from core.models import AuditEntry
from matrix.models import SnapshotMark
from reports.builders.milestones import state_words
from roundtables import services
from roundtables.lifecycle import MEETING, MILESTONE, onward, step
from roundtables.models import Meeting, Milestone
from tests.roundtables.conftest import DUE, seal

M, S = Milestone.State, Meeting.State
MEETING_STEPS = {
    (S.PLANNED, S.RUNNING),
    (S.PLANNED, S.CANCELLED),
    (S.RUNNING, S.DRAFT),
    (S.DRAFT, S.RUNNING),
    (S.DRAFT, S.REVIEW),
    (S.REVIEW, S.DRAFT),
    (S.REVIEW, S.SEALED),
}
MILESTONE_STEPS = {
    *product([M.OPEN, M.IN_PROGRESS], [M.DONE, M.MOVED, M.DROPPED]),
    *product([M.MOVED], [M.IN_PROGRESS, M.DONE, M.DROPPED]),
    (M.OPEN, M.IN_PROGRESS),
    (M.IN_PROGRESS, M.OPEN),
    (M.DONE, M.IN_PROGRESS),
    (M.DROPPED, M.OPEN),
}
DOORS: dict[str, Any] = {
    S.RUNNING: services.start_meeting,
    S.DRAFT: services.close_meeting,
    S.REVIEW: services.open_correction,
    S.SEALED: lambda meeting, actor: services.seal_minutes(meeting, actor=actor, early="Einigkeit"),
    S.CANCELLED: services.cancel_meeting,
}
PATHS: dict[str, tuple[str, ...]] = {
    S.PLANNED: (),
    S.RUNNING: (S.RUNNING,),
    S.DRAFT: (S.RUNNING, S.DRAFT),
    S.REVIEW: (S.RUNNING, S.DRAFT, S.REVIEW),
    S.SEALED: (S.RUNNING, S.DRAFT, S.REVIEW, S.SEALED),
    S.CANCELLED: (S.CANCELLED,),
}
LATER = DUE + timedelta(days=184)
WORDS = {"reason": "Lieferung", "due_on": LATER, "evidence": "Abnahme"}


@pytest.mark.parametrize(("machine", "allowed"), [(MEETING, MEETING_STEPS), (MILESTONE, MILESTONE_STEPS)])
def test_the_tables_hold_exactly_these_steps(machine, allowed):
    states = machine.states.values
    assert set(machine.steps) == set(states)
    for old, new in product(states, states):
        if old == new:
            assert step(machine, old, new) is False
        elif (old, new) in allowed:
            assert step(machine, old, new) is True
        else:
            with pytest.raises(DomainError, match="kann nicht"):
                step(machine, old, new)
        assert (new in onward(machine, old)) == (old == new or (old, new) in allowed)
    with pytest.raises(DomainError, match="Stand"):
        step(machine, states[0], "verloren")


@pytest.mark.parametrize(("old", "new"), list(product(S.values, DOORS)))
def test_each_step_of_a_meeting(table, old, new):
    staff = table.user()
    for state in PATHS[old]:
        DOORS[state](table.meeting, actor=staff)
    door = services.reopen_draft if (old, new) == (S.REVIEW, S.DRAFT) else DOORS[new]
    before, trail = Meeting.unscoped.values().get(pk=table.meeting.pk), AuditEntry.objects.count()
    marks = SnapshotMark.unscoped.count()
    try:
        door(table.meeting, actor=staff)
        refused = False
    except DomainError:
        refused = True
    after = Meeting.unscoped.values().get(pk=table.meeting.pk)
    if (old, new) in MEETING_STEPS:
        assert (after["state"], AuditEntry.objects.count()) == (new, trail + 1)
        assert after["revision"] > before["revision"]  # screens learn of it
    else:
        del after["revision"], before["revision"]
        assert (after, AuditEntry.objects.count(), SnapshotMark.unscoped.count()) == (before, trail, marks)
        assert refused or old == new


def brought_to(table: Any, state: str) -> Milestone:
    row = services.record_milestone(
        table.meeting, text="Wartung", responsible="IT", due_on=DUE, actor=table.user()
    )
    if state == M.OPEN:
        return row
    return services.move_milestone(row, state=state, actor=table.user(), **WORDS)


@pytest.mark.parametrize(("old", "new"), list(product(M.values, M.values)))
def test_each_step_of_a_milestone(table, old, new):
    row = brought_to(table, old)
    before, trail = Milestone.unscoped.values().get(pk=row.pk), AuditEntry.objects.count()
    told = {"reason": row.state_reason, "evidence": row.evidence} if old == new else WORDS
    done_on = row.done_on or timezone.localdate()
    if (old, new) in MILESTONE_STEPS or old == new:
        services.move_milestone(row, state=new, done_on=done_on, actor=table.user(), **told)
    else:
        with pytest.raises(DomainError, match=f"Stand „{M(old).label}“ kann nicht „{M(new).label}“"):
            services.move_milestone(row, state=new, done_on=done_on, actor=table.user(), **told)
    after = Milestone.unscoped.values().get(pk=row.pk)
    if (old, new) in MILESTONE_STEPS:
        assert (after["state"], AuditEntry.objects.count()) == (new, trail + 1)
    else:
        assert (after, AuditEntry.objects.count()) == (before, trail)


@pytest.mark.parametrize(("old", "new"), [(M.DONE, M.IN_PROGRESS), (M.DROPPED, M.OPEN)])
def test_taking_up_again_needs_a_reason(table, old, new):
    row = brought_to(table, old)
    with pytest.raises(DomainError, match="wieder aufgenommen"):
        services.move_milestone(row, state=new, actor=table.user())
    assert Milestone.unscoped.get(pk=row.pk).state == old


def test_a_late_one_is_late_on_paper_too(table):
    row = brought_to(table, M.MOVED)
    Milestone.unscoped.filter(pk=row.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    row.refresh_from_db()
    assert (row.is_late, state_words(row)) == (True, "verschoben, überfällig (Lieferung)")


def test_screens_learn_of_what_belongs_to_the_table(table):
    staff = table.user()
    guideline = services.record_guideline(table.meeting, text="Alt", actor=staff)
    services.start_meeting(table.meeting, actor=staff)

    def revision() -> int:
        return Meeting.unscoped.get(pk=table.meeting.pk).revision

    seen = revision()
    new = services.replace_guideline(guideline, text="Neu", adopted_on=guideline.adopted_on, actor=staff)
    assert revision() == seen + 1
    services.end_guideline(new, on=new.adopted_on, actor=staff)
    assert revision() == seen + 2
    services.close_meeting(table.meeting, actor=staff)
    seal(table.meeting, actor=staff)
    seen = revision()
    services.add_addendum(table.meeting, text="Nachtrag", actor=staff)
    assert revision() == seen + 1
