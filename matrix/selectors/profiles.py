"""Where a school or a Träger stands: the draft for its own people, a release for its readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext as _

from equipment.selectors import Coverage
from matrix import scoring
from matrix.models import Aspect, Catalogue, Rating, Side, Snapshot
from matrix.selectors.catalogue import AspectInfo, FieldInfo, Matrix, forebears, matrix_of, working_catalogue
from matrix.selectors.lineage import way_to
from matrix.succession import translated
from schools import framework
from schools.models import MediaConcept, School
from schools.models.register import school_year_label

if TYPE_CHECKING:
    from matrix.querysets import SnapshotQuerySet
    from schools.models import SchoolAuthority

PLAIN = ("state", "stage", "target_stage", "target_year", "priority", "reason")
FACTS = ("figures", "coverage", "stock", "concept", "focuses")  # of a release, for its page and the report
LINE = 70  # characters
DRAFTED = (
    "pk",
    "evidence_url",
    "evidence_name",
    "rated_by__name",
    "rated_at",
    "round__released_at",
    "needs_recheck",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One aspect with what was said about it. `state` "none" means not rated; then all else is empty."""

    aspect: AspectInfo
    state: str = scoring.NONE
    stage: int | None = None
    stage_name: str = ""
    target_stage: int | None = None
    target_name: str = ""
    target_year: int | None = None
    priority: str = ""
    reason: str = ""
    rating_pk: int | None = None  # drafts only, like the rest below
    evidence_url: str = ""
    evidence_name: str = ""
    rated_by: str = ""
    rated_at: datetime | None = None
    is_of_this_round: bool = False  # said or confirmed since the last release
    needs_recheck: bool = False  # carried over from another text; nobody has confirmed it since

    @property
    def is_answered(self) -> bool:
        return self.state != scoring.NONE

    @property
    def priority_label(self) -> str:
        return str(Rating.Priority(self.priority).label) if self.priority else ""

    @property
    def target_label(self) -> str:
        return school_year_label(self.target_year) if self.target_year else ""

    @property
    def target_words(self) -> str:
        words = {"stage": self.target_stage, "name": self.target_name, "year": self.target_label}
        return _("Target: %(stage)s %(name)s, %(year)s") % words

    @property
    def reason_start(self) -> str:
        """As much of the reason as a line holds."""
        return self.reason if len(self.reason) <= LINE else f"{self.reason[: LINE - 1]}…"

    @property
    def stage_text(self) -> str:
        return next((stage.text for stage in self.aspect.stages if stage.number == self.stage), "")

    @property
    def standing(self) -> scoring.Standing:
        return scoring.Standing(self.aspect.code, self.state, self.stage, self.target_stage, self.target_year)


@dataclass(frozen=True, slots=True)
class FieldProfile:
    field: FieldInfo
    answers: tuple[Answer, ...]

    @property
    def answered(self) -> int:
        return sum(answer.is_answered for answer in self.answers)

    @property
    def total(self) -> int:
        return len(self.answers)


@dataclass(frozen=True, slots=True)
class Profile:
    """All answers of one side, field by field."""

    side: str
    matrix: Matrix
    fields: tuple[FieldProfile, ...]

    @property
    def answers(self) -> tuple[Answer, ...]:
        return tuple(answer for field in self.fields for answer in field.answers)

    @property
    def answered(self) -> int:
        return sum(field.answered for field in self.fields)

    @property
    def total(self) -> int:
        return sum(field.total for field in self.fields)

    @property
    def rechecks(self) -> int:
        return sum(answer.needs_recheck for answer in self.answers)

    @property
    def open(self) -> tuple[Answer, ...]:
        return tuple(answer for answer in self.answers if not answer.is_answered)

    def answer(self, code: str) -> Answer | None:
        return next((answer for answer in self.answers if answer.aspect.code == code), None)

    def next_open(self, after: str = "") -> str:
        """Code of the next aspect without an answer behind `after`, else of the first one, else ""."""
        codes = [answer.aspect.code for answer in self.answers]
        start = codes.index(after) + 1 if after in codes else 0
        turned = self.answers[start:] + self.answers[:start]
        return next((a.aspect.code for a in turned if not a.is_answered and a.aspect.code != after), "")


@dataclass(frozen=True, slots=True)
class Progress:
    """For start pages and lists: how far a draft has come, and since when the last release stands."""

    answered: int
    total: int
    next_code: str
    released_at: datetime | None
    has_changes: bool  # answers since the last release
    newest_release: Snapshot | None = None  # without its data


@dataclass(frozen=True, slots=True)
class ReleasedProfile:
    """A release with everything its page and the reports show."""

    snapshot: Snapshot
    profile: Profile
    facts: Mapping[str, Any]  # "figures", "coverage", "stock", "concept", "focuses"; empty for a Träger

    @property
    def school_year(self) -> str:
        return self.snapshot.school_year_label

    @property
    def reference_date(self) -> date | None:
        """Of the figures, as a date again: a release keeps ISO text."""
        return _date((self.facts.get("figures") or {}).get("reference_date"))

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        return tuple(Coverage.of_release(row) for row in self.facts.get("coverage") or ())

    @property
    def focuses(self) -> tuple[Answer, ...]:
        """What the school worked on, at most three, in its own order; none in releases from before they had any."""
        codes = self.facts.get("focuses") or ()
        return tuple(answer for code in codes if (answer := self.profile.answer(code)))

    @property
    def concept(self) -> dict[str, Any] | None:
        """The Medienkonzept's state with its dates as dates; None where there was none."""
        found = self.facts.get("concept")
        dates = ("discussed_on", "adopted_on", "next_review_on")
        if not found:
            return None
        words = {
            "state_label": MediaConcept.State(found["state"]).label,
            "all_sections": framework.SECTION_COUNT,
            "all_competences": len(framework.competences()),
        }
        return {**found, **words, **{name: _date(found.get(name)) for name in dates}}


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def side_of(subject: School | SchoolAuthority) -> Side:
    return Side.SCHOOL if isinstance(subject, School) else Side.AUTHORITY


def profile(subject: School | SchoolAuthority) -> Profile | None:
    """The draft as it stands now; None while no matrix is loaded. For the subject's own people only."""
    catalogue = working_catalogue(subject)
    if not catalogue:
        return None
    current = subject.ratings.current().values("aspect", *PLAIN, *DRAFTED)  # those to other versions are few
    ratings = {rating["aspect"]: rating for rating in current}
    matrix = matrix_of(catalogue)
    return _profile(side_of(subject), matrix, lambda aspect: _drafted(aspect, ratings.get(aspect.pk), matrix))


def _profile(side: str, matrix: Matrix, answer: Any) -> Profile:
    fields = matrix.fields_of(side)
    return Profile(
        side, matrix, tuple(FieldProfile(field, tuple(map(answer, field.aspects))) for field in fields)
    )


def _drafted(aspect: AspectInfo, rating: Mapping[str, Any] | None, matrix: Matrix) -> Answer:
    if rating is None:
        return Answer(aspect)
    if rating["state"] == Rating.WITHDRAWN:
        return Answer(
            aspect, rating_pk=rating["pk"], rated_by=rating["rated_by__name"], rated_at=rating["rated_at"]
        )
    return Answer(
        **_values(aspect, rating, matrix),
        rating_pk=rating["pk"],
        evidence_url=rating["evidence_url"],
        evidence_name=rating["evidence_name"],
        rated_by=rating["rated_by__name"],
        rated_at=rating["rated_at"],
        is_of_this_round=rating["round__released_at"] is None,
        needs_recheck=rating["needs_recheck"],
    )


def _values(aspect: AspectInfo, plain: Mapping[str, Any], matrix: Matrix) -> dict[str, Any]:
    found = {name: plain.get(name) for name in PLAIN}
    return {
        **found,
        "aspect": aspect,
        "priority": found["priority"] or "",
        "reason": found["reason"] or "",
        "stage_name": matrix.stage_name(found["stage"]),
        "target_name": matrix.stage_name(found["target_stage"]),
    }


def answer_from(aspect: AspectInfo, plain: Mapping[str, Any] | None, matrix: Matrix) -> Answer:
    """An answer out of a release's `data["ratings"]`; None means not rated."""
    return Answer(**_values(aspect, plain, matrix)) if plain else Answer(aspect)


def plain_ratings(subject: School | SchoolAuthority, catalogue: Catalogue) -> dict[str, dict[str, Any]]:
    """Current answers as a release freezes them: aspect code -> values. Unanswered aspects are not in it."""
    current = subject.ratings.current().filter(aspect__field__catalogue=catalogue)
    rows = sorted(current.select_related("aspect"), key=lambda rating: rating.aspect.order)
    rows = [rating for rating in rows if rating.state != Rating.WITHDRAWN]
    return {rating.aspect.code: {name: getattr(rating, name) for name in PLAIN} for rating in rows}


def progress(subject: School | SchoolAuthority, found: Profile | None) -> Progress:
    """How far the draft, its `profile`, has come. For the subject's own people only."""
    newest = subject.snapshots.order_by("-number").defer("data").first()
    released_at = newest.taken_at if newest else None
    if not found:
        return Progress(0, 0, "", released_at, has_changes=False, newest_release=newest)
    times = [answer.rated_at for answer in found.answers if answer.rated_at]
    changed = bool(times) and (released_at is None or max(times) > released_at)
    said = (found.answered, found.total, found.next_open(), released_at)
    return Progress(*said, has_changes=changed, newest_release=newest)


def history(subject: School | SchoolAuthority, aspect: AspectInfo | Aspect) -> list[Rating]:
    """All answers to this aspect and to those it follows in older versions of the matrix, newest first."""
    rows = subject.ratings.filter(aspect__in=forebears(aspect.pk)).order_by("-pk")
    return list(rows.select_related("rated_by", "aspect__field__catalogue")[:50])


@lru_cache(maxsize=512)
def _notes(_pk: int, _taken_at: datetime) -> dict[Any, Any]:
    """A sheet per release for what it says: a release never changes, so each process reads it once."""
    return {}


def with_ratings(snapshots: SnapshotQuerySet) -> list[Snapshot]:
    """These releases with their ratings (`ratings_of`) alone: two queries, one where all are known already.

    For pages that read many releases; the rest of `data` is heavy.
    """
    found: list[Snapshot] = list(snapshots.defer("data"))
    unknown = {row.pk: sheet for row in found if "ratings" not in (sheet := _sheet(row))}
    if unknown:
        asked = snapshots.filter(pk__in=unknown.keys())
        for pk, ratings in asked.values_list("pk", KeyTransform("ratings", "data")):
            unknown[pk]["ratings"] = ratings
    return found


def _sheet(snapshot: Snapshot) -> dict[Any, Any]:
    """The sheet of this release, held by it for as long as the page needs it."""
    sheet: dict[Any, Any] | None = getattr(snapshot, "_sheet", None)
    if sheet is None:
        sheet = _notes(snapshot.pk, snapshot.taken_at)
        snapshot._sheet = sheet  # type: ignore[attr-defined]  # noqa: SLF001 - goes with the row
    return sheet


def ratings_of(snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    """The ratings of a release, whether it was read whole or `with_ratings` alone."""
    found: dict[str, dict[str, Any]] | None = _sheet(snapshot).get("ratings")
    return found if found is not None else snapshot.data["ratings"]


def ratings_in(snapshot: Snapshot, matrix: Matrix) -> dict[str, dict[str, Any]]:
    """The ratings of a release in aspects and stages of this matrix, whichever version it was made with."""
    if snapshot.catalogue_id == matrix.pk:
        return ratings_of(snapshot)
    notes, key = _sheet(snapshot), ("ratings", matrix.pk, matrix.loaded_at)
    if key not in notes:
        notes[key] = translated(way_to(matrix, since=snapshot.catalogue_id), ratings_of(snapshot))
    found: dict[str, dict[str, Any]] = notes[key]
    return found


def released_answers(snapshot: Snapshot, matrix: Matrix) -> tuple[Answer, ...]:
    """What a release says to each aspect of its side, in the order of this matrix."""
    notes, key = _sheet(snapshot), ("answers", matrix.pk, matrix.loaded_at)
    if key not in notes:
        ratings = ratings_in(snapshot, matrix)
        aspects = matrix.aspects_of(snapshot.side)
        notes[key] = tuple(answer_from(aspect, ratings.get(aspect.code), matrix) for aspect in aspects)
    answers: tuple[Answer, ...] = notes[key]
    return answers


def released_profile(snapshot: Snapshot) -> ReleasedProfile:
    """What a release says, in the words of the matrix it was made with. The caller may read it."""
    matrix, ratings = matrix_of(snapshot.catalogue), ratings_of(snapshot)
    found = _profile(
        snapshot.side, matrix, lambda aspect: answer_from(aspect, ratings.get(aspect.code), matrix)
    )
    facts = {name: snapshot.data.get(name) for name in FACTS}
    return ReleasedProfile(snapshot, found, facts if snapshot.side == Side.SCHOOL else {})
