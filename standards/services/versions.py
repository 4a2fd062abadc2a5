"""A draft is changed freely; adopting it freezes it for ever, and it counts from the day the decision names."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record, set_values
from core.days import day_in_figures, require_not_before, require_past
from core.errors import DomainError, still_there
from core.marks import made_before
from core.parsing import one_line
from equipment.models import EquipmentType
from schools.models import SchoolAuthority
from standards.models import StandardException, StandardRule, StandardVersion

if TYPE_CHECKING:
    from accounts.models import User

RULE = ("type", "quantity", "every", "per", "room_type", "school_types", "year_from", "year_to", "max_age")
EXCEPTION = ("school", "type", "quantity", "reason")
PROPOSAL: tuple[dict[str, Any], ...] = (  # ratios of domain knowledge, each Träger decides on its own
    {"type": "PRES_DISPLAY", "quantity": 1, "per": "room"},
    {"type": "NET_AP", "quantity": 1, "per": "room"},
    {"type": "DEV_TABLET_POOL", "quantity": 15, "every": 2, "per": "class", "year_from": 1, "year_to": 6},
    {"type": "DEV_TABLET_1TO1", "quantity": 1, "per": "pupil", "year_from": 7, "year_to": 13},
    {"type": "DEV_TEACHER", "quantity": 1, "per": "teacher"},
)


@transaction.atomic
def begin_draft(authority: SchoolAuthority, *, actor: User) -> StandardVersion:
    """The open draft, or a new one: a copy of the newest decision, or of the proposal where there is none."""
    SchoolAuthority.unscoped.select_for_update().get(pk=authority.pk)
    versions = StandardVersion.unscoped.filter(authority=authority)
    draft = versions.filter(adopted_at__isnull=True).first()
    if draft:
        return draft
    last = versions.order_by("-number").first()
    number = last.number + 1 if last else 1
    draft = StandardVersion.unscoped.create(
        authority=authority,
        number=number,
        title=_("Equipment standard %(year)s") % {"year": timezone.localdate().year},
    )
    if last:
        _copy(last, draft)
    else:
        types = {one.code: one for one in EquipmentType.objects.active()}
        StandardRule.unscoped.bulk_create(
            StandardRule(version=draft, **(values | {"type": types[values["type"]]}))
            for values in PROPOSAL
            if values["type"] in types
        )
    record(actor, "standards.draft_begun", draft)
    return draft


def _copy(old: StandardVersion, new: StandardVersion) -> None:
    StandardRule.unscoped.bulk_create(
        StandardRule(version=new, **{name: getattr(rule, name) for name in RULE}) for rule in old.rules.all()
    )
    StandardException.unscoped.bulk_create(
        StandardException(version=new, **{name: getattr(one, name) for name in EXCEPTION})
        for one in old.exceptions.all()
    )


@transaction.atomic
def save_rule(
    version: StandardVersion,
    *,
    values: dict[str, Any],
    actor: User,
    rule: StandardRule | None = None,
    submission_id: UUID | None = None,
) -> StandardRule:
    """Add a rule to the draft, or change one of its own. The same submission again finds the rule it made.

    Raises DomainError when the version is no draft.
    """
    _hold_draft(version)
    if rule is None and (known := made_before(StandardRule.unscoped, submission_id, version_id=version.pk)):
        return known
    target = rule or StandardRule(version=version, submission_id=submission_id)
    for name in RULE:
        setattr(target, name, values[name])
    try:
        with transaction.atomic():
            target.save()
    except IntegrityError as error:
        raise DomainError(_("Check the numbers of the rule, and open the form again.")) from error
    record(actor, "standards.rule_saved", version, {"rule": [None, str(target)]})
    return target


@transaction.atomic
def remove_rule(rule: StandardRule, *, actor: User) -> StandardVersion:
    version = _hold_draft(rule.version)
    record(actor, "standards.rule_removed", version, {"rule": [str(rule), None]})
    StandardRule.unscoped.filter(pk=rule.pk).delete()
    return version


@transaction.atomic
def save_exception(version: StandardVersion, *, values: dict[str, Any], actor: User) -> StandardException:
    """One a school and type. Raises DomainError where another one stands already, or the version is no draft."""
    _hold_draft(version)
    if values["school"].authority_id != version.authority_id:
        raise DomainError(_("This school belongs to another school authority."))
    place = {"version": version, "school": values["school"], "type": values["type"]}
    said = {"quantity": values["quantity"], "reason": one_line(values["reason"])}
    made, _new = StandardException.unscoped.get_or_create(**place, defaults=said)
    if (made.quantity, made.reason) != (said["quantity"], said["reason"]):
        raise DomainError(
            _(
                "There is an exception for this already: %(exception)s. Remove it first, then enter the new one."
            )
            % {"exception": made}
        )
    record(actor, "standards.exception_saved", version, {"exception": [None, str(made)]})
    return made


@transaction.atomic
def remove_exception(exception: StandardException, *, actor: User) -> StandardVersion:
    version = _hold_draft(exception.version)
    record(actor, "standards.exception_removed", version, {"exception": [str(exception), None]})
    StandardException.unscoped.filter(pk=exception.pk).delete()
    return version


@transaction.atomic
def discard_draft(version: StandardVersion, *, actor: User) -> SchoolAuthority:
    held = _hold_draft(version)
    authority = held.authority
    record(actor, "standards.draft_discarded", authority, {"title": [held.title, None]})
    StandardVersion.unscoped.filter(pk=held.pk).delete()
    return authority


@transaction.atomic
def adopt(
    version: StandardVersion,
    *,
    title: str,
    body: str,
    decided_on: date,
    paper: str,
    valid_from: date,
    note: str,
    actor: User,
) -> StandardVersion:
    """Freeze the draft by the decision named here; until `valid_from` the version before counts. Twice changes nothing.

    Raises DomainError for a draft without rules, a decision that lies ahead, or one older than the one before it, and
    Conflict when it was thrown away.
    """
    SchoolAuthority.unscoped.select_for_update().get(pk=version.authority_id)
    held = _held(version)
    if held.adopted_at:
        return held
    if not held.rules.exists():
        raise DomainError(_("Add at least one rule before the standard is adopted."))
    if decided_on > timezone.localdate():
        raise DomainError(_("The decision lies ahead. Record it once it was taken."), field="decided_on")
    adopted = StandardVersion.unscoped.filter(authority=held.authority_id, adopted_at__isnull=False)
    last = adopted.order_by("-number").first()
    if last and last.decided_on and decided_on < last.decided_on:
        raise DomainError(_("The version adopted last was decided later than this day."), field="decided_on")
    held.title, held.body, held.paper = one_line(title), one_line(body), one_line(paper)
    held.decided_on, held.valid_from, held.note = decided_on, valid_from, note.strip()
    held.adopted_at, held.adopted_by = timezone.now(), actor
    held.save()
    record(
        actor, "standards.version_adopted", held, {"decision": [None, f"{body} {decided_on} {paper}".strip()]}
    )
    return held


@transaction.atomic
def correct_decision(
    version: StandardVersion, *, body: str, decided_on: date, paper: str, actor: User
) -> dict[str, list[Any]]:
    """Put a slip of the pen right: who decided, when, on which paper; rules and validity stay. Answers what changed.

    Raises DomainError for a draft, and for a day ahead or out of the order of the versions.
    """
    SchoolAuthority.unscoped.select_for_update().get(pk=version.authority_id)
    held = _held(version)
    if not held.adopted_at:
        raise DomainError(_("This version is a draft: nothing was decided yet."))
    require_past(decided_on, field="decided_on")
    others = StandardVersion.unscoped.filter(authority=held.authority_id, adopted_at__isnull=False)
    before = others.filter(number__lt=held.number).order_by("-number").first()
    after = others.filter(number__gt=held.number).order_by("number").first()
    told = _("The version before was decided later, on %(day)s.")
    require_not_before(decided_on, before.decided_on if before else None, told, field="decided_on")
    if after and after.decided_on and decided_on > after.decided_on:
        words = {"day": day_in_figures(after.decided_on)}
        told = _("The version after it was decided earlier, on %(day)s.")
        raise DomainError(told % words, field="decided_on")
    values = {"body": one_line(body), "decided_on": decided_on, "paper": one_line(paper)}
    if changes := set_values(held, values):
        held.save(update_fields=[*changes])
        record(actor, "standards.decision_corrected", held, changes)
    return changes


def _hold_draft(version: StandardVersion) -> StandardVersion:
    """The row under a lock. Raises DomainError when it was adopted, Conflict when it was thrown away."""
    held = _held(version)
    if held.adopted_at:
        raise DomainError(_("This version was adopted and can no longer be changed. Begin a new draft."))
    return held


def _held(version: StandardVersion) -> StandardVersion:
    rows = StandardVersion.unscoped.select_for_update(of=("self",)).select_related("authority")
    return still_there(rows, version.pk, gone=_("Somebody else has thrown this draft away in between."))
