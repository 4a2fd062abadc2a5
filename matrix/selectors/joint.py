"""What a school reads of a joint rating, and what a colleague reads on the own sheet.

Nothing about answers is read before the round is over, and nothing about an aspect that fewer than `SHOWN_FROM`
have answered: before, only how many sheets are in. So no two looks differ by one colleague's answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.crypto import salted_hmac

from accounts.models import User
from core.tokens import hash_token
from matrix.models import SHOWN_FROM, JointAnswer, JointInvitation, JointRound, Rating, Side
from matrix.selectors.catalogue import AspectInfo, Matrix, current_catalogue, matrix_of
from matrix.selectors.lineage import way_to
from schools.access import SCHOOL_ROLES

if TYPE_CHECKING:
    from matrix.models import Catalogue
    from schools.models import School


@dataclass(frozen=True, slots=True)
class SpreadLine:
    """How many said this; `stage` is empty for the answers without a stage."""

    label: str
    count: int
    state: str
    stage: int | None = None


@dataclass(frozen=True, slots=True)
class NamedAnswer:
    """What a colleague said who agreed to be named."""

    name: str
    state: str
    stage: int | None
    stage_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a school has agreed upon, with the aspect and the stages it speaks of."""

    aspect: AspectInfo
    rating: Rating
    stage_name: str
    highest: int


@dataclass(frozen=True, slots=True)
class AspectSpread:
    """One aspect of a round: lines and reasons are empty until enough have answered and the round is over.

    `targets` are the aspects of the matrix in force that the school agrees about: this one, its successors in a
    version that came later, or none where it ended.
    """

    aspect: AspectInfo
    answered: int = 0
    lines: tuple[SpreadLine, ...] = ()
    reasons: tuple[str, ...] = ()  # in an order that says nothing about the writers
    named: tuple[NamedAnswer, ...] = ()
    targets: tuple[AspectInfo, ...] = ()
    agreed: tuple[Agreement, ...] = ()

    @property
    def agreed_codes(self) -> set[str]:
        return {one.aspect.code for one in self.agreed}

    @property
    def is_shown(self) -> bool:
        return bool(self.lines)

    @property
    def most(self) -> int:
        return max((line.count for line in self.lines), default=0)


@dataclass(frozen=True, slots=True)
class JointSummary:
    """A round as a line of a list."""

    round: JointRound
    invited: int
    handed_in: int
    aspects: int
    agreed: int
    missing: int  # neither agreed upon nor ended with its version of the matrix


def joint_summaries(rounds: Any) -> list[JointSummary]:
    """How far each round of this queryset has come: as many queries for many as for one."""
    counted = rounds.annotate(
        invited=Count("invitations", distinct=True, filter=Q(invitations__withdrawn_at=None)),
        handed_in=Count("invitations", distinct=True, filter=Q(invitations__handed_in_at__isnull=False)),
    )
    found = list(counted.prefetch_related("aspects", "consensus"))
    current = current_catalogue() if found else None
    return [_summary(row, *_sheets(row), matrix_of(current)) for row in found if current]


def _summary(joint: JointRound, invited: int, handed_in: int, matrix: Matrix) -> JointSummary:
    agreed = {rating.aspect_id for rating in joint.consensus.all()}
    targets = targets_of(joint, matrix)
    done = sum(_is_agreed(pk, targets[pk], agreed) for pk in targets)
    missing = sum(bool(found) and not _is_agreed(pk, found, agreed) for pk, found in targets.items())
    return JointSummary(joint, invited, handed_in, len(targets), done, missing)


def _is_agreed(asked: int, targets: Collection[AspectInfo], agreed: Collection[int]) -> bool:
    """Before the matrix changed, or about everything that the aspect became."""
    return asked in agreed or (bool(targets) and all(target.pk in agreed for target in targets))


def targets_of(joint: JointRound, matrix: Matrix) -> dict[int, tuple[AspectInfo, ...]]:
    """Key of each asked aspect -> what the school agrees about in this matrix, the one in force."""
    known = {aspect.code: aspect for aspect in matrix.aspects_of(Side.SCHOOL)}
    asked = {aspect.pk: aspect.code for aspect in joint.aspects.all()}
    if joint.catalogue_id == matrix.pk:
        return {pk: (known[code],) for pk, code in asked.items()}
    way = way_to(matrix, since=joint.catalogue_id).successors
    return {pk: tuple(known[one] for one in way.get(code, ())) for pk, code in asked.items()}


def is_settled(joint: JointRound) -> bool:
    """Nothing of this round is left to agree about."""
    current = current_catalogue()
    return current is not None and not _summary(joint, 0, 0, matrix_of(current)).missing


def _sheets(row: Any) -> tuple[int, int]:
    """Invited and handed in; of an old round as it was counted before its sheets were deleted."""
    return (row.sums["invited"], row.sums["handed_in"]) if row.sums else (row.invited, row.handed_in)


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that has not been handed in: its number on the list of links, never its secret."""

    number: int
    made_at: datetime


def links_of(joint: JointRound) -> list[JointInvitation]:
    """All links in the order in which they were shown, withdrawn ones too: so each keeps its number."""
    return list(joint.invitations.filter(member=None).order_by("pk"))


def open_links(joint: JointRound) -> list[OpenLink]:
    numbered = enumerate(links_of(joint), start=1)
    return [
        OpenLink(number, link.created_at)
        for number, link in numbered
        if not link.handed_in_at and not link.withdrawn_at
    ]


def spreads(joint: JointRound) -> tuple[AspectSpread, ...]:
    """Every aspect of the round in the order of the matrix. The caller may read the school's drafts."""
    matrix, current = matrix_of(joint.catalogue), current_catalogue()
    ours = matrix_of(current) if current else matrix
    targets = targets_of(joint, ours)
    agreed = {row.aspect_id: row for row in reversed(joint.consensus.select_related("rated_by"))}
    answers = {} if joint.is_open or joint.sums else _handed_in(joint)
    found = []
    for aspect in asked_of(joint, matrix):
        words = ((aspect, matrix), *((target, ours) for target in targets[aspect.pk] if target != aspect))
        agreements = tuple(
            Agreement(one, row, words_of.stage_name(row.stage), words_of.highest)
            for one, words_of in words
            if (row := agreed.get(one.pk))
        )
        kept = joint.sums["aspects"].get(str(aspect.pk)) if joint.sums else None
        spread = _kept(kept, aspect) if kept else _spread(joint, aspect, answers.get(aspect.pk, []), matrix)
        found.append(replace(spread, targets=targets[aspect.pk], agreed=agreements))
    return tuple(found)


def asked_of(joint: JointRound, matrix: Matrix) -> tuple[AspectInfo, ...]:
    chosen = set(joint.aspects.values_list("pk", flat=True))
    return tuple(aspect for aspect in matrix.aspects_of(Side.SCHOOL) if aspect.pk in chosen)


def _handed_in(joint: JointRound) -> dict[int, list[tuple[JointInvitation, JointAnswer]]]:
    found: dict[int, list[tuple[JointInvitation, JointAnswer]]] = {}
    for sheet in joint.invitations.handed_in().prefetch_related("answers"):
        for answer in sheet.answers.all():
            found.setdefault(answer.aspect_id, []).append((sheet, answer))
    return found


def _spread(
    joint: JointRound,
    aspect: AspectInfo,
    answers: list[tuple[JointInvitation, JointAnswer]],
    matrix: Matrix,
) -> AspectSpread:
    if joint.is_open or len(answers) < SHOWN_FROM:
        return AspectSpread(aspect, len(answers))
    unnamed = [answer for sheet, answer in answers if not sheet.shows_name]
    names_tell_nothing = (
        not unnamed or len(unnamed) >= SHOWN_FROM
    )  # a small rest would be named by subtraction
    named = [pair for pair in answers if pair[0].shows_name] if names_tell_nothing else []
    plain = unnamed if named else [answer for _sheet, answer in answers]
    return AspectSpread(
        aspect,
        len(answers),
        _lines(aspect, Counter((answer.state, answer.stage) for _sheet, answer in answers)),
        tuple(answer.reason for answer in _shuffled(plain) if answer.reason),
        tuple(
            NamedAnswer(
                sheet.name, answer.state, answer.stage, matrix.stage_name(answer.stage), answer.reason
            )
            for sheet, answer in sorted(named, key=lambda pair: pair[0].name)
        ),
    )


def _kept(sums: dict[str, Any], aspect: AspectInfo) -> AspectSpread:
    """An aspect of an old round: the numbers without the sheets."""
    said = Counter({(state, stage): count for state, stage, count in sums["said"]})
    return AspectSpread(aspect, sums["answered"], _lines(aspect, said) if said else ())


def _lines(aspect: AspectInfo, counted: Counter[tuple[str, int | None]]) -> tuple[SpreadLine, ...]:
    rated = Rating.State.RATED
    stages = [
        SpreadLine(f"{stage.number} {stage.name}", counted[rated, stage.number], rated.value, stage.number)
        for stage in aspect.stages
    ]
    others = [
        SpreadLine(str(state.label), counted[state, None], state.value)
        for state in (Rating.State.UNKNOWN, Rating.State.NOT_APPLICABLE)
    ]
    return (*stages, *others)


def _shuffled(answers: Iterable[JointAnswer]) -> list[JointAnswer]:
    """Always the same order on the page, and none that can be worked out from outside."""
    return sorted(answers, key=lambda answer: salted_hmac("matrix.joint", str(answer.pk)).digest())


# --- the own sheet -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One aspect of a sheet with what its writer has said so far."""

    aspect: AspectInfo
    answer: JointAnswer | None
    stage_name: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a colleague sees: question, stages, the own answers."""

    invitation: JointInvitation
    matrix: Matrix
    items: tuple[SheetItem, ...]

    @property
    def answered(self) -> int:
        return sum(item.answer is not None for item in self.items)

    @property
    def total(self) -> int:
        return len(self.items)

    def item(self, code: str) -> SheetItem | None:
        return next((item for item in self.items if item.aspect.code == code), None)

    def next_open(self, *, after: str = "") -> str:
        """Code of the next aspect without an answer, looking past `after` first; empty when none is left."""
        codes = [item.aspect.code for item in self.items]
        start = codes.index(after) + 1 if after in codes else 0
        ordered = (*self.items[start:], *self.items[:start])
        return next((item.aspect.code for item in ordered if item.answer is None), "")


def sheet_of(invitation: JointInvitation) -> Sheet:
    """The caller holds the link, or is the member."""
    matrix = matrix_of(invitation.round.catalogue)
    said = {answer.aspect_id: answer for answer in invitation.answers.all()}
    items = tuple(
        SheetItem(aspect, answer, matrix.stage_name(answer.stage) if answer else "")
        for aspect in asked_of(invitation.round, matrix)
        for answer in [said.get(aspect.pk)]
    )
    return Sheet(invitation, matrix, items)


def open_sheets(user: User) -> list[JointInvitation]:
    """Sheets that wait for this person, with `answered` and `asked`, the most urgent first."""
    rounds = JointRound.visible_to(user).running()
    own = JointInvitation.visible_to(user).filter(handed_in_at=None, round__in=rounds)
    counted = own.select_related("round__school").annotate(
        answered=Count("answers", distinct=True), asked=Count("round__aspects", distinct=True)
    )
    return list(counted.order_by("round__closes_at", "pk"))


def colleagues(school: School) -> Any:
    """Who can be invited by name: people with a role at this school and a working account."""
    held = school.memberships.in_force().filter(role__in=SCHOOL_ROLES)
    return User.objects.filter(is_active=True, pk__in=held.values("user_id")).order_by("name", "pk")


def find_sheet(token: str) -> JointInvitation | None:
    """The sheet behind a link, or None. Locks nothing and says nothing about its state."""
    sheets = JointInvitation.unscoped.select_related("round__school", "round__catalogue")
    return sheets.filter(token_hash=hash_token(token)).first()


def running_joint_rounds(catalogue: Catalogue) -> int:
    """Joint ratings of all schools that are open in a version: a number, without any school."""
    return JointRound.unscoped.running().filter(catalogue=catalogue).count()
