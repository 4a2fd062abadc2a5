"""What a table wrote in an older version of the matrix, in aspects, topics and stages of the one in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matrix.models import Aspect, JoinedTopic
from matrix.selectors import codes_in, codes_of, current_catalogue, matrix_of, stage_in, topic_in, version_at

if TYPE_CHECKING:
    from roundtables.models import AgendaItem, GoalPerspective, Milestone, MilestoneProposal
    from roundtables.models.results import Result


def aimed_at(proposal: MilestoneProposal) -> dict[str, Any]:
    """Aspects and target stage of a proposal, as the form of a milestone takes them."""
    catalogue, since = current_catalogue(), version_at(proposal.proposed_at)
    if catalogue is None or since is None:
        return {"aspects": proposal.code, "target_stage": proposal.target_stage}
    matrix = matrix_of(catalogue)
    codes = codes_in(matrix, proposal.code, since=since)
    return {"aspects": ", ".join(codes), "target_stage": stage_in(matrix, proposal.target_stage, since=since)}


def topic_key(topic: JoinedTopic | None) -> int | None:
    """What became of a joined topic; itself where nothing did, so that no form loses it."""
    catalogue = current_catalogue()
    if topic is None or catalogue is None or topic.catalogue_id == catalogue.pk:
        return topic.pk if topic else None
    found = topic_in(matrix_of(catalogue), topic)
    same = JoinedTopic.objects.filter(catalogue=catalogue, code=found.code if found else "")
    return same.values_list("pk", flat=True).first() or topic.pk


def aspects_of(result: Result | AgendaItem) -> tuple[list[str], list[Aspect]]:
    """Codes of today of the aspects that a result or an item speaks of, and those that ended with their version."""
    aspects, catalogue = list(result.aspects.select_related("field")), current_catalogue()
    if catalogue is None:
        return [], aspects
    matrix = matrix_of(catalogue)
    return codes_of(matrix, aspects), [one for one in aspects if not codes_of(matrix, [one])]


def stage_of(result: Milestone | GoalPerspective) -> int | None:
    """The target stage as the matrix in force counts; unchanged while no aspect of the result is found there."""
    catalogue = current_catalogue()
    matrix = matrix_of(catalogue) if catalogue else None
    for one in result.aspects.select_related("field"):
        if matrix and codes_of(matrix, [one]):
            return stage_in(matrix, result.target_stage, since=one.field.catalogue_id)
    return result.target_stage
