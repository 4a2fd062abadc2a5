"""Milestones as they stand in their section of the Medienkonzept."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.days import day_in_figures
from roundtables.models import Milestone
from roundtables.selectors import milestones_of
from schools.framework import section_for
from schools.live_tables import TABLES, LiveTable
from schools.models import School

SECTION = section_for("milestones")


def milestone_table(school: School) -> LiveTable | None:
    """Those of the school and those that all schools of its municipality carry; dropped ones are left out."""
    found = list(milestones_of(school).exclude(state=Milestone.State.DROPPED).order_by("due_on", "pk"))
    if not found:
        return None
    return LiveTable(
        key="milestones",
        section=SECTION,
        title=_("Milestones"),
        heads=[_("Milestone"), _("Responsible"), _("Due"), _("State")],
        rows=[
            [one.text, one.responsible, day_in_figures(one.due_on), str(one.get_state_display())]
            for one in found
        ],
        facts={
            one.text: _("due on %(day)s, %(state)s")
            % {"day": day_in_figures(one.due_on), "state": one.get_state_display()}
            for one in found
        },
    )


def lend() -> None:
    TABLES.fill((SECTION, milestone_table), key="roundtables.milestones")
