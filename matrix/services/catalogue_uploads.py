"""A new version of the matrix in the administration: upload, map old to new, take over once."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import Conflict, DomainError, require_seen
from core.problems import FileRefused
from core.uploads import check_upload
from matrix.importers import AspectRow, Reading, read_matrix
from matrix.models import Catalogue, CatalogueUpload
from matrix.services.catalogue import load_catalogue, take_turn, texts_in
from matrix.services.hints import RuleMove, moved_rules
from matrix.services.successions import Forecast, check_plan, forecast, texts_of
from matrix.succession import AspectText, Plan, propose

if TYPE_CHECKING:
    from accounts.models import User

MOST_ASPECTS = 300  # a matrix is something people talk about


@transaction.atomic
def upload_catalogue(
    *, file: Any, label: str, stage_names: tuple[str, ...] = (), actor: User
) -> CatalogueUpload:
    """Keep a sound file with a proposed mapping. Raises FileRefused with all problems of another one."""
    check_upload(file, kinds={"csv"})
    reading = read_matrix(file.read(), stage_names=stage_names)
    if len(reading.rows) > MOST_ASPECTS:
        reading.complain_of_all(
            _("The file holds more than %(most)s aspects. Nobody can rate that many.")
            % {"most": MOST_ASPECTS}
        )
    if reading.problems:
        raise FileRefused(reading.problems)
    current = Catalogue.objects.current().first()
    known = Catalogue.objects.filter(content_hash=reading.content_hash).first()
    if known and known.is_current:
        raise DomainError(_("This matrix is in force already, as “%(version)s”.") % {"version": known})
    if not known and Catalogue.objects.filter(version=label).exists():
        raise DomainError(
            _("A matrix called “%(version)s” already exists with other texts. Choose another name.")
            % {"version": label}
        )
    plan = propose(texts_of(current), texts_in(reading)) if current else Plan({}, {})
    upload = CatalogueUpload.unscoped.create(
        uploaded_by=actor,
        file_name=(file.name or "")[-200:],
        label=known.version if known else label,
        content={"stage_names": reading.stage_names, "rows": [asdict(row) for row in reading.rows]},
        based_on=current,
        plan=plain_plan(plan),
    )
    audit.record(actor, "matrix.catalogue_uploaded", upload, {"file": ["", upload.file_name]})
    return upload


def reading_of(upload: CatalogueUpload) -> Reading:
    rows = [AspectRow(**row | {"stages": tuple(row["stages"])}) for row in upload.content["rows"]]
    return Reading(rows, tuple(upload.content["stage_names"]))


def texts_before_and_after(upload: CatalogueUpload) -> tuple[dict[str, AspectText], dict[str, AspectText]]:
    """All aspects of the version in force at the upload, and of the new one."""
    return texts_of(upload.based_on) if upload.based_on else {}, texts_in(reading_of(upload))


def plain_plan(plan: Plan) -> dict[str, Any]:
    return {
        "successors": {code: list(found) for code, found in plan.successors.items()},
        "stages": {str(stage): after for stage, after in plan.stages.items()},
    }


def plan_of(upload: CatalogueUpload) -> Plan:
    stored = upload.plan
    return Plan(
        {code: tuple(found) for code, found in stored["successors"].items()},
        {int(stage): after for stage, after in stored["stages"].items()},
    )


@transaction.atomic
def save_plan(upload: CatalogueUpload, plan: Plan, *, seen: int, actor: User) -> None:
    """Keep the mapping. `seen` is the version of the mapping that the page showed: Conflict if there is a newer one."""
    check_plan(plan, *texts_before_and_after(upload))
    fresh = CatalogueUpload.unscoped.filter(pk=upload.pk, committed_at__isnull=True, version=seen)
    if not fresh.update(plan=plain_plan(plan), version=F("version") + 1):
        raise Conflict(
            _("Somebody else has changed this mapping in between, or taken it over. Yours is not saved yet.")
        )
    audit.record(actor, "matrix.catalogue_mapped", upload, {"plan": [upload.plan, plain_plan(plan)]})


def preview_upload(upload: CatalogueUpload) -> Forecast:
    """What taking over would do to all answers as they stand now."""
    if not upload.based_on:
        return Forecast()
    return forecast(plan_of(upload), upload.based_on, texts_in(reading_of(upload)))


def preview_rules(upload: CatalogueUpload) -> RuleMove:
    """What taking over would do to the rules of hints."""
    if not upload.based_on:
        return RuleMove()
    known = Catalogue.objects.filter(content_hash=reading_of(upload).content_hash).first()
    return moved_rules(plan_of(upload), upload.based_on, new=known)


def is_overtaken(upload: CatalogueUpload) -> bool:
    """Whether another version than the one this upload was mapped to is in force now."""
    current = Catalogue.objects.current().first()
    return (current.pk if current else None) != upload.based_on_id


@transaction.atomic
def commit_upload(upload: CatalogueUpload, *, seen: int, actor: User) -> Catalogue:
    """Put the new version in force and carry all answers over, once.

    Raises Conflict when it was done already, when the mapping is not the one that was seen, or when another
    version came into force after the upload: then nothing is written.
    """
    take_turn()
    fresh = CatalogueUpload.unscoped.filter(pk=upload.pk, committed_at__isnull=True)
    if not fresh.update(committed_at=timezone.now()):
        raise Conflict(_("This version of the matrix was already taken over."))
    upload.refresh_from_db()
    changed = _("Somebody else has changed the mapping in between. Nothing was written: please look again.")
    require_seen(upload.version, seen, changed=changed)
    if is_overtaken(upload):
        raise Conflict(
            _("Another version of the matrix is in force since this upload. Please upload the file again.")
        )
    reading = reading_of(upload)
    catalogue, _is_new = load_catalogue(reading, version=upload.label, plan=plan_of(upload), actor=actor)
    audit.record(actor, "matrix.catalogue_committed", upload, {"file": ["", upload.file_name]})
    return catalogue
