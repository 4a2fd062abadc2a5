"""The answer to a proposal, whatever is proposed: once, and a refusal with a word that the school reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError
from roundtables.models.proposals import Proposal

if TYPE_CHECKING:
    from accounts.models import User

    Kind = TypeVar("Kind", bound=Proposal)


def still_open(proposal: Kind) -> Kind:
    """The row, locked until the transaction ends. Raises DomainError when somebody has answered it."""
    rows: Any = type(proposal)
    stored: Kind = rows.unscoped.select_for_update(of=("self",)).select_related("school").get(pk=proposal.pk)
    if stored.state != Proposal.OPEN:
        raise DomainError(_("Somebody else has already answered this proposal."))
    return stored


@transaction.atomic
def accept(stored: Proposal, *, actor: User, verb: str, **made: Any) -> None:
    """`made` names the column that keeps what came of it, and the row."""
    _answer(stored, Proposal.TAKEN, **made)
    audit.record(actor, verb, stored, {"state": [Proposal.OPEN, Proposal.TAKEN]})


@transaction.atomic
def refuse(proposal: Kind, *, answer: str, actor: User, verb: str) -> Kind:
    """Not now, and why. Raises DomainError without a word, or when somebody has answered it."""
    stored = still_open(proposal)
    if not answer.strip():
        raise DomainError(_("Say in one line why."))
    _answer(stored, Proposal.DECLINED, answer=answer.strip())
    audit.record(actor, verb, stored, {"answer": ["", stored.answer]})
    return stored


def _answer(stored: Proposal, state: str, **columns: Any) -> None:
    said = {"state": state, "answered_at": timezone.now(), **columns}
    for name, value in said.items():
        setattr(stored, name, value)
    stored.save(update_fields=[*said])
