"""The register in the administration: upload, look, take over once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import Conflict, DomainError
from core.problems import FileRefused, Problem
from core.uploads import check_upload
from schools.importers.register import read_authorities, read_register
from schools.models import RegisterImport
from schools.services.register import Outcome, upsert_register

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def upload_register(
    *, file: Any, authorities_file: Any = None, district: str = "", actor: User
) -> RegisterImport:
    """Keep a sound file for its preview. A file with problems is not kept: FileRefused names all of them."""
    raw, keys = _bytes_of(file), _bytes_of(authorities_file)
    outcome = _run(raw, keys, district=district, dry_run=True)
    upload = RegisterImport.unscoped.create(
        uploaded_by=actor,
        file=file,
        authorities_file=authorities_file or "",
        file_name=file.name[:200],
        file_hash=hashlib.sha256(raw + b"\0" + keys).hexdigest(),
        district=district,
        preview=counts(outcome),
    )
    audit.record(actor, "schools.register_uploaded", upload, {"file": ["", upload.file_name]})
    return upload


def preview_register(upload: RegisterImport) -> Outcome:
    """What the file would do to the schools as they are now. Raises FileRefused like the import itself."""
    return _of_upload(upload, dry_run=True, actor=None)


@transaction.atomic
def commit_register(
    upload: RegisterImport, *, seen: str, accept_missing: bool = False, actor: User
) -> Outcome:
    """Write what the preview showed, once. `seen` is the digest of the preview that the person looked at.

    Raises Conflict when the import was already done or would now write something else than was shown, and
    DomainError when a great share of the open schools is missing and nobody said that this is right.
    """
    fresh = RegisterImport.unscoped.filter(pk=upload.pk, committed_at__isnull=True)
    if not fresh.update(committed_at=timezone.now()):
        raise Conflict(_("This file was already taken over."))
    outcome = _of_upload(upload, dry_run=False, actor=actor)
    if outcome.digest() != seen:
        raise Conflict(
            _("The schools have changed since this preview. Nothing was written: please look again.")
        )
    if outcome.doubtful and not accept_missing:
        raise DomainError(
            _("Many schools are missing in the file. Confirm that this is right; nothing was written.")
        )
    RegisterImport.unscoped.filter(pk=upload.pk).update(preview=counts(outcome))
    audit.record(actor, "schools.register_imported", upload, {"file": ["", upload.file_name]})
    return outcome


def counts(outcome: Outcome) -> dict[str, Any]:
    """The outcome as a page tells it: what the file closes stands apart from what it does not name."""
    return outcome.as_dict() | {"closed": outcome.closed - outcome.missing, "missing": outcome.missing}


def _bytes_of(file: Any) -> bytes:
    if not file:
        return b""
    check_upload(file, kinds={"csv"})
    raw: bytes = file.read()
    file.seek(0)
    return raw


def _stored(file: Any) -> bytes:
    if not file:
        return b""
    with file.open("rb") as source:
        raw: bytes = source.read()
    return raw


def _of_upload(upload: RegisterImport, *, dry_run: bool, actor: User | None) -> Outcome:
    try:
        raw, keys = _stored(upload.file), _stored(upload.authorities_file)
    except OSError as error:
        text = _("The uploaded file is no longer there. Please upload it again.")
        raise FileRefused([Problem(0, "", text)]) from error
    return _run(raw, keys, district=upload.district, dry_run=dry_run, actor=actor)


def _run(raw: bytes, keys: bytes, *, district: str, dry_run: bool, actor: User | None = None) -> Outcome:
    """The page refuses no file for what it lacks: it shows that, and asks before it writes."""
    names = None
    if keys:
        names, problems = read_authorities(keys)
        if problems:
            raise FileRefused(problems)
    return upsert_register(
        read_register(raw),
        authorities=names,
        district=district,
        dry_run=dry_run,
        accept_missing=True,
        actor=actor,
    )
