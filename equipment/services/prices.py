"""Writing a Träger's price list and useful lives: never over somebody else's change, always with a trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.audit import between, record, record_many
from core.errors import Conflict, DomainError
from core.marks import made_before
from core.parsing import one_line
from equipment.models import EquipmentType, PriceEntry, UsefulLife

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import SchoolAuthority

FIELDS = ("type", "product", "supplier", "contract", "price", "vat_rate", "valid_from", "valid_until")


@transaction.atomic
def add_price(
    authority: SchoolAuthority, *, values: dict[str, Any], submission_id: UUID, actor: User
) -> PriceEntry:
    """A new line of the price list. Raises DomainError where this product has a price from this day already.

    The same submission sent again answers with the line that it made.
    """
    if known := made_before(PriceEntry.unscoped, submission_id, authority_id=authority.pk):
        return known
    entry = PriceEntry(authority=authority, submission_id=submission_id, **_tidy(values))
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
            record(actor, "equipment.price_added", entry, _told({}, entry))
    except IntegrityError as error:
        raise DomainError(_twice()) from error
    return entry


def change_price(entry: PriceEntry, *, values: dict[str, Any], version: int, actor: User) -> PriceEntry:
    """Change a line that looked like `version` to its editor; orders keep the price they were placed at.

    Raises Conflict when somebody saved in between.
    """
    before = PriceEntry.unscoped.select_related("type").get(pk=entry.pk)
    old = {name: getattr(before, name) for name in FIELDS}
    try:
        with transaction.atomic():
            found = PriceEntry.unscoped.filter(pk=entry.pk, version=version)
            if not found.update(**_tidy(values), version=version + 1):
                raise Conflict(
                    _("Somebody else has changed this price since you opened it. Nothing was overwritten.")
                )
            after = PriceEntry.unscoped.select_related("type").get(pk=entry.pk)
            if changes := _told(old, after):
                record(actor, "equipment.price_changed", after, changes)
    except IntegrityError as error:
        raise DomainError(_twice()) from error
    return after


@transaction.atomic
def delete_price(entry: PriceEntry, *, actor: User) -> None:
    """Orders hold what they were placed at, so nothing depends on a line; the trail keeps what it said."""
    record(actor, "equipment.price_deleted", entry, _told({}, entry))
    entry.delete()


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    texts = {name: one_line(values[name]) for name in ("product", "supplier", "contract") if name in values}
    return values | texts


def _told(old: dict[str, Any], entry: PriceEntry) -> dict[str, list[Any]]:
    return between(old, {name: getattr(entry, name) for name in FIELDS})


def _twice() -> str:
    return _("This product of this supplier has a price from this day on already.")


@transaction.atomic
def save_lives(
    authority: SchoolAuthority, *, changes: Mapping[int, tuple[int | None, int | None]], actor: User
) -> int:
    """Set useful lives: type pk -> (years the editor saw, years wanted), None for "not planned".

    Where a type is wanted as the catalogue has it, the own value goes. Raises Conflict when one of these types is
    no longer what the editor saw. Returns how many were changed.
    """
    types = {one.pk: one for one in EquipmentType.objects.filter(pk__in=changes)}
    own = {
        row.type_id: row
        for row in UsefulLife.unscoped.select_for_update().filter(authority=authority, type__in=types)
    }
    told: list[tuple[UsefulLife, dict[str, Any]]] = []
    for pk, (seen, wanted) in changes.items():
        row = own.get(pk)
        stored = row.years if row else types[pk].useful_life
        if stored not in (seen, wanted):
            raise Conflict(
                _("Somebody else has changed the useful life of “%(type)s” in between. Nothing was saved.")
                % {"type": types[pk]}
            )
        if stored != wanted:
            told.append((_set_life(authority, types[pk], row, wanted), {"years": [stored, wanted]}))
    record_many(actor, "equipment.life_changed", told)
    return len(told)


def _set_life(
    authority: SchoolAuthority, type_: EquipmentType, row: UsefulLife | None, wanted: int | None
) -> UsefulLife:
    row = row or UsefulLife(authority=authority, type=type_, version=0)
    row.years, row.version = wanted, row.version + 1
    if wanted != type_.useful_life:
        row.save()
    elif row.pk:
        kept = row.pk
        row.delete()
        row.pk = kept  # the trail names the row that went
    return row
