"""The matrix as it was loaded: fields, aspects, stages and joined topics in four queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from matrix.models import Aspect, AspectSuccession, Catalogue, Field, JoinedTopic, Side
from schools.models import School

if TYPE_CHECKING:
    from schools.models import SchoolAuthority


@dataclass(frozen=True, slots=True)
class StageText:
    number: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class AspectInfo:
    pk: int
    code: str
    name: str
    question: str
    side: str
    field_code: str
    topic_code: str
    stages: tuple[StageText, ...]


@dataclass(frozen=True, slots=True)
class FieldInfo:
    code: str
    name: str
    side: str
    aspects: tuple[AspectInfo, ...]


@dataclass(frozen=True, slots=True)
class TopicInfo:
    """Gemeinsames Thema with the aspects of both sides."""

    code: str
    name: str
    school: tuple[AspectInfo, ...]
    authority: tuple[AspectInfo, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    pk: int
    version: str
    loaded_at: (
        datetime  # a version that comes back counts as another one: other answers were carried over to it
    )
    stage_names: tuple[str, ...]  # index 0 is stage 1
    fields: tuple[FieldInfo, ...]
    topics: tuple[TopicInfo, ...]

    @property
    def highest(self) -> int:
        return len(self.stage_names)

    def fields_of(self, side: str) -> tuple[FieldInfo, ...]:
        return tuple(field for field in self.fields if field.side == side)

    def aspects_of(self, side: str) -> tuple[AspectInfo, ...]:
        return tuple(aspect for field in self.fields_of(side) for aspect in field.aspects)

    def topic(self, code: str) -> TopicInfo | None:
        return next((topic for topic in self.topics if topic.code == code), None)

    def stage_name(self, stage: int | None) -> str:
        return self.stage_names[stage - 1] if stage and stage <= len(self.stage_names) else ""


def current_catalogue() -> Catalogue | None:
    return Catalogue.objects.current().first()


def working_catalogue(subject: School | SchoolAuthority) -> Catalogue | None:
    """The version this school or Träger is answering: that of its open sitting, else the current one."""
    side = "school" if isinstance(subject, School) else "authority"
    sat_with = {f"rounds__{side}": subject, "rounds__released_at__isnull": True}  # there is one at most
    return Catalogue.objects.filter(**sat_with).first() or current_catalogue()


def matrix_of(catalogue: Catalogue) -> Matrix:
    """The whole matrix of one version. Its texts never change once loaded, so each process reads it once."""
    return _read_matrix(catalogue.pk, catalogue.version, catalogue.loaded_at, tuple(catalogue.stage_names))


@lru_cache(maxsize=8)
def _read_matrix(catalogue: int, version: str, loaded_at: datetime, names: tuple[str, ...]) -> Matrix:
    aspects = Aspect.objects.select_related("topic").prefetch_related("stages").order_by("order")
    found = Field.objects.filter(catalogue=catalogue).prefetch_related(Prefetch("aspects", queryset=aspects))
    fields = tuple(
        FieldInfo(
            field.code,
            field.name,
            field.side,
            tuple(_aspect(aspect, field, names) for aspect in field.aspects.all()),
        )
        for field in found
    )
    every = [aspect for field in fields for aspect in field.aspects]
    topics = tuple(
        TopicInfo(
            topic.code,
            topic.name,
            school=tuple(a for a in every if a.topic_code == topic.code and a.side == Side.SCHOOL),
            authority=tuple(a for a in every if a.topic_code == topic.code and a.side == Side.AUTHORITY),
        )
        for topic in JoinedTopic.objects.filter(catalogue=catalogue)
    )
    return Matrix(catalogue, version, loaded_at, names, fields, topics)


def _aspect(aspect: Aspect, field: Field, names: tuple[str, ...]) -> AspectInfo:
    return AspectInfo(
        pk=aspect.pk,
        code=aspect.code,
        name=aspect.name,
        question=aspect.question,
        side=field.side,
        field_code=field.code,
        topic_code=aspect.topic.code if aspect.topic else "",
        stages=tuple(
            StageText(stage.number, names[stage.number - 1] if stage.number <= len(names) else "", stage.text)
            for stage in aspect.stages.all()
        ),
    )


def aspect_of(pk: int) -> Aspect:
    """The row behind an `AspectInfo`, with what `services.rate` checks."""
    return aspects_by_pk([pk])[pk]


def is_code(code: str) -> bool:
    """True when some version of the matrix, on either side, has an aspect of this code."""
    return Aspect.objects.filter(code=code.replace("\0", "")).exists()


def forebears(pk: int) -> set[int]:
    """This aspect and all that it follows, through every version: one query."""
    return forebears_of([pk])[pk]


def forebears_of(pks: Iterable[int]) -> dict[int, set[int]]:
    """The same for each of several aspects, still with one query; for none without."""
    asked, pairs = list(pks), dict[int, list[int]]()
    if not asked:
        return {}
    for old, new in AspectSuccession.objects.order_by("pk").values_list("old_id", "new_id"):
        pairs.setdefault(new, []).append(old)
    return {pk: _forebears(pk, pairs) for pk in asked}


def _forebears(pk: int, pairs: Mapping[int, list[int]]) -> set[int]:
    found, open_ends = {pk}, [pk]
    while open_ends:
        fresh = set(pairs.get(open_ends.pop(), ())) - found
        found |= fresh
        open_ends += fresh
    return found


def aspects_by_pk(pks: Iterable[int]) -> dict[int, Aspect]:
    found = Aspect.objects.filter(pk__in=list(pks)).select_related("field").prefetch_related("stages")
    return {aspect.pk: aspect for aspect in found}
