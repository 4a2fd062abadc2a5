"""The Träger's ranking: weights, values, moves, and settling it. Only one hand at a time, each move is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import between, record, record_many
from core.errors import Conflict, DomainError, require_seen
from needs.models import NeedItem
from planning.criteria import KEYS
from planning.models import RankedItem, Ranking
from planning.preorder import Groups, moved, positions, stepped
from planning.selectors.rankings import frozen_content, ranking_of, ranking_picture

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import SchoolAuthority


@transaction.atomic
def save_weights(
    authority: SchoolAuthority, *, year: int, weights: Mapping[str, int], actor: User
) -> Ranking:
    """How much each criterion counts. Raises DomainError while the ranking is locked."""
    ranking = _open(authority, year, actor)
    changes = between(ranking.weights, weights)
    for key in KEYS:
        setattr(ranking, f"weight_{key}", weights[key])
    ranking.save()
    record(actor, "planning.weights_changed", ranking, changes)
    return ranking


@transaction.atomic
def save_values(
    item: NeedItem, *, values: Mapping[str, int | None], note: str, for_school: bool, actor: User
) -> RankedItem:
    """Values other than proposed (None: as proposed) and why.

    `for_school`: the value of social need counts for all ranked needs of the school. Raises DomainError without a
    reason, or while the ranking is locked.
    """
    school = item.need_list.school
    ranking = _open(school.authority, item.need_list.year, actor)
    if any(value is not None for value in values.values()) and not note.strip():
        raise DomainError(_("Say why the value is other than proposed. It is shown beside it."))
    row = RankedItem.unscoped.filter(item=item).first() or RankedItem(ranking=ranking, item=item)
    before = row.by_hand
    for key in KEYS:
        setattr(row, f"value_{key}", values[key])
    row.value_note = note.strip()
    row.save()
    if for_school:
        _spread(row, actor)
    record(actor, "planning.values_changed", row, between(before, values))
    return row


def _spread(row: RankedItem, actor: User) -> None:
    """The social need of a school is the same for all it asks for."""
    item = row.item
    picture = ranking_picture(user=actor, authority=item.school.authority, year=item.need_list.year)
    school = item.need_list.school_id
    others = [
        line.item for line in picture.lines if line.item.need_list.school_id == school and line.pk != item.pk
    ]
    known = {one.item_id: one for one in RankedItem.unscoped.filter(item__in=others)}
    told = []
    for other in others:
        twin = known.get(other.pk) or RankedItem(ranking=row.ranking, item=other)
        changes = between({"social": twin.value_social}, {"social": row.value_social})
        if changes:
            twin.value_social = row.value_social
            twin.value_note = twin.value_note or row.value_note
            twin.save()
            told.append((twin, changes))
    record_many(actor, "planning.values_changed", told)


@transaction.atomic
def step(authority: SchoolAuthority, *, year: int, item: int, up: bool, version: int, actor: User) -> Ranking:
    """One position up or down. Raises Conflict when somebody has moved something since the page was opened."""
    return _rearrange(
        authority, item, lambda groups: stepped(groups, item, up=up), year=year, version=version, actor=actor
    )


@transaction.atomic
def move(
    authority: SchoolAuthority,
    *,
    year: int,
    item: int,
    position: int,
    version: int,
    actor: User,
    is_shared: bool = False,
    note: str | None = None,
) -> Ranking:
    """To a position, alone or shared with what stands there. `note` is why; None leaves the old one."""
    return _rearrange(
        authority,
        item,
        lambda groups: moved(groups, item, to=position, shared=is_shared),
        year=year,
        version=version,
        actor=actor,
        note=note,
    )


@transaction.atomic
def sort_by_score(authority: SchoolAuthority, *, year: int, version: int, actor: User) -> Ranking:
    """Forget the places given by hand; notes and values stay."""
    ranking = _open(authority, year, actor)
    _require_seen(ranking, version)
    ranking.is_by_hand = False
    ranking.version += 1
    ranking.save(update_fields=["is_by_hand", "version"])
    RankedItem.unscoped.filter(ranking=ranking).update(place=None)
    record(actor, "planning.ranking_sorted", ranking)
    return ranking


@transaction.atomic
def lock(authority: SchoolAuthority, *, year: int, note: str, version: int, actor: User) -> Ranking:
    """Settle the ranking: what stands now is kept, and each school reads the result of its own needs."""
    ranking = _open(authority, year, actor)
    _require_seen(ranking, version)
    picture = ranking_picture(user=actor, authority=authority, year=year)
    if not picture.lines:
        raise DomainError(_("There is nothing to rank yet. Recognise needs first."))
    known = {row.item_id: row for row in RankedItem.unscoped.filter(ranking=ranking)}
    for pk, content in frozen_content(picture).items():
        row = known.get(pk) or RankedItem(ranking=ranking, item_id=pk)
        row.frozen = content
        known[pk] = row
    _write(known.values(), ["frozen"])
    ranking.locked_at, ranking.locked_by, ranking.lock_note = timezone.now(), actor, note.strip()
    ranking.version += 1
    ranking.save()
    record(actor, "planning.ranking_locked", ranking, {"note": ["", note.strip()]})
    return ranking


@transaction.atomic
def unlock(authority: SchoolAuthority, *, year: int, reason: str, actor: User) -> Ranking:
    """Open it again: the schools no longer read a result. Raises DomainError without a reason."""
    ranking = _locked_row(authority, year, actor)
    if not reason.strip():
        raise DomainError(_("Say why the ranking is opened again."))
    if not ranking.is_locked:
        return ranking
    ranking.locked_at = ranking.locked_by = None
    ranking.lock_note = ""
    ranking.version += 1
    ranking.save()
    RankedItem.unscoped.filter(ranking=ranking).update(frozen=None)
    record(actor, "planning.ranking_unlocked", ranking, {"note": ["", reason.strip()]})
    return ranking


def _locked_row(authority: SchoolAuthority, year: int, actor: User) -> Ranking:
    """The ranking under lock of the database; one that nobody touched is written first."""
    known = ranking_of(user=actor, authority=authority, year=year)
    if not known.pk:
        weights = {f"weight_{key}": value for key, value in known.weights.items()}
        Ranking.unscoped.get_or_create(authority=authority, year=year, defaults=weights)
    return Ranking.unscoped.select_for_update(of=("self",)).get(authority=authority, year=year)


def _open(authority: SchoolAuthority, year: int, actor: User) -> Ranking:
    ranking = _locked_row(authority, year, actor)
    if ranking.is_locked:
        raise DomainError(_("The ranking is settled. Open it again first, with a reason."))
    return ranking


def _require_seen(ranking: Ranking, version: int) -> None:
    changed = _("Somebody else has moved something since you opened the page. Nothing was overwritten.")
    require_seen(ranking.version, version, changed=changed)


def _rearrange(
    authority: SchoolAuthority,
    item: int,
    change: Callable[[Groups], Groups],
    *,
    year: int,
    version: int,
    actor: User,
    note: str | None = None,
) -> Ranking:
    """From now on the places count, not the scores."""
    ranking = _open(authority, year, actor)
    _require_seen(ranking, version)
    picture = ranking_picture(user=actor, authority=authority, year=year)
    line = next((one for one in picture.lines if one.pk == item), None)
    if line is None:
        raise Conflict(_("This need no longer stands in the ranking."))
    groups = change(picture.groups)
    _keep_places(ranking, groups, {} if note is None else {item: note.strip()})
    ranking.is_by_hand = True
    ranking.version += 1
    ranking.save(update_fields=["is_by_hand", "version"])
    told = {"position": [line.position, positions(groups)[item]], "item": ["", str(line.item)]}
    record(actor, "planning.item_moved", ranking, told | ({"note": ["", note.strip()]} if note else {}))
    return ranking


def _keep_places(ranking: Ranking, groups: Groups, notes: Mapping[int, str]) -> None:
    known = {row.item_id: row for row in RankedItem.unscoped.filter(ranking=ranking)}
    changed = []
    for place, group in enumerate(groups, start=1):
        for pk in group:
            row = known.get(pk) or RankedItem(ranking=ranking, item_id=pk)
            if row.place != place or notes.get(pk, row.note) != row.note:
                row.place, row.note = place, notes.get(pk, row.note)
                changed.append(row)
    _write(changed, ["place", "note"])


def _write(rows: Iterable[RankedItem], names: list[str]) -> None:
    """New rows and changed ones, two statements at most."""
    fresh: list[RankedItem] = []
    known: list[RankedItem] = []
    for row in rows:
        (fresh if row._state.adding else known).append(row)  # noqa: SLF001 - Django's public word for "not saved yet"
    RankedItem.unscoped.bulk_create(fresh)
    RankedItem.unscoped.bulk_update(known, names, batch_size=500)
