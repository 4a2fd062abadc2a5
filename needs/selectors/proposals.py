"""What the portal proposes to report: gaps against the standard, and replacements that fall due."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from equipment.models import EquipmentType
from equipment.selectors import replacement_by_year
from needs.models import NeedItem, ProposalAnswer
from needs.states import State
from schools.framework import section_for
from schools.models import School
from standards.outside import Coming, coming_to
from standards.selectors import GapTable, gap_of_school, target_lines

if TYPE_CHECKING:
    from accounts.models import User

UNDECIDED = (State.DRAFT, State.REPORTED, State.DISCUSSED, State.DEFERRED)  # the Träger has not recognised it
NEEDS_SECTION = section_for("needs")
GAPS = {  # key -> the figure, and the type that closes its gap
    "geraete": ("pupils_per_device", "DEV_TABLET_POOL"),
    "dienstgeraete": ("teacher_devices", "DEV_TEACHER"),
    "praesentation": ("presentation", "PRES_DISPLAY"),
    "wlan": ("wlan", "NET_AP"),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A ready-made need. `key` names it within the school's planning year, `reason` says why it is proposed."""

    key: str
    type: EquipmentType
    quantity: int
    kind: str
    reason: str
    listed: str = ""  # needs of the same type that the school has in its lists already
    submission_id: UUID = field(default_factory=uuid4, compare=False)  # of the button on this page

    def __str__(self) -> str:
        return f"{self.quantity} × {self.type}"

    @property
    def kind_label(self) -> str:
        return str(NeedItem.Kind(self.kind).label)

    @property
    def is_replacement(self) -> bool:
        return self.kind == NeedItem.Kind.REPLACEMENT

    @property
    def values(self) -> dict[str, Any]:
        """As a form or the service takes it; the pedagogical reason is the school's alone."""
        return {
            "type": self.type,
            "quantity": self.quantity,
            "kind": self.kind,
            "priority": NeedItem.Priority.B,
            "section": NEEDS_SECTION,
        }


@dataclass(frozen=True, slots=True)
class Covered:
    """What is missing and wholly on its way: nothing to report, and the reason says so."""

    type: EquipmentType
    pieces: int
    reason: str

    def __str__(self) -> str:
        return f"{self.pieces} × {self.type}"


@dataclass(frozen=True, slots=True)
class Proposed:
    offered: list[Proposal]
    covered: list[Covered]


def proposals_of(*, user: User, school: School, year: int) -> list[Proposal]:
    """Those that the school has not answered in this year yet."""
    return proposed_to(user=user, school=school, year=year).offered


def proposed_to(*, user: User, school: School, year: int) -> Proposed:
    """Those that the school has not answered in this year yet, and what is covered by needs and orders under way.

    Gaps are those of the adopted standard of its Träger; where none was adopted, of the four targets. Where the
    standard says how many pieces of a type there should be, it alone says how many are replaced. What is on its way and
    what the list of this year holds already is taken off, so a gap is never asked for twice.
    """
    answers = ProposalAnswer.visible_to(user).filter(school=school, year=year)
    answered = set(answers.values_list("key", flat=True))
    types = {one.code: one for one in EquipmentType.objects.active()}
    table = gap_of_school(user=user, school=school, year=year)
    coming = coming_to([school.pk], user=user)
    gaps = _decided_gaps(table, types) if table.version else _gaps(user, school, types)
    decided = {line.type.code for line in table.lines if line.target is not None}
    others = {code: one for code, one in types.items() if code not in decided}
    found = [*gaps, *_replacements(user, school, year, others, coming)]
    listed = _undecided(user, school)
    words = _listed_words(listed, year)
    offered = [
        replace(one, listed=words.get(one.type.code, ""))
        for one in _beyond([one for one in found if isinstance(one, Proposal)], listed, year)
        if one.key not in answered
    ]
    return Proposed(offered, [one for one in found if isinstance(one, Covered)])


def _undecided(user: User, school: School) -> list[dict[str, Any]]:
    """Needs that nobody has recognised yet, the newest year first: neither stock nor what is on its way."""
    items = NeedItem.visible_to(user).filter(need_list__school=school, state__in=UNDECIDED)
    names = ("type__code", "quantity", "need_list__year", "state", "kind")
    return list(items.order_by("-need_list__year", "pk").values(*names))


def _listed_words(listed: list[dict[str, Any]], year: int) -> dict[str, str]:
    """Type -> which of its needs stand in the lists, and that a proposal of this year leaves those of this year out."""
    told, now = defaultdict(list), set()
    for row in listed:
        words = {
            "count": row["quantity"],
            "year": row["need_list__year"],
            "state": State(row["state"]).label,
        }
        told[row["type__code"]].append(_("%(count)s (%(year)s, %(state)s)") % words)
        now |= {row["type__code"]} if row["need_list__year"] == year else set()
    beyond = _("Proposed is only what goes beyond the list of %(year)s.") % {"year": year}
    said = {
        code: _("Already in your lists: %(needs)s.") % {"needs": ", ".join(needs)}
        for code, needs in told.items()
    }
    return {code: f"{text} {beyond}" if code in now else text for code, text in said.items()}


def _beyond(found: list[Proposal], listed: list[dict[str, Any]], year: int) -> Iterator[Proposal]:
    """Less what the list of this year holds of the type: needs of the same kind first, then what these have to spare.

    A proposal that was taken over still stands in `found` here: the need that came of it is its own.
    """
    spare: Counter[tuple[str, bool]] = Counter()
    for row in listed:
        if row["need_list__year"] == year:
            spare[row["type__code"], row["kind"] == NeedItem.Kind.REPLACEMENT] += row["quantity"]
    left = {one.key: one.quantity for one in found}
    for is_same in (True, False):
        for one in found:
            held = (one.type.code, one.is_replacement is is_same)
            taken = min(left[one.key], spare[held])
            left[one.key] -= taken
            spare[held] -= taken
    return (replace(one, quantity=left[one.key]) for one in found if left[one.key])


def _pieces(coming: Iterable[Coming]) -> int:
    return sum(one.pieces for one in coming)


def _coming_words(missing: int, coming: Sequence[Coming]) -> str:
    """ " Schon unterwegs: 10 (2026, bestellt). Bleiben 8." Empty where nothing is on its way."""
    if not coming:
        return ""
    left = max(missing - _pieces(coming), 0)
    on_its_way = _("Already under way: %(coming)s.") % {"coming": ", ".join(one.words for one in coming)}
    rest = ngettext("%(left)s is left.", "%(left)s are left.", left) % {"left": left}
    return f" {on_its_way} {rest}"


def _sum_in_words(missing: int, coming: Sequence[Coming]) -> str:
    """ " Es fehlen 18. Schon unterwegs: 10 (2026, bestellt). Bleiben 8." Empty where nothing is on its way."""
    said = ngettext("%(missing)s is missing.", "%(missing)s are missing.", missing) % {"missing": missing}
    return f" {said}{_coming_words(missing, coming)}" if coming else ""


def _decided_gaps(table: GapTable, types: dict[str, EquipmentType]) -> Iterator[Proposal | Covered]:
    """What the standard in force asks for and is not usable in the table's year, with rule and decision that say so.

    As many pieces as are there without being usable, and are not being replaced yet, are replaced; the rest is an
    extension. Both together are what the gap page says is left.
    """
    version, year = table.version, table.year or timezone.localdate().year
    for line in table.lines:
        if not line.missing or not version or line.type.code not in types:
            continue
        source = line.exception.reason if line.exception else "; ".join(str(one.rule) for one in line.counted)
        words = {
            "target": line.target,
            "source": source,
            "stock": line.stock,
            "usable": line.usable,
            "year": year,
            "title": version.title,
            "body": version.body,
            "unusable": line.stock - line.usable,
        }
        type_, left, told = types[line.type.code], line.left or 0, _sum_in_words(line.missing, line.coming)
        aged = _(
            "Target %(target)s (%(source)s), usable in %(year)s: %(usable)s; %(unusable)s no longer are. "
            "%(title)s, %(body)s."
        )
        short = _("Target %(target)s (%(source)s), there are %(stock)s. %(title)s, %(body)s.")
        if not left:
            yield Covered(type_, line.missing, (aged if line.stock > line.usable else short) % words + told)
        old = line.stock - line.usable - _pieces(one for one in line.coming if one.is_replacement)
        if replaced := min(left, max(old, 0)):
            kind = NeedItem.Kind.REPLACEMENT
            yield Proposal(f"ersatz-{type_.code}", type_, replaced, kind, aged % words + told)
        if more := left - replaced:
            reason = (aged if told and line.stock > line.usable else short) % words + told
            kind = _kind_of_gap(is_begun=bool(line.stock or line.coming))
            yield Proposal(f"luecke-{type_.code}", type_, more, kind, reason)


def _kind_of_gap(*, is_begun: bool) -> NeedItem.Kind:
    """Where nothing is there nor on its way, nothing is extended."""
    return NeedItem.Kind.EXTENSION if is_begun else NeedItem.Kind.FIRST


def _gaps(user: User, school: School, types: dict[str, EquipmentType]) -> Iterator[Proposal | Covered]:
    """By the four targets; what the figures cannot tell is not proposed."""
    lines = {one.figure.key: one for one in target_lines(user=user, schools=[school])[school.pk]}
    for name, (key, code) in GAPS.items():
        line = lines[key]
        if line.missing and code in types:
            text = ngettext(
                "The target value of the school authority is not met: %(count)s is missing.",
                "The target value of the school authority is not met: %(count)s are missing.",
                line.missing,
            )
            told = text % {"count": line.missing}
            kind = _kind_of_gap(is_begun=bool(line.have or line.coming))
            whole = Proposal(f"luecke-{name}", types[code], line.missing, kind, told)
            yield _less(whole, line.coming)


def _replacements(
    user: User,
    school: School,
    year: int,
    types: dict[str, EquipmentType],
    coming: dict[tuple[int, int], tuple[Coming, ...]],
) -> Iterator[Proposal | Covered]:
    for row in replacement_by_year(user=user, schools=[school], first_year=year).rows:
        quantity = row.by_year.get(year, 0)
        if quantity and row.code in types:
            text = ngettext(
                "%(count)s reaches the end of its useful life by %(year)s.",
                "%(count)s reach the end of their useful life by %(year)s.",
                quantity,
            )
            type_, told = types[row.code], text % {"count": quantity, "year": year}
            whole = Proposal(f"ersatz-{row.code}", type_, quantity, NeedItem.Kind.REPLACEMENT, told)
            parts = coming.get((school.pk, type_.pk), ())
            yield _less(whole, [one for one in parts if one.is_replacement])


def _less(whole: Proposal, coming: Sequence[Coming]) -> Proposal | Covered:
    """What is missing less what comes of this kind."""
    reason = whole.reason + _coming_words(whole.quantity, coming)
    left = max(whole.quantity - _pieces(coming), 0)
    if left:
        return replace(whole, quantity=left, reason=reason)
    return Covered(whole.type, whole.quantity, reason)
