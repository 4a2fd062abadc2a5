"""Writing what all schools share: equipment types, funding sources, target values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.delimited import named_rows
from core.errors import Conflict, DomainError
from equipment.models import EquipmentType, FundingSource, StockBatch, TargetValues
from equipment.words import plain

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import SchoolAuthority

DATA = Path(__file__).resolve().parent.parent / "data"
TARGETS = ("pupils_per_device", "presentation_share", "wlan_share", "teacher_device_share")


@transaction.atomic
def load_defaults() -> dict[str, int]:
    """Create the types, funding sources and default targets that are missing; change nothing that is there.

    Safe to run again: what an administrator renamed or switched off stays as it is.
    """
    return {
        "types": _add_missing(EquipmentType.objects, _default_types(), "code"),
        "funding_sources": _add_missing(FundingSource.objects, _default_sources(), "code"),
        "targets": _add_missing(
            TargetValues.unscoped.filter(authority=None), _default_targets(), "school_type"
        ),
    }


def _default_types() -> Iterator[EquipmentType]:
    for order, row in enumerate(named_rows(DATA / "equipment_types.csv"), start=1):
        life, counted = row.pop("useful_life"), bool(row.pop("is_counted_only"))
        yield EquipmentType(
            **row, useful_life=int(life) if life else None, order=order * 10, is_counted_only=counted
        )


def _default_sources() -> Iterator[FundingSource]:
    for row in named_rows(DATA / "funding_sources.csv"):
        yield FundingSource(code=row["code"], name=row["name"])


def _default_targets() -> Iterator[TargetValues]:
    for row in named_rows(DATA / "target_values.csv"):
        yield TargetValues(
            school_type=row["school_type"],
            pupils_per_device=Decimal(row["pupils_per_device"]),
            **{name: int(row[name]) for name in TARGETS[1:]},
        )


def _add_missing(there: Any, defaults: Iterable[Any], key: str) -> int:
    """How many were added. What somebody else adds meanwhile, or has under another key, stays as it is."""
    known, before = set(there.values_list(key, flat=True)), there.count()
    missing = [entry for entry in defaults if getattr(entry, key) not in known]
    there.bulk_create(missing, ignore_conflicts=True)
    return int(there.count() - before)


@transaction.atomic
def save_type(type_: EquipmentType, *, actor: User) -> EquipmentType:
    """Store a new or changed type. Raises DomainError for a code or name that another type has.

    What is counted only from now on loses its serial numbers in all stock.
    """
    saved: EquipmentType = _save_entry(type_, EquipmentType, "equipment.type_saved", actor)
    if saved.is_counted_only:
        numbered = StockBatch.unscoped.filter(type=saved).exclude(serials="")
        numbered.update(serials="", version=F("version") + 1, changed_at=timezone.now())
    return saved


def save_funding_source(source: FundingSource, *, actor: User) -> FundingSource:
    """Store a new or changed funding source. Raises DomainError for a code or name that another has."""
    return _save_entry(source, FundingSource, "equipment.funding_source_saved", actor)


@transaction.atomic
def _save_entry(entry: Any, model: Any, verb: str, actor: User) -> Any:
    """Codes and names are one vocabulary: a stock list may use either, so none may mean two things."""
    others = list(model.objects.select_for_update().exclude(pk=entry.pk))
    taken = {plain(word) for other in others for word in (other.code, other.name)}
    for word in (entry.code, entry.name):
        if plain(word) in taken:
            raise DomainError(
                _("“%(word)s” is in the catalogue already. Choose another word.") % {"word": word}
            )
    before = model.objects.filter(pk=entry.pk).values().first() or {}
    entry.save()
    after = model.objects.filter(pk=entry.pk).values().get()
    audit.record(actor, verb, entry, audit.between(before, after))
    return entry


@transaction.atomic
def save_targets(
    authority: SchoolAuthority,
    *,
    school_type: str,
    targets: dict[str, Any],
    version: int | None,
    actor: User,
) -> TargetValues:
    """The Träger's own targets for one school type. `version` None: there was none when the form opened.

    Raises Conflict when somebody saved in between.
    """
    values = {name: targets[name] for name in TARGETS}
    found = TargetValues.unscoped.filter(authority=authority, school_type=school_type)
    before = found.values(*TARGETS).first() or {}
    if version is None:
        saved = _create_targets(authority, school_type, values)
    else:
        if not found.filter(version=version).update(**values, version=version + 1):
            raise Conflict(_targets_conflict())
        saved = found.get()
    audit.record(actor, "equipment.targets_saved", saved, audit.between(before, values))
    return saved


def _create_targets(authority: SchoolAuthority, school_type: str, values: dict[str, Any]) -> TargetValues:
    try:
        with transaction.atomic():
            return TargetValues.unscoped.create(authority=authority, school_type=school_type, **values)
    except IntegrityError as error:
        raise Conflict(_targets_conflict()) from error


def _targets_conflict() -> str:
    return _("Somebody else has changed these targets since you opened them. Nothing was overwritten.")


@transaction.atomic
def reset_targets(authority: SchoolAuthority, *, school_type: str, actor: User) -> None:
    """Back to the portal's default. Without own targets nothing happens."""
    own = TargetValues.unscoped.filter(authority=authority, school_type=school_type).first()
    if own is None:
        return
    audit.record(
        actor,
        "equipment.targets_reset",
        own,
        {name: [audit.plain(getattr(own, name)), None] for name in TARGETS},
    )
    own.delete()
