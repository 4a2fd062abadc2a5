"""Writing assumptions and scenarios: never over somebody else's change, always with a trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import plain, record, record_many
from core.errors import Conflict, DomainError, still_there
from core.marks import made_before
from core.parsing import one_line
from forecast.changes import checked
from forecast.models import BindingPeriod, FollowUpCost, Scenario
from forecast.scenarios import frozen_answer

if TYPE_CHECKING:
    from decimal import Decimal

    from accounts.models import User
    from schools.models import SchoolAuthority

FIELDS = ("name", "base_year", "note", "changes")


def save_follow_up(
    authority: SchoolAuthority,
    *,
    changes: Mapping[tuple[int, str], tuple[Decimal | None, Decimal | None]],
    actor: User,
) -> int:
    """(Type pk, kind) -> (amount seen, amount wanted), None for none. Raises Conflict; returns how many changed."""
    return _save_numbers(
        FollowUpCost,
        authority,
        changes,
        key=("type_id", "kind"),
        column="amount",
        verb="forecast.follow_up_changed",
        actor=actor,
    )


def save_bindings(
    authority: SchoolAuthority, *, changes: Mapping[int, tuple[int | None, int | None]], actor: User
) -> int:
    """Source pk -> (years the editor saw, years wanted), None for none. Raises Conflict; returns how many changed."""
    return _save_numbers(
        BindingPeriod,
        authority,
        {(pk,): pair for pk, pair in changes.items()},
        key=("source_id",),
        column="years",
        verb="forecast.binding_changed",
        actor=actor,
    )


@transaction.atomic
def _save_numbers(
    model: Any,
    authority: SchoolAuthority,
    changes: Mapping[tuple[Any, ...], tuple[Any, Any]],
    *,
    key: tuple[str, ...],
    column: str,
    verb: str,
    actor: User,
) -> int:
    found = model.unscoped.select_for_update().filter(
        authority=authority, **{f"{key[0]}__in": {one[0] for one in changes}}
    )
    rows = {tuple(getattr(row, name) for name in key): row for row in found}
    told: list[tuple[Any, dict[str, Any]]] = []
    for named, (seen, wanted) in changes.items():
        row = rows.get(named)
        stored = getattr(row, column) if row else None
        if stored not in (seen, wanted):
            raise Conflict(_("Somebody else has changed one of these numbers in between. Nothing was saved."))
        if stored != wanted:
            row = row or model(authority=authority, version=0, **dict(zip(key, named, strict=True)))
            _set_number(row, column, wanted)
            told.append((row, {column: [plain(stored), plain(wanted)]}))
    record_many(actor, verb, told)
    return len(told)


def _set_number(row: Any, column: str, wanted: Any) -> None:
    if wanted is None:
        kept = row.pk
        row.delete()
        row.pk = kept  # the trail names the row that went
        return
    setattr(row, column, wanted)
    row.version += 1
    row.save()


# --- scenarios -------------------------------------------------------------------------------------------------


@transaction.atomic
def create_scenario(
    authority: SchoolAuthority, *, values: dict[str, Any], submission_id: UUID, actor: User
) -> Scenario:
    """A new one, not shared. The same submission sent again answers with what it made. Raises DomainError."""
    if known := made_before(Scenario.unscoped, submission_id, authority_id=authority.pk):
        return known
    scenario = Scenario(authority=authority, submission_id=submission_id, **_tidy(values))
    try:
        with transaction.atomic():
            scenario.save(force_insert=True)
            record(actor, "forecast.scenario_created", scenario, {"name": [None, scenario.name]})
    except IntegrityError as error:
        raise DomainError(_name_taken()) from error
    return scenario


def change_scenario(scenario: Scenario, *, values: dict[str, Any], version: int, actor: User) -> Scenario:
    """Raises Conflict when somebody saved since `version`, DomainError for a name that is taken."""
    before = Scenario.unscoped.get(pk=scenario.pk)
    clean = _tidy(values)
    try:
        with transaction.atomic():
            _write(scenario, version, clean)
            changes = {n: [getattr(before, n), v] for n, v in clean.items() if getattr(before, n) != v}
            if changes:
                record(actor, "forecast.scenario_changed", scenario, changes)
    except IntegrityError as error:
        raise DomainError(_name_taken()) from error
    return Scenario.unscoped.get(pk=scenario.pk)


def copy_scenario(scenario: Scenario, *, actor: User) -> Scenario:
    """The same assumptions under a free name, not shared."""
    names = set(Scenario.unscoped.filter(authority=scenario.authority_id).values_list("name", flat=True))
    tries = (
        _("%(name)s (copy %(number)s)") % {"name": scenario.name[:60], "number": n} for n in range(1, 1000)
    )
    name = next(one for one in tries if one not in names)
    copy = Scenario(
        authority_id=scenario.authority_id,
        name=name,
        base_year=scenario.base_year,
        note=scenario.note,
        changes=scenario.changes,
    )
    try:
        with transaction.atomic():
            copy.save(force_insert=True)
            record(actor, "forecast.scenario_created", copy, {"copy_of": [None, scenario.name]})
    except IntegrityError as error:
        raise DomainError(_name_taken()) from error
    return copy


@transaction.atomic
def share_scenario(scenario: Scenario, *, actor: User, against: Scenario | None = None) -> Scenario:
    """Freeze today's answer and let those read it who sit at a table with the Träger. Again: with newer numbers.

    `against`: another scenario of the Träger instead of its plan. Raises Conflict when one of them is gone.
    """
    held = _held(scenario)
    other = _held(against) if against else None
    held.shown, held.shown_at = frozen_answer(held, user=actor, against=other), timezone.now()
    held.save(update_fields=["shown", "shown_at"])
    record(actor, "forecast.scenario_shared", held)
    return held


@transaction.atomic
def unshare_scenario(scenario: Scenario, *, actor: User) -> Scenario:
    """Back to the offices alone. Twice changes nothing. Raises Conflict when it is gone."""
    held = _held(scenario)
    if held.shown_at:
        held.shown = held.shown_at = None
        held.save(update_fields=["shown", "shown_at"])
        record(actor, "forecast.scenario_withdrawn", held)
    return held


@transaction.atomic
def delete_scenario(scenario: Scenario, *, actor: User) -> None:
    """Raises Conflict when it is gone already."""
    held = _held(scenario)
    record(actor, "forecast.scenario_deleted", held, {n: [getattr(held, n), None] for n in FIELDS})
    held.delete()


def _held(scenario: Scenario) -> Scenario:
    """As it stands now, locked until the transaction ends."""
    rows = Scenario.unscoped.select_for_update(of=("self",)).select_related("authority")
    return still_there(rows, scenario.pk, gone=_("Somebody else has deleted this scenario in between."))


def _write(scenario: Scenario, version: int, values: dict[str, Any]) -> None:
    """One conditional UPDATE is lock and comparison at once."""
    found = Scenario.unscoped.filter(pk=scenario.pk, version=version)
    if not found.update(**values, version=version + 1, changed_at=timezone.now()):
        raise Conflict(
            _("Somebody else has changed this scenario since you opened it. Nothing was overwritten.")
        )


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    try:
        changes = checked(values["changes"])
    except ValueError as error:
        raise DomainError(_("These assumptions cannot be reckoned with.")) from error
    return {
        "name": one_line(values["name"]),
        "base_year": values["base_year"],
        "note": values["note"].strip(),
        "changes": changes,
    }


def _name_taken() -> str:
    return _("There is a scenario of this name already.")
