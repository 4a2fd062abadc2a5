"""What the projector shows: finished values, and not one name of a person among them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from core.qr import qr_code
from roundtables.models import Agreement, Meeting
from roundtables.selectors import Picture, agenda_lines, newest_releases, picture_of
from roundtables.selectors.minutes import RESULTS, results_of
from screens.models import Entrance, Wall
from screens.selectors.keys import PageKeys
from screens.selectors.since import WallSince, wall_since
from screens.selectors.voices import Asked, current_question, entrance_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roundtables.selectors.minutes import AgendaLine

KEYS = PageKeys("screens.live")
WITH_TARGET = ("goals", "milestones")  # the kinds of result that name a stage to reach
ON_THE_WALL = ("guidelines", "goals", "focus_topics", "milestones", "agreements")


@dataclass(frozen=True, slots=True)
class Spread:
    """How many schools stand at one stage of an aspect; None counts those without a stage."""

    stage: int | None
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One aspect of the joined topic: how the schools or the Träger stand, and the stage agreed at this meeting."""

    code: str
    name: str
    spread: tuple[Spread, ...]
    agreed: int | None
    agreed_name: str


@dataclass(frozen=True, slots=True)
class WallResult:
    """A result in the words of the table; who carries it out or has a reservation stands in the minutes, not here."""

    key: str  # for the place on the page: "milestones-12"
    kind: str
    text: str
    due_on: Any = None
    caveat: str = ""  # not carried by all, or put off


@dataclass(frozen=True, slots=True)
class WallPage:
    """All parts as finished values."""

    meeting: Meeting
    wall: Wall
    line: AgendaLine | None
    lines: tuple[AgendaLine, ...]
    picture: Picture | None
    school_lines: tuple[TopicLine, ...]
    authority_lines: tuple[TopicLine, ...]
    results: tuple[WallResult, ...]
    entrance: Entrance | None = None
    address: str = ""  # where telephones go in, without "https://"
    qr: dict[str, Any] | None = None
    asked: Asked | None = None
    since: WallSince | None = None

    @property
    def is_over(self) -> bool:
        """The talk has ended; questions may still be open, and minutes may be written."""
        return self.meeting.state not in {Meeting.State.PLANNED, Meeting.State.RUNNING}


def live_key(meeting: Meeting) -> str:
    """What a screen shows to ask for the revision; only whoever has read the page of a meeting has it."""
    return KEYS.key_of(meeting.pk)


def revision_by(key: str) -> int | None:
    """Grows with each write at the meeting of this key; None for a key that the portal has not made."""
    return Meeting.unscoped.filter(pk=KEYS.pk_of(key) or 0).values_list("revision", flat=True).first()


def wall_of(meeting: Meeting) -> Wall:
    """The wall of this meeting; an untouched one before anybody has chosen anything."""
    return meeting.wall if hasattr(meeting, "wall") else Wall(meeting=meeting)


def wall_page(meeting: Meeting) -> WallPage:
    """`meeting` is visible to whoever asks. Reads the picture only while the wall shows it."""
    wall, lines = wall_of(meeting), tuple(agenda_lines(meeting))
    picture = _picture(meeting, wall)
    topic = picture.topic if picture else None
    agreed = _agreed(meeting) if topic else {}
    return WallPage(
        meeting,
        wall,
        next((line for line in lines if line.item.pk == wall.item_id), None),
        lines,
        picture,
        school_lines=tuple(_topic_lines(topic.school, picture, agreed)) if topic else (),
        authority_lines=tuple(_topic_lines(topic.authority, picture, agreed)) if topic else (),
        results=tuple(_results(meeting)) if wall.show in {Wall.Show.RESULTS, Wall.Show.SENTENCE} else (),
        since=wall_since(meeting) if wall.show == Wall.Show.SINCE else None,
        **_voices(meeting, wall),
    )


def _voices(meeting: Meeting, wall: Wall) -> dict[str, Any]:
    """The door and the question, while the wall shows one of them."""
    if wall.show not in {Wall.Show.JOIN, Wall.Show.VOICES}:
        return {}
    entrance = entrance_of(meeting)
    found: dict[str, Any] = {"entrance": entrance, "asked": current_question(meeting)}
    if entrance:
        link = f"{settings.BASE_URL}{reverse('screens:phone', args=[entrance.code])}"
        door = f"{settings.BASE_URL}{reverse('screens:entrance')}"
        found |= {"qr": qr_code(link), "address": door.partition("://")[2].rstrip("/")}
    return found


def _picture(meeting: Meeting, wall: Wall) -> Picture | None:
    if wall.show not in {Wall.Show.PICTURE, Wall.Show.TOPIC}:
        return None
    releases = newest_releases(meeting.series)
    return picture_of(meeting.series, releases, topic=meeting.joined_topic)


def _agreed(meeting: Meeting) -> dict[int, int]:
    """The highest stage that a result of this meeting names for an aspect, by the aspect's key."""
    found: dict[int, int] = {}
    for kind in WITH_TARGET:
        rows = results_of(RESULTS[kind][1], meeting).filter(target_stage__isnull=False)
        for aspect, stage in rows.order_by().values_list("aspects", "target_stage"):
            if aspect is not None:
                found[aspect] = max(stage, found.get(aspect, 0))
    return found


def _topic_lines(grid: Any, picture: Any, agreed: dict[int, int]) -> Iterable[TopicLine]:
    name_of = picture.matrix.stage_name
    for aspect, cells in grid.columns:
        counted = Counter(cell.stage for cell, released in cells if released)
        spread = (Spread(stage, name_of(stage), counted[stage]) for stage in _in_order(counted))
        target = agreed.get(aspect.pk)
        yield TopicLine(aspect.code, aspect.name, tuple(spread), target, name_of(target))


def _in_order(counted: Counter[int | None]) -> list[int | None]:
    return sorted(counted, key=lambda stage: (stage is None, stage or 0))


def _results(meeting: Meeting) -> Iterable[WallResult]:
    for kind in ON_THE_WALL:
        model: Any = RESULTS[kind][1]
        for row in results_of(model, meeting):
            due_on = getattr(row, "due_on", None)
            yield WallResult(
                f"{kind}-{row.pk}", str(model._meta.verbose_name), row.text, due_on, _caveat(row)
            )


def _caveat(row: Any) -> str:
    is_carried = not isinstance(row, Agreement) or row.consensus == Agreement.Consensus.AGREED
    return "" if is_carried else row.get_consensus_display()
