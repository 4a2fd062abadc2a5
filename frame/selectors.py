"""The frame of a municipality on one page: what supports which field of action, and what supports none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Prefetch, QuerySet

from frame.models import TIES, ActionField, CityFrame, CityProject
from roundtables.models import GoalPerspective, Guideline, Milestone

if TYPE_CHECKING:
    from accounts.models import User
    from roundtables.models import RoundTableSeries
    from schools.models import Municipality

MODELS: dict[str, Any] = dict(zip(TIES, (Guideline, GoalPerspective, Milestone), strict=True))
MOST_SHOWN = 60  # lines of one kind that a page offers to choose from; a search finds the others


@dataclass(frozen=True, slots=True)
class Support:
    """What stands behind one field, or behind none (`field` None)."""

    field: ActionField | None
    projects: tuple[CityProject, ...]
    guidelines: tuple[Guideline, ...]
    goals: tuple[GoalPerspective, ...]
    milestones: tuple[Milestone, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.projects or self.guidelines or self.goals or self.milestones)


@dataclass(frozen=True, slots=True)
class CityPage:
    """Everything about the frame of one municipality."""

    frame: CityFrame | None
    supports: tuple[Support, ...]
    loose: Support

    @property
    def is_bare(self) -> bool:
        """Nothing was agreed yet, and no project stands here."""
        return all(one.is_empty for one in (*self.supports, self.loose))


def rows_at(municipality: Municipality, tie: str, *, user: User) -> QuerySet[Any]:
    """Guidelines, goals or milestones of the tables of a municipality that this person reads."""
    rows = MODELS[tie].visible_to(user).filter(series__municipality=municipality)
    related = ("replaced_by",) if tie == "guidelines" else ("school",) if tie == "milestones" else ()
    found: QuerySet[Any] = rows.select_related("series", *related)
    return found


def city_page(municipality: Municipality, *, user: User) -> CityPage:
    """The number of queries does not depend on how much there is."""
    fields = support_of(
        ActionField.visible_to(user).filter(municipality=municipality), municipality, user=user
    )
    return CityPage(
        CityFrame.visible_to(user).filter(municipality=municipality).first(),
        supports=tuple(fields),
        loose=_loose(municipality, user),
    )


def support_of(fields: QuerySet[ActionField], municipality: Municipality, *, user: User) -> list[Support]:
    """Each field with what stands behind it; `fields` is already cut to the user and of this municipality."""
    ties = [Prefetch(tie, rows_at(municipality, tie, user=user)) for tie in TIES]
    return [
        Support(
            field,
            projects=tuple(field.projects.all()),
            guidelines=tuple(field.guidelines.all()),
            goals=tuple(field.goals.all()),
            milestones=tuple(field.milestones.all()),
        )
        for field in fields.prefetch_related("projects", *ties)
    ]


def _loose(municipality: Municipality, user: User) -> Support:
    """What is alive and assigned to nothing: guidelines in force, goals, open milestones, projects."""
    rows = {tie: rows_at(municipality, tie, user=user).filter(action_fields__isnull=True) for tie in TIES}
    return Support(
        None,
        projects=tuple(CityProject.visible_to(user).filter(municipality=municipality, fields__isnull=True)),
        guidelines=tuple(rows["guidelines"].in_force()),  # type: ignore[attr-defined]
        goals=tuple(rows["goals"]),
        milestones=tuple(rows["milestones"].open()),  # type: ignore[attr-defined]
    )


@dataclass(frozen=True, slots=True)
class FieldsBehind:
    """The fields of action that lines of one kind support, by the key of the line."""

    by_row: dict[int, list[ActionField]]

    def of(self, row: int) -> list[ActionField]:
        return self.by_row.get(row, [])


def fields_at(series: RoundTableSeries, tie: str, *, user: User) -> FieldsBehind:
    """For all guidelines, goals or milestones of a table, in one query."""
    return _behind(ActionField.visible_to(user).filter(**{f"{tie}__series": series}), tie)


def fields_of(row: Guideline | GoalPerspective | Milestone, tie: str, *, user: User) -> list[ActionField]:
    """For one line, in one query."""
    return _behind(ActionField.visible_to(user).filter(**{tie: row}), tie).of(row.pk)


def _behind(fields: QuerySet[ActionField], tie: str) -> FieldsBehind:
    found: dict[int, list[ActionField]] = {}
    for field in fields.annotate(behind=F(tie)):  # once per line, in the order of the frame
        found.setdefault(field.behind, []).append(field)
    return FieldsBehind(found)


def rows_to_assign(field: ActionField, tie: str, *, user: User) -> QuerySet[Any]:
    """What of this kind may still be assigned to the field."""
    return rows_at(field.municipality, tie, user=user).exclude(action_fields=field)
