"""Reading the training plan of a school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from schools.models import School, Training

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """One training as a reader sees it on the day `today`."""

    training: Training
    today: date

    @property
    def is_late(self) -> bool:
        """Its date has passed and nobody has ticked it off."""
        held_on = self.training.held_on
        return not self.training.is_done and held_on is not None and held_on < self.today

    @property
    def status(self) -> str:
        if self.training.is_done:
            return _("done")
        if self.is_late:
            return _("date has passed")
        return _("planned") if self.training.held_on else _("no date yet")

    @property
    def tone(self) -> str:
        if self.training.is_done:
            return "success"
        return "warning" if self.is_late else "info" if self.training.held_on else "neutral"


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """Open trainings by date, those without one behind them, then what is done."""

    lines: tuple[TrainingLine, ...]

    @property
    def done(self) -> int:
        return sum(line.training.is_done for line in self.lines)

    @property
    def planned(self) -> int:
        return len(self.lines) - self.done


@dataclass(frozen=True, slots=True)
class TrainingCount:
    """The plan in two numbers, as a released picture keeps it."""

    planned: int
    done: int


def training_plan(*, user: User, school: School) -> TrainingPlan:
    return plan_of(Training.visible_to(user).filter(school=school))


def plan_of(trainings: Iterable[Training]) -> TrainingPlan:
    today = timezone.localdate()
    return TrainingPlan(tuple(TrainingLine(training, today) for training in trainings))


def training_count(*, school: School) -> TrainingCount:
    """The caller has already asked whether this school may be read."""
    done = list(school.trainings.order_by().values_list("is_done", flat=True))
    return TrainingCount(planned=done.count(False), done=done.count(True))
