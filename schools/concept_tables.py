"""The training plan as it stands in its section of the Medienkonzept."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.days import day_in_figures
from schools.framework import section_for
from schools.live_tables import TABLES, LiveTable
from schools.models import School
from schools.selectors.trainings import plan_of

SECTION = section_for("trainings")


def training_table(school: School) -> LiveTable | None:
    lines = plan_of(school.trainings.all()).lines
    if not lines:
        return None
    return LiveTable(
        key="trainings",
        section=SECTION,
        title=_("Training plan"),
        heads=[_("Topic"), _("Group"), _("Date"), _("Provider"), _("State")],
        rows=[
            [
                line.training.topic,
                line.training.group,
                day_in_figures(line.training.held_on) if line.training.held_on else "–",
                line.training.provider or "–",
                line.status,
            ]
            for line in lines
        ],
        facts={str(line.training.pk): _("done") if line.training.is_done else _("planned") for line in lines},
        names={str(line.training.pk): f"{line.training.topic}, {line.training.group}" for line in lines},
    )


def lend() -> None:
    TABLES.fill((SECTION, training_table), key="schools.trainings")
