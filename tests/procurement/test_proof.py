"""The proof of use: sums of the page, names that are safe, the same bytes for the same contents, and small memory."""

from __future__ import annotations

import csv
import io
import tracemalloc
import zipfile
from datetime import timedelta
from decimal import Decimal
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.errors import DomainError
from core.parsing import parse_decimal
from procurement.models import Grant, Invoice
from procurement.selectors import ledger, proof_of_use
from procurement.services import funding, invoices
from procurement.services.ledger import charge, discharge
from reports import services
from reports.builders.proof_of_use import ProofOfUse
from reports.models import ReportJob
from tests.pdf_checks import assert_accessible
from tests.permissions.marks import pdf_saying
from tests.procurement.conftest import announced, bill, budgeted, confirmed, line_of, ordered, price
from tests.procurement.test_funding import granted
from tests.reports.test_builders import pdf_text
from tests.world import World


@pytest.fixture(autouse=True)
def catalogue(db: None) -> None:
    funding.load_programmes()


def proved(world: World, reason: str = "") -> Grant:
    """Two deliveries with awkward cents and awkward names, charged to one grant; one invoice has its file."""
    price(world, product="=Tablet, 10 Zoll")
    grant, line = granted(world), line_of(ordered(world, budgeted(world, quantity=10)))
    for number, count, amount in (("../../R 1", 3, "333.33"), ("=2+2", 7, "499.68")):
        delivery = confirmed(world, announced(world, line, count, bill(number, amount)))
        charge(grant, [(delivery, delivery.version)], category=None, reason=reason, actor=world.user("staff"))
    attach(world, Invoice.unscoped.get(number="../../R 1"), pdf_saying("Rechnung eins"))
    return grant


def attach(world: World, invoice: Invoice, content: bytes) -> Invoice:
    file = SimpleUploadedFile("r.pdf", content)
    return invoices.attach_file(invoice, file, actor=world.user("staff"))


def asked(world: World, grant: Grant, actor: str = "staff") -> ReportJob:
    return services.request_report(
        world.authority, actor=world.user(actor), kind="proof", params={"grant": grant.pk}
    )


def made(world: World, grant: Grant, actor: str = "staff") -> ReportJob:
    job = asked(world, grant, actor)
    services.perform(job.pk)
    return ReportJob.unscoped.get(pk=job.pk)


def package(job: ReportJob) -> zipfile.ZipFile:
    with job.file.open("rb") as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def table(archive: zipfile.ZipFile) -> list[dict[str, str]]:
    text = archive.read("belegliste.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def total(rows: list[dict[str, str]], column: str) -> Decimal:
    return sum((parse_decimal(row[column]) or Decimal(0) for row in rows), Decimal(0))


def test_the_package_holds_document_table_and_invoices(world: World) -> None:
    grant = proved(world)
    archive = package(made(world, grant))
    assert archive.namelist() == ["verwendungsnachweis.pdf", "belegliste.csv", "rechnungen/001-r-1.pdf"]
    assert all(".." not in PurePosixPath(name).parts for name in archive.namelist())
    with Invoice.unscoped.get(number="../../R 1").file.open("rb") as kept:
        assert archive.read("rechnungen/001-r-1.pdf") == kept.read()
    document = archive.read("verwendungsnachweis.pdf")
    assert_accessible(document)
    text = " ".join(pdf_text(document).split())
    words = (
        "990012 Grundschule Am Anger",
        "4.497,75 €",
        "449,78 €",
        "rechnungen/001-r-1.pdf",
        "keine Datei bei: 2",
    )
    assert [word for word in words if word not in text] == []


def test_both_tables_of_the_document_end_with_the_sums_of_the_page(world: World) -> None:
    document = package(made(world, proved(world))).read("verwendungsnachweis.pdf")
    *_before, categories, items = " ".join(pdf_text(document).split()).split("Zusammen")
    sums = "4.497,75 € 4.047,97 € 449,78 €".replace(" ", "")
    for text in (categories, items):
        assert "".join(text.split()).startswith(sums)


def test_the_page_names_invoices_without_a_file_before_the_package_is_made(world: World) -> None:
    grant, desk = proved(world), world.client_for("staff")
    page = reverse("procurement:grant_detail", args=[grant.pk])
    first, second = (Invoice.unscoped.get(number=number) for number in ("../../R 1", "=2+2"))
    html = desk.get(page).content.decode()
    assert "1 Rechnung liegt noch nicht als Datei vor" in html
    assert reverse("procurement:invoice_upload", args=[second.pk]) in html
    assert reverse("procurement:invoice_upload", args=[first.pk]) not in html
    attach(world, second, pdf_saying("Rechnung zwei"))
    assert "noch nicht als Datei vor" not in desk.get(page).content.decode()


def test_the_document_speaks_of_invoices_beside_it_only_where_there_are_some(world: World) -> None:
    def says(grant: Grant) -> bool:
        document = package(made(world, grant)).read("verwendungsnachweis.pdf")
        return "Die Rechnungen liegen neben diesem Dokument" in " ".join(pdf_text(document).split())

    grant = proved(world)
    assert says(grant)
    Invoice.unscoped.update(file="", file_name="")
    assert not says(grant)


def test_sums_are_those_of_the_page(world: World) -> None:
    grant = proved(world)
    rows, money = table(package(made(world, grant))), ledger(user=world.user("staff"), grant=grant).money
    sums = [
        total(rows, name) for name in ("Betrag in Euro, brutto", "Gefördert in Euro", "Eigenanteil in Euro")
    ]
    assert sums == [money.amount, money.funded, money.own] == [
        Decimal("4497.75"),
        Decimal("4047.97"),
        Decimal("449.78"),
    ]  # fmt: skip
    assert money == proof_of_use(user=world.user("staff"), grant=grant).money


def test_the_table_computes_nothing_and_says_why_it_was_bought(world: World) -> None:
    rows = table(package(made(world, proved(world))))
    assert {row["Was gekauft wurde"][:2] for row in rows} == {"'="}
    assert {row["Rechnungsnummer"] for row in rows} == {"../../R 1", "'=2+2"}
    assert {row["Abschnitt des Medienkonzepts"][:2] for row in rows} == {"3 "}
    assert {row["Schulnummer"] for row in rows} == {"990012"}


def test_a_reason_stands_in_document_and_table_where_no_limit_is_passed(world: World) -> None:
    archive = package(made(world, proved(world, reason="Erste Rate")))
    assert {row["Begründung der Zuordnung"] for row in table(archive)} == {"Erste Rate"}
    assert "Erste Rate" in " ".join(pdf_text(archive.read("verwendungsnachweis.pdf")).split())


def test_the_same_contents_give_the_same_bytes(world: World) -> None:
    grant = proved(world)
    builder, job = ProofOfUse(), asked(world, grant)
    snapshot = builder.collect(job, lambda _percent: None)
    packed = []
    for _attempt in range(2):
        target = io.BytesIO()
        builder.pack(snapshot, b"%PDF-", target)
        packed.append(target.getvalue())
    assert packed[0] == packed[1]
    first = made(world, grant)
    again = made(world, grant)
    assert first.file.name == again.file.name  # nothing has changed: the file that is there


def test_large_invoices_do_not_stand_in_memory(world: World) -> None:
    grant = proved(world)
    invoice = Invoice.unscoped.get(number="../../R 1")
    with invoice.file.storage.open(invoice.file.name, "wb") as file:
        file.write(b"x" * 9 * 1024 * 1024)
    builder, job = ProofOfUse(), asked(world, grant)
    snapshot = builder.collect(job, lambda _percent: None)
    snapshot["papers"] *= 5
    snapshot["papers"] = [[f"{at}.pdf", file] for at, (_name, file) in enumerate(snapshot["papers"])]
    with TemporaryFile() as target:
        tracemalloc.start()
        builder.pack(snapshot, b"%PDF-", target)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 2 * 1024 * 1024


def test_a_replaced_invoice_is_told(world: World) -> None:
    grant = proved(world)
    builder, job = ProofOfUse(), asked(world, grant)
    snapshot = builder.collect(job, lambda _percent: None)
    snapshot["papers"][0][1] = "invoices/weg.pdf"
    with pytest.raises(DomainError, match="ersetzt"):
        builder.pack(snapshot, b"%PDF-", io.BytesIO())


def test_nothing_charged_is_nothing_to_prove(world: World) -> None:
    grant = proved(world)
    for row in ledger(user=world.user("staff"), grant=grant).lines:
        discharge(row, actor=world.user("staff"))
    job = made(world, grant)
    assert (job.state, "nichts nachzuweisen" in job.error) == ("failed", True)


def test_the_offices_alone_ask_and_read(world: World) -> None:
    grant = proved(world)
    address = reverse("reports:proof_request", args=[grant.pk])
    codes = {
        actor: world.client_for(actor).post(address).status_code
        for actor in ("staff", "head", "it", "lead_a", "staff_c", "admin")
    }
    assert codes == {"staff": 302, "head": 302, "it": 404, "lead_a": 404, "staff_c": 404, "admin": 404}
    asked_for = ReportJob.unscoped.filter(requested_by=world.user("staff")).get()
    assert (
        str(asked_for) == f"Verwendungsnachweis (ZIP) {grant}, {world.authority}"
    )  # there are several grants
    job = made(world, grant)
    file = reverse("reports:report_download", args=[job.pk])
    given: Any = world.client_for("head").get(file)
    assert (given["Content-Type"], b"".join(given.streaming_content)[:2]) == ("application/zip", b"PK")
    assert ".zip" in given["Content-Disposition"]
    assert "verwendungsnachweis-" in given["Content-Disposition"]
    assert "-zip-" not in given["Content-Disposition"]
    assert world.client_for("it").get(file).status_code == 404
    refused = made(world, grant, "it")
    assert refused.state == "denied"


def test_files_that_no_report_names_go_after_a_day(world: World, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path  # elsewhere lie the files of other tests
    job = made(world, proved(world))
    storage = job.file.storage
    stray = storage.save("reports/stray.zip", ContentFile(b"PK"))
    now = timezone.now()
    assert services.remove_strays(before=now - timedelta(days=1)) == 0
    assert services.remove_strays(before=now + timedelta(minutes=1)) == 1
    assert (storage.exists(stray), storage.exists(job.file.name)) == (False, True)


def test_the_list_of_reports_says_that_the_package_is_a_zip(world: World) -> None:
    job = made(world, proved(world))
    page = world.client_for("staff").get(reverse("reports:report_list")).content.decode()
    assert f">{job} herunterladen</a>" in page
    assert "(ZIP)" in str(job)
    assert "(PDF)" not in page
