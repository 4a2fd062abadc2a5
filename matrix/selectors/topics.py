"""The joined view: school cells and Träger cells of one topic side by side, and who waits for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from matrix import scoring
from matrix.models import Catalogue, Snapshot
from matrix.selectors.catalogue import AspectInfo, Matrix, TopicInfo, current_catalogue, matrix_of
from matrix.selectors.heatmap import standings
from matrix.selectors.profiles import Answer, answer_from, ratings_in, with_ratings
from schools.models import School, SchoolAuthority
from schools.models.register import school_year_label

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class WaitLine:
    """One sentence such as "Die nächste Stufe von S4.2 wartet auf T2.3". `schools` names who is meant, where
    the sentence speaks of several schools."""

    wait: scoring.Wait
    aspect: AspectInfo
    other: AspectInfo
    text: str
    schools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PairRow:
    """A school in a joined topic: its answers, and what its next stages wait for."""

    school: School
    snapshot_pk: int
    answers: tuple[Answer, ...]
    waits: tuple[WaitLine, ...]


@dataclass(frozen=True, slots=True)
class PairView:
    """One topic with both sides. `authority_snapshot` None: the Träger has released nothing yet."""

    topic: TopicInfo
    matrix: Matrix
    authority_snapshot: Snapshot | None
    authority_answers: tuple[Answer, ...]
    authority_waits: tuple[WaitLine, ...]
    rows: tuple[PairRow, ...]
    open_codes: tuple[str, ...]  # Träger aspects without an answer: unanswered, so nobody "waits" for them
    unreleased: tuple[School, ...] = ()

    @property
    def waits(self) -> tuple[WaitLine, ...]:
        return tuple(line for row in self.rows for line in row.waits)

    @property
    def grouped_waits(self) -> tuple[WaitLine, ...]:
        """The schools' waits, one sentence per pair of aspects with all schools it holds for."""
        found: dict[tuple[str, str], list[tuple[WaitLine, str]]] = {}
        for row in self.rows:
            for line in row.waits:
                found.setdefault((line.wait.code, line.wait.other), []).append((line, str(row.school)))
        return tuple(
            replace(
                pairs[0][0], text=_sentence(pairs[0][0]), schools=tuple(school for _line, school in pairs)
            )
            for _key, pairs in sorted(found.items())
        )

    @property
    def waiting_schools(self) -> int:
        return sum(bool(row.waits) for row in self.rows)

    @property
    def distributions(self) -> tuple[tuple[AspectInfo, scoring.Distribution], ...]:
        """How many released schools stand where, per school aspect of the topic."""
        return tuple(
            (
                aspect,
                scoring.distribution(
                    ((row.answers[place].state, row.answers[place].stage) for row in self.rows),
                    highest=self.matrix.highest,
                ),
            )
            for place, aspect in enumerate(self.topic.school)
        )


def pair_views(
    authority: SchoolAuthority, *, user: User, catalogue: Catalogue | None = None, topic: str = ""
) -> list[PairView]:
    """All joined topics of a Träger and its schools (or the one with this code), with the reader's eyes."""
    catalogue = catalogue or current_catalogue()
    if not catalogue:
        return []
    matrix = matrix_of(catalogue)
    visible = Snapshot.visible_to(user)
    every = list(School.visible_to(user).filter(authority=authority).open().order_by("name", "school_number"))
    released = {snapshot.school_id: snapshot for snapshot in _newest_of_schools(visible, every)}
    snapshots = [released[school.pk] for school in every if school.pk in released]
    bearer = _newest_of_authorities(visible, [authority.pk]).get(authority.pk)
    missing = tuple(school for school in every if school.pk not in released)
    chosen = [found for found in matrix.topics if topic in {"", found.code}]
    return [
        pair_view(
            found, matrix=matrix, school_snapshots=snapshots, authority_snapshot=bearer, unreleased=missing
        )
        for found in chosen
    ]


def _newest_of_schools(visible: Any, schools: Iterable[School]) -> list[Snapshot]:
    """The newest release of each of these schools among the `visible` ones, with its ratings alone."""
    known = {school.pk: school for school in schools}
    found = with_ratings(visible.filter(school__in=known.keys()).newest())
    for snapshot in found:
        snapshot.school = known[snapshot.school_id or 0]
    return found


def _newest_of_authorities(visible: Any, pks: Iterable[int]) -> dict[int, Snapshot]:
    """Träger key -> its newest release among the `visible` ones."""
    found = visible.filter(authority__in=list(pks)).newest().select_related("authority")
    return {snapshot.authority_id: snapshot for snapshot in with_ratings(found) if snapshot.authority_id}


def pair_view(
    topic: TopicInfo,
    *,
    matrix: Matrix,
    school_snapshots: Sequence[Snapshot],
    authority_snapshot: Snapshot | None,
    unreleased: tuple[School, ...] = (),
) -> PairView:
    """Pure reading of the releases handed in: no query but for the way from an older matrix.

    The rule of waiting stands in `scoring.waits`.
    """
    bearer = standings(topic.authority, authority_snapshot, matrix)
    names = {aspect.code: aspect for aspect in (*topic.school, *topic.authority)}
    rows = []
    for snapshot in school_snapshots:
        found = scoring.waits(standings(topic.school, snapshot, matrix), bearer, highest=matrix.highest)
        ratings = ratings_in(snapshot, matrix)
        rows.append(
            PairRow(
                snapshot.school,  # type: ignore[arg-type]  # these are the releases of schools
                snapshot.pk,
                tuple(answer_from(aspect, ratings.get(aspect.code), matrix) for aspect in topic.school),
                tuple(_line(wait, names) for wait in found),
            )
        )
    own = ratings_in(authority_snapshot, matrix) if authority_snapshot else {}
    return PairView(
        topic,
        matrix,
        authority_snapshot,
        tuple(answer_from(aspect, own.get(aspect.code), matrix) for aspect in topic.authority),
        _authority_waits(topic, bearer, school_snapshots, matrix, names),
        tuple(rows),
        tuple(scoring.unanswered(bearer)),
        unreleased,
    )


def _authority_waits(
    topic: TopicInfo,
    bearer: list[scoring.Standing],
    snapshots: Iterable[Snapshot],
    matrix: Matrix,
    names: dict[str, AspectInfo],
) -> tuple[WaitLine, ...]:
    """The Träger's next stages that wait for schools, one line per pair of aspects with the schools named."""
    found: dict[tuple[str, str], list[tuple[scoring.Wait, str]]] = {}
    for snapshot in snapshots:
        standing = standings(topic.school, snapshot, matrix)
        for wait in scoring.waits(bearer, standing, highest=matrix.highest):
            found.setdefault((wait.code, wait.other), []).append((wait, str(snapshot.school)))
    return tuple(
        WaitLine(
            pairs[0][0],
            names[code],
            names[other],
            _("The next stage of %(code)s (%(name)s) waits for %(other)s (%(other_name)s).")
            % _words(names, code, other),
            tuple(school for _wait, school in pairs),
        )
        for (code, other), pairs in found.items()
    )


def _words(names: dict[str, AspectInfo], code: str, other: str) -> dict[str, str]:
    return {"code": code, "name": names[code].name, "other": other, "other_name": names[other].name}


def _sentence(line: WaitLine) -> str:
    """For all schools alike: where the Träger stands and what it aims at."""
    stands = _("Stage %(stage)s there.") % {"stage": line.wait.other_stage}
    names = {line.aspect.code: line.aspect, line.other.code: line.other}
    text = _("The next stage of %(code)s (%(name)s) waits for %(other)s (%(other_name)s).")
    return " ".join([text % _words(names, line.wait.code, line.wait.other), stands, *_goal(line.wait)])


def _line(wait: scoring.Wait, names: dict[str, AspectInfo]) -> WaitLine:
    text = _("The next stage of %(code)s (%(name)s) waits for %(other)s (%(other_name)s).")
    detail = _("Stage %(stage)s there, stage %(needed)s is needed.")
    parts = [
        text % _words(names, wait.code, wait.other),
        detail % {"stage": wait.other_stage, "needed": wait.needed},
        *_goal(wait),
    ]
    return WaitLine(wait, names[wait.code], names[wait.other], " ".join(parts))


def _goal(wait: scoring.Wait) -> list[str]:
    if not wait.other_target or not wait.other_year:
        return []
    goal = _("The Träger aims at stage %(stage)s by %(year)s.")
    return [goal % {"stage": wait.other_target, "year": school_year_label(wait.other_year)}]
