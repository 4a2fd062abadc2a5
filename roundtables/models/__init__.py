"""From talk to milestone: series, meetings, and the typed results of the table."""

from roundtables.models.documents import AgendaDocument
from roundtables.models.members import SeriesMember
from roundtables.models.milestones import MilestoneLink, MilestonePartner
from roundtables.models.minutes import Amendment
from roundtables.models.places import LearningPlace
from roundtables.models.proposals import AgendaProposal, MilestoneProposal
from roundtables.models.results import (
    Agreement,
    ExperienceNote,
    FocusTopic,
    GoalPerspective,
    Guideline,
    Milestone,
    Result,
)
from roundtables.models.tables import (
    AgendaItem,
    Meeting,
    MinutesAddendum,
    ParkedItem,
    Participant,
    RoundTableSeries,
    TableFunction,
)
from roundtables.models.templates import AgendaTemplate

__all__ = [
    "AgendaDocument",
    "AgendaItem",
    "AgendaProposal",
    "AgendaTemplate",
    "Agreement",
    "Amendment",
    "ExperienceNote",
    "FocusTopic",
    "GoalPerspective",
    "Guideline",
    "LearningPlace",
    "Meeting",
    "Milestone",
    "MilestoneLink",
    "MilestonePartner",
    "MilestoneProposal",
    "MinutesAddendum",
    "ParkedItem",
    "Participant",
    "Result",
    "RoundTableSeries",
    "SeriesMember",
    "TableFunction",
]
