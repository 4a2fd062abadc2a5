"""The way of an item: every change of state leaves a step that nobody changes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from needs.models import NeedItem, NeedStep
from schools.access import AUTHORITY_ROLES, SCHOOL_ROLES, Role, access_for

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School

RANK = (
    Role.SCHOOL_LEAD,
    Role.SCHOOL_MEMBER,
    Role.AUTHORITY_LEAD,
    Role.AUTHORITY_STAFF,
    Role.AUTHORITY_IT,
)


def office_of(actor: User | None, school: School, *, at_school: bool) -> str:
    """The office in which somebody acts for this side; empty for the portal itself."""
    if actor is None:
        return ""
    access = access_for(actor)
    if at_school:
        held = {role for pk, role in access.schools if pk == school.pk and role in SCHOOL_ROLES}
    else:
        held = {
            role for pk, role in access.authorities if pk == school.authority_id and role in AUTHORITY_ROLES
        }
    return next((role.value for role in RANK if role in held), "")


def write_steps(
    items: Iterable[tuple[NeedItem, str]],
    *,
    reason: str,
    actor: User | None,
    office: str,
    prices: tuple[Decimal | None, Decimal | None] = (None, None),
) -> None:
    """One step for each item, from the state named beside it to the one it has now; one query.

    `prices` of a piece before and after, where the step has changed it.
    """
    said = {"reason": reason, "by": actor, "office": office, "old_price": prices[0], "new_price": prices[1]}
    NeedStep.unscoped.bulk_create(
        NeedStep(item=item, from_state=before, to_state=item.state, **said) for item, before in items
    )
