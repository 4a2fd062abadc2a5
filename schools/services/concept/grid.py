"""Writing in the grid of the Medienkompetenzrahmen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import record, set_values
from core.errors import Conflict, DomainError, still_there
from core.fingerprint import fingerprint
from core.parsing import one_line
from schools import framework
from schools.models import CompetenceUse, School
from schools.services.concept.working_copy import ensure_concept, lock_open

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def save_competence_use(
    school: School,
    *,
    competence: str,
    subject: str,
    year_group: int,
    plan: str,
    actor: User,
    use: CompetenceUse | None = None,
    seen: str = "",
) -> CompetenceUse:
    """Add a Vorhaben to the grid, or change `use`, which looked like fingerprint `seen` to its editor.

    Raises DomainError for an unknown competence or a second entry of the same subject and year, Conflict when
    `use` has changed or gone in the meantime.
    """
    locked = lock_open(ensure_concept(school))
    values: dict[str, Any] = {
        "competence": competence,
        "subject": one_line(subject),
        "year_group": year_group,
        "plan": one_line(plan),
    }
    _check_use(school, values)
    current = _current_use(use, seen) if use else CompetenceUse(school=school)
    _refuse_second_use(current, values)
    changes = set_values(current, values)
    if use and not changes:
        return current
    current.save()
    record(actor, "schools.competence_use_saved", locked, changes)
    return current


def _check_use(school: School, values: dict[str, Any]) -> None:
    if values["competence"] not in framework.competences_by_number():
        raise DomainError(framework.unknown_competence())
    if values["year_group"] not in framework.possible_years(school.school_type):
        raise DomainError(_("This school does not teach that year group."))
    if not values["subject"] or not values["plan"]:
        raise DomainError(_("An entry needs a subject and a Vorhaben."))


def _current_use(use: CompetenceUse, seen: str) -> CompetenceUse:
    gone = _("Somebody else has removed this entry. Add it as a new one if it is still needed.")
    current = still_there(CompetenceUse.unscoped.all(), use.pk, gone=gone)
    if seen and fingerprint(current) != seen:
        raise Conflict(
            _("Somebody else has changed this entry to “%(theirs)s”. Nothing was overwritten.")
            % {"theirs": f"{current.subject}, {current.year_group}: {current.plan}"}
        )
    return current


def _refuse_second_use(use: CompetenceUse, values: dict[str, Any]) -> None:
    same = {name: values[name] for name in ("competence", "year_group")}
    others = CompetenceUse.unscoped.filter(school_id=use.school_id, subject__iexact=values["subject"], **same)
    if others.exclude(pk=use.pk).exists():
        raise DomainError(
            _("There is already an entry for this competence, subject and year group. Change that one.")
        )


@transaction.atomic
def remove_competence_use(use: CompetenceUse, *, actor: User) -> None:
    """Take an entry out of the grid. Removing it twice is no error."""
    locked = lock_open(ensure_concept(use.school))
    removed = CompetenceUse.unscoped.filter(pk=use.pk).first()
    if removed:
        record(actor, "schools.competence_use_removed", locked, {"use": [f"{removed}: {removed.plan}", None]})
        removed.delete()
