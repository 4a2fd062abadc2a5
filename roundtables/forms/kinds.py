"""The kinds of results by the word in the address: which form takes them, which row keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from roundtables.forms.results import (
    AgreementForm,
    ExperienceForm,
    FocusTopicForm,
    GoalForm,
    GuidelineForm,
    MilestoneForm,
    ResultForm,
)
from roundtables.models import (
    Agreement,
    ExperienceNote,
    FocusTopic,
    GoalPerspective,
    Guideline,
    Milestone,
    Result,
)


@dataclass(frozen=True, slots=True)
class ResultKind:
    """`slug` stands in addresses, `name` in minutes and anchors, `label` on the button."""

    slug: str
    name: str
    label: Any
    form: type[ResultForm]
    model: type[Result]


KINDS = {
    kind.slug: kind
    for kind in (
        ResultKind("leitlinie", "guidelines", _("Guideline"), GuidelineForm, Guideline),
        ResultKind("zielperspektive", "goals", _("Goal perspective"), GoalForm, GoalPerspective),
        ResultKind("themenschwerpunkt", "focus_topics", _("Focus topic"), FocusTopicForm, FocusTopic),
        ResultKind("meilenstein", "milestones", _("Milestone"), MilestoneForm, Milestone),
        ResultKind("vereinbarung", "agreements", _("Agreement"), AgreementForm, Agreement),
        ResultKind("erfahrung", "experiences", _("Experience"), ExperienceForm, ExperienceNote),
    )
}
