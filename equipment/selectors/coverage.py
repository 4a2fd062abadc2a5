"""Is there enough: the four figures of a school against its target values, in numbers and words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from equipment import coverage as measures
from equipment.models import EquipmentType, StockBatch, TargetValues
from schools.models import School, SchoolYearFigures

if TYPE_CHECKING:
    from accounts.models import User

PUPIL, TEACHER = EquipmentType.Group.PUPIL_DEVICE, EquipmentType.Group.TEACHER_DEVICE


@dataclass(frozen=True, slots=True)
class Coverage:
    """One figure against its target. All fields survive JSON; `text` is a part of a sentence.

    `actual` and `target` are numbers in `unit`, rounded as `equipment.coverage` says; None where unknown.
    """

    key: str
    label: str
    actual: float | None
    target: float | None
    unit: str
    verdict: str  # fulfilled, partly, open, unknown
    text: str

    @classmethod
    def of_release(cls, plain: Mapping[str, Any]) -> Self:
        """A figure out of a release's `data["coverage"]`, which may be older than today's fields."""
        known: dict[str, Any] = {field.name: plain.get(field.name) for field in fields(cls)}
        return cls(**known)

    @property
    def verdict_label(self) -> str:
        return {
            measures.FULFILLED: _("fulfilled"),
            measures.PARTLY: _("partly fulfilled"),
            measures.OPEN: _("not fulfilled"),
        }.get(self.verdict, _("unknown"))

    @property
    def tone(self) -> str:
        tones = {measures.FULFILLED: "success", measures.PARTLY: "warning", measures.OPEN: "danger"}
        return tones.get(self.verdict, "neutral")

    @property
    def symbol(self) -> str:
        """For print, where a tone alone says nothing."""
        return {measures.FULFILLED: "●", measures.PARTLY: "◐", measures.OPEN: "○"}.get(self.verdict, "–")


def coverage(*, school: School, devices: dict[str, int] | None = None) -> list[Coverage]:
    """The four figures of one school, which the caller may read; `devices` if the stock is added up already."""
    figures = school.figures.order_by("-school_year").first()
    if devices is None:
        counted = school.stock.in_use().values_list("type__group").annotate(total=Sum("quantity"))
        devices = dict(counted.order_by())
    return _figures_of(figures, devices, TargetValues.applying_to([school]).get(school.pk))


def coverage_by_school(*, user: User, schools: Iterable[School]) -> dict[int, list[Coverage]]:
    """School pk -> its four figures, from what `user` may read; three queries for any number of schools."""
    return {pk: _figures_of(*one) for pk, one in _read(user, list(schools)).items()}


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One figure and how many pieces or rooms are there and missing by the target.

    `missing` is None where that cannot be told: a figure or target lacks, or nobody has entered any stock.
    """

    figure: Coverage
    have: int
    missing: int | None


def shortfalls_by_school(*, user: User, schools: Iterable[School]) -> dict[int, list[Shortfall]]:
    """School pk -> its four figures with what is missing; four queries for any number of schools."""
    known = list(schools)
    entered = StockBatch.visible_to(user).filter(school__in=known).order_by().values_list("school", flat=True)
    recorded = set(entered.distinct())
    return {
        pk: [_short(figure, *one, is_recorded=pk in recorded) for figure in _figures_of(*one)]
        for pk, one in _read(user, known).items()
    }


_Known = tuple["SchoolYearFigures | None", dict[str, int], "TargetValues | None"]


def _read(user: User, schools: list[School]) -> dict[int, _Known]:
    newest = (
        SchoolYearFigures.visible_to(user)
        .filter(school__in=schools)
        .order_by("school_id", "-school_year")
        .distinct("school_id")
    )
    figures = {row.school_id: row for row in newest}
    devices: dict[int, dict[str, int]] = defaultdict(dict)
    for school_id, group, total in (
        StockBatch.visible_to(user)
        .in_use()
        .filter(school__in=schools)
        .values_list("school_id", "type__group")
        .annotate(total=Sum("quantity"))
        .order_by()
    ):
        devices[school_id][group] = total
    targets = TargetValues.applying_to(schools)
    return {
        school.pk: (figures.get(school.pk), devices[school.pk], targets.get(school.pk)) for school in schools
    }


def _short(
    figure: Coverage,
    figures: SchoolYearFigures | None,
    devices: dict[str, int],
    targets: TargetValues | None,
    *,
    is_recorded: bool,
) -> Shortfall:
    """What nobody has entered is not zero."""
    of_stock = {"pupils_per_device": PUPIL, "teacher_devices": TEACHER}.get(figure.key)
    if figures is None or targets is None or figure.verdict == measures.UNKNOWN:
        return Shortfall(figure, 0, None)
    if of_stock and not is_recorded:
        return Shortfall(figure, 0, None)
    have = devices.get(of_stock, 0) if of_stock else 0
    rooms = figures.teaching_rooms
    if figure.key == "pupils_per_device":
        return Shortfall(
            figure, have, measures.missing_devices(figures.pupils, have, targets.pupils_per_device)
        )
    part, whole, target = {
        "teacher_devices": (have, figures.teachers, targets.teacher_device_share),
        "presentation": (figures.presentation_rooms, rooms, targets.presentation_share),
        "wlan": (figures.wlan_rooms, rooms, targets.wlan_share),
    }[figure.key]
    return Shortfall(figure, part or 0, measures.missing_parts(part, whole, target))


def _figures_of(
    figures: SchoolYearFigures | None, devices: dict[str, int], targets: TargetValues | None
) -> list[Coverage]:
    rooms = (figures.teaching_rooms if figures else None, _("the number of teaching rooms"))
    return [
        _pupil_devices(figures, devices.get(PUPIL, 0), targets),
        _share(
            key="presentation",
            label=_("Rooms with presentation technology"),
            part=(
                figures.presentation_rooms if figures else None,
                _("the number of rooms with presentation technology"),
            ),
            whole=rooms,
            target=targets.presentation_share if targets else None,
            pattern=_("%(part)s of %(whole)s rooms"),
        ),
        _share(
            key="wlan",
            label=_("Rooms with WLAN"),
            part=(figures.wlan_rooms if figures else None, _("the number of rooms with WLAN")),
            whole=rooms,
            target=targets.wlan_share if targets else None,
            pattern=_("%(part)s of %(whole)s rooms"),
        ),
        _share(
            key="teacher_devices",
            label=_("Service devices for teachers"),
            part=(devices.get(TEACHER, 0), ""),
            whole=(figures.teachers if figures else None, _("the number of teachers")),
            target=targets.teacher_device_share if targets else None,
            pattern=_("%(part)s devices for %(whole)s teachers"),
        ),
    ]


def _pupil_devices(figures: SchoolYearFigures | None, devices: int, targets: TargetValues | None) -> Coverage:
    pupils = figures.pupils if figures else None
    target = targets.pupils_per_device if targets else None
    measure = measures.ratio(pupils=pupils, devices=devices, target=target)
    text = _missing_text((pupils, _("the number of pupils")))
    if not text:
        counted = {"devices": _number(devices), "pupils": _number(pupils)}
        text = _with_target(_("%(devices)s devices for %(pupils)s pupils") % counted, target)
    return Coverage(
        "pupils_per_device",
        _("Pupils per device"),
        _plain(measure.actual),
        _plain(target),
        _("pupils per device"),
        measure.verdict,
        text,
    )


def _share(
    *,
    key: str,
    label: str,
    part: tuple[int | None, str],
    whole: tuple[int | None, str],
    target: int | None,
    pattern: str,
) -> Coverage:
    """`part` and `whole` are a number and what it counts."""
    measure = measures.share(part=part[0], whole=whole[0], target=target)
    text = _missing_text(whole) or _missing_text(part, may_be_zero=True)
    if not text:
        text = _with_target(pattern % {"part": _number(part[0]), "whole": _number(whole[0])}, target)
    return Coverage(key, label, _plain(measure.actual), _plain(target), "%", measure.verdict, text)


def _missing_text(figure: tuple[int | None, str], *, may_be_zero: bool = False) -> str:
    """Which figure nobody entered, or is 0 and cannot be divided by; empty when it is there."""
    value, name = figure
    if value is None:
        return _("%(figure)s is missing") % {"figure": name}
    if value == 0 and not may_be_zero:
        return _("%(figure)s is 0") % {"figure": name}
    return ""


def _number(value: int | None) -> str:
    return number_format(value or 0)


def _with_target(text: str, target: Any) -> str:
    return (
        text if target is not None else _("%(text)s; no target is set for this school type") % {"text": text}
    )


def _plain(number: Decimal | int | None) -> float | None:
    """A number that JSON keeps; it has at most one decimal by now."""
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)
