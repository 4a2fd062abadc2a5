"""The catalogue of programmes, a Träger's grants with their categories, and the calls of funds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.audit import between, record
from core.days import require_not_before, require_past
from core.delimited import named_rows
from core.errors import DomainError
from core.marks import made_before
from core.money import digits
from core.scoping import ScopedModel
from procurement.models import FundCall, Grant, GrantCategory, Programme, ProgrammeCategory

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import SchoolAuthority

DATA = Path(__file__).resolve().parent.parent / "data"
CAPS = ("code", "name", "school_cap", "share_cap", "exempt_types")


@transaction.atomic
def load_programmes() -> int:
    """Create the programmes that are missing, each with its categories; change nothing that is there.

    Safe to run again: what an administrator changed stays as it is. Answers with the number of new programmes.
    """
    categories: dict[str, list[dict[str, str]]] = {}
    for row in named_rows(DATA / "programme_categories.csv"):
        categories.setdefault(row.pop("programme"), []).append(row)
    made = 0
    for row in named_rows(DATA / "programmes.csv"):
        values = {name: value or None for name, value in row.items() if name not in {"facts", "source"}}
        values |= {"facts": row["facts"], "source": row["source"]}
        programme, is_new = Programme.objects.get_or_create(code=values.pop("code"), defaults=values)
        made += is_new
        if is_new:
            ProgrammeCategory.objects.bulk_create(
                ProgrammeCategory(
                    programme=programme,
                    **one | {cap: one[cap] or None for cap in ("school_cap", "share_cap")},
                )
                for one in categories.get(row["code"], [])
            )
    return made


@transaction.atomic
def save_programme(programme: Programme, *, actor: User) -> Programme:
    """Store a new or changed entry of the catalogue."""
    return _save(programme, "procurement.programme_saved", actor)


@transaction.atomic
def save_category(category: ProgrammeCategory, *, actor: User) -> ProgrammeCategory:
    """Store a new or changed category; grants that exist keep what they have."""
    return _save(category, "procurement.programme_category_saved", actor)


@transaction.atomic
def create_grant(authority: SchoolAuthority, *, values: dict[str, Any], actor: User) -> Grant:
    """A Träger takes up a programme; its categories and caps are copied and may then be changed."""
    grant = Grant(authority=authority, **values)
    _check_days(grant)
    if grant.own_share is None:
        grant.own_share = grant.programme.own_share
    _save(grant, "procurement.grant_saved", actor)
    GrantCategory.unscoped.bulk_create(
        GrantCategory(grant=grant, **{name: getattr(one, name) for name in CAPS})
        for one in grant.programme.categories.all()
    )
    return grant


@transaction.atomic
def save_grant(grant: Grant, *, actor: User) -> Grant:
    """Store what the Träger changed. What was charged before keeps the shares that it was charged with."""
    _check_days(grant)
    return _save(grant, "procurement.grant_saved", actor)


def _check_days(grant: Grant) -> None:
    told = _("The proof of use cannot be due before the end of carrying out on %(day)s.")
    require_not_before(grant.prove_by, grant.execute_by, told, field="prove_by")


@transaction.atomic
def save_grant_category(category: GrantCategory, *, actor: User) -> GrantCategory:
    return _save(category, "procurement.grant_category_saved", actor)


@transaction.atomic
def call_funds(
    grant: Grant, *, called_on: date, amount: Decimal, note: str, submission_id: UUID, actor: User
) -> FundCall:
    """Record a call. The same submission sent again answers with the same call.

    Raises DomainError for more than was granted, a day that is still to come, or while the amount is not known.
    """
    held = Grant.unscoped.select_for_update(of=("self",)).get(pk=grant.pk)
    if known := made_before(FundCall.unscoped, submission_id, grant_id=held.pk):
        return known
    require_past(called_on, field="called_on")
    if held.amount is None:
        raise DomainError(_("Enter the granted amount first."))
    left = held.amount - sum((one.amount for one in held.calls.all()), Decimal(0))
    if amount > left:
        words = {"left": digits(left)}
        raise DomainError(_("Only %(left)s € of the grant are not called yet.") % words)
    call = FundCall(grant=held, called_on=called_on, amount=amount, note=note, submission_id=submission_id)
    call.save(force_insert=True)
    record(actor, "procurement.funds_called", call, {"amount": [None, str(amount)]})
    return call


@transaction.atomic
def remove_call(call: FundCall, *, actor: User) -> None:
    """Take a call back that was entered by mistake; the trail keeps it. Twice changes nothing."""
    stored = FundCall.unscoped.select_for_update(of=("self",)).filter(pk=call.pk).first()
    if stored is None:
        return
    record(actor, "procurement.call_removed", stored, {"amount": [str(stored.amount), None]})
    stored.delete()


def _save(row: Any, verb: str, actor: User) -> Any:
    model: Any = type(row)
    rows = model.unscoped if issubclass(model, ScopedModel) else model.objects
    before = rows.filter(pk=row.pk).values().first() or {}
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise DomainError(_("An entry of this kind exists already.")) from error
    after = rows.filter(pk=row.pk).values().get()
    record(actor, verb, row, between(before, after))
    return row
