"""Verwendungsnachweis: the ledger of a grant as document and table, with the invoices, in one ZIP."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import IO, Any

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.exports import Cell, csv_bytes
from core.money import euro
from procurement.models import Grant
from procurement.selectors import Proof, ProofLine, proof_of_use
from reports import wording
from reports.builders.base import Progress, may_read
from reports.models import ReportJob
from schools.models import SchoolAuthority

FIXED = (2000, 1, 1, 0, 0, 0)  # the moment of every entry: the same contents give the same bytes
DOCUMENT, TABLE, INVOICES = "verwendungsnachweis.pdf", "belegliste.csv", "rechnungen"


class ProofOfUse:
    """For the offices of the Träger. What is frozen names the invoices; the ZIP is packed from their files."""

    kind, template_name = "proof", "reports/pdf/proof_of_use.html"

    def permitted(self, job: ReportJob) -> bool:
        return may_read(
            SchoolAuthority, job.authority_id, user=job.requested_by, permission="reports.request_proof"
        )

    def collect(self, job: ReportJob, progress: Progress) -> dict[str, Any]:
        """Raises DomainError when nothing is charged to the grant, or when it is gone."""
        user = job.requested_by
        grants = Grant.visible_to(user).filter(authority=job.authority_id, pk=job.params["grant"])
        grant = grants.select_related("authority", "programme").first()
        proof = proof_of_use(user=user, grant=grant) if grant else None
        if grant is None or proof is None or not proof.lines:
            raise DomainError(_("Nothing is charged to this grant, so there is nothing to prove."))
        progress(40)
        today = timezone.localdate()
        papers = _papers(proof.lines)
        rows = [_row(number, line, papers) for number, line in enumerate(proof.lines, start=1)]
        return {
            "title": _("Proof of use"),
            "subject": str(grant.authority),
            "as_of": today.isoformat(),
            "as_of_text": wording.day(today),
            "grant": str(grant),
            "facts": _facts(grant, proof),
            "categories": _categories(proof),
            "rows": rows,
            "sums": [euro(proof.money.amount), euro(proof.money.funded), euro(proof.money.own)],
            "missing": [row["number"] for row in rows if not row["paper"]],
            "papers": [[name, file] for file, name in papers.values() if file],
        }

    def pack(self, snapshot: dict[str, Any], document: bytes, target: IO[bytes]) -> None:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_entry(DOCUMENT), document)
            archive.writestr(_entry(TABLE), table_of(snapshot))
            for name, file in snapshot["papers"]:
                _add_paper(archive, name, file)


def _add_paper(archive: zipfile.ZipFile, name: str, file: str) -> None:
    """Piece by piece from the storage: a scanned invoice may have megabytes."""
    try:
        with default_storage.open(file, "rb") as source, archive.open(_entry(name), "w") as place:
            shutil.copyfileobj(source, place, 64 * 1024)
    except FileNotFoundError as error:
        told = _("The file of an invoice was replaced in between. Please ask for the proof of use again.")
        raise DomainError(told) from error


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, FIXED)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _papers(lines: list[ProofLine]) -> dict[int, tuple[str, str]]:
    """Invoice pk -> (stored name or nothing, name in the ZIP), numbered in the order of the lines.

    The name holds only letters, digits and hyphens of the invoice's number, whatever somebody typed there.
    """
    found: dict[int, tuple[str, str]] = {}
    for line in lines:
        if line.invoice_id not in found:
            number = slugify(line.invoice)[:40] or "rechnung"
            suffix = PurePath(line.file).suffix
            found[line.invoice_id] = (line.file, f"{INVOICES}/{len(found) + 1:03d}-{number}{suffix}")
    return found


def _row(number: int, line: ProofLine, papers: dict[int, tuple[str, str]]) -> dict[str, Any]:
    file, name = papers[line.invoice_id]
    return {
        "number": number,
        "category": line.category,
        "school_number": line.school_number,
        "school": line.school,
        "what": line.what,
        "pieces": line.pieces,
        "supplier": line.supplier,
        "order": line.order,
        "invoice": line.invoice,
        "invoiced_on": line.invoiced_on.isoformat(),
        "invoiced_text": wording.day(line.invoiced_on),
        "amounts": [str(line.amount), str(line.funded), str(line.own)],
        "amount_texts": [euro(line.amount), euro(line.funded), euro(line.own)],
        "because": "; ".join(filter(None, [line.section, line.competence, line.plan])),
        "section": line.section,
        "competence": line.competence,
        "plan": line.plan,
        "reason": line.reason,
        "paper": name if file else "",
    }


def table_of(snapshot: dict[str, Any]) -> bytes:
    """The list of items as CSV, from what was frozen."""
    header = [
        _("No."),
        _("Category"),
        _("School number"),
        _("School"),
        _("What was bought"),
        _("Pieces"),
        _("Supplier"),
        _("Order number"),
        _("Invoice number"),
        _("Invoice date"),
        _("Amount in euro, gross"),
        _("Funded in euro"),
        _("Own share in euro"),
        _("Section of the Medienkonzept"),
        _("Competence of the Medienkompetenzrahmen"),
        _("Vorhaben"),
        _("Reason for the charge"),
        _("Paper in this package"),
    ]
    return csv_bytes(header, _cells(snapshot["rows"]))


def _cells(rows: list[dict[str, Any]]) -> Iterator[list[Cell]]:
    plain = ("category", "school_number", "school", "what", "pieces", "supplier", "order", "invoice")
    texts = ("section", "competence", "plan", "reason", "paper")
    for row in rows:
        amounts = [Decimal(one) for one in row["amounts"]]
        day = date.fromisoformat(row["invoiced_on"])
        yield [row["number"], *(row[name] for name in plain), day, *amounts, *(row[name] for name in texts)]


def _facts(grant: Grant, proof: Proof) -> list[list[str]]:
    money, share = proof.money, grant.own_share
    rest = money.rest
    return [
        [_("Funding programme"), str(grant.programme)],
        [_("File number"), grant.file_number],
        [_("Own share"), "" if share is None else f"{wording.number(share)} %"],
        [_("Granted"), "" if money.granted is None else euro(money.granted)],
        [_("Called"), euro(money.called)],
        [_("Spent, gross"), euro(money.amount)],
        [_("Funded part"), euro(money.funded)],
        [_("Own share in euro"), euro(money.own)],
        [_("Rest of the grant"), "" if rest is None else euro(rest)],
        [_("Carry out by"), wording.day(grant.execute_by)],
        [_("Proof of use by"), wording.day(grant.prove_by)],
    ]


def _categories(proof: Proof) -> list[list[str]]:
    """Sums by category, as the lines come."""
    sums: dict[str, list[Decimal]] = {}
    for line in proof.lines:
        found = sums.setdefault(line.category or _("without a category"), [Decimal(0)] * 3)
        for at, amount in enumerate((line.amount, line.funded, line.own)):
            found[at] += amount
    return [[name, *map(euro, amounts)] for name, amounts in sums.items()]
