"""A PDF is read in a process of its own: whatever it unpacks to, this one does not grow."""

from __future__ import annotations

import resource
import zlib
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from core import papers
from core.errors import DomainError

MEGABYTE = 1024 * 1024


def packed_pdf(megabytes: int) -> BytesIO:
    """One page whose only dictionary stands in an object stream, before so many blanks."""
    packer = zlib.compressobj(9)
    packed = packer.compress(b"5 0 << /A 1 >> ")
    for _turn in range(megabytes):
        packed += packer.compress(b" " * MEGABYTE)
    packed += packer.flush()
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /X 5 0 R >>",
        b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream"
        % (len(packed), packed),
    ]
    out, rows = BytesIO(), bytes([0, 0, 0, 0, 0, 255])
    out.write(b"%PDF-1.5\n")
    for number, body in enumerate(bodies, start=1):
        rows += b"\1" + out.tell().to_bytes(4, "big") + b"\0"
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    rows += b"\2" + (4).to_bytes(4, "big") + b"\0"
    index = out.tell()
    rows += b"\1" + index.to_bytes(4, "big") + b"\0"
    head = b"<< /Type /XRef /Size 7 /W [1 4 1] /Root 1 0 R /Length %d >>" % len(rows)
    out.write(b"6 0 obj\n%b\nstream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (head, rows, index))
    out.seek(0)
    return out


def pdf_with(change: Any) -> BytesIO:
    document, out = pikepdf.new(), BytesIO()
    document.add_blank_page()
    change(document)
    document.save(out)
    out.seek(0)
    return out


def test_what_unpacks_a_little_is_taken() -> None:
    papers.check_pdf(packed_pdf(1))
    assert papers.count_pages(packed_pdf(1)) == 1


def test_a_bomb_is_refused_and_costs_this_process_nothing() -> None:
    bomb = packed_pdf(600)
    assert len(bomb.getvalue()) < MEGABYTE
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DomainError, match="beschädigt"):
        papers.check_pdf(bomb)
    assert papers.count_pages(bomb) == 0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024  # KB


def test_a_reader_that_comes_to_no_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "PATIENCE", 0.001)
    with pytest.raises(DomainError, match="beschädigt"):
        papers.check_pdf(packed_pdf(1))


def test_a_form_that_may_hold_scripts_is_refused() -> None:
    """Its scripts stand in a stream, where no key names them."""

    def put_form(document: pikepdf.Pdf) -> None:
        form = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=document.make_stream(b"<script>x</script>"))
        document.Root.AcroForm = form

    with pytest.raises(DomainError, match="Skripte"):
        papers.check_pdf(pdf_with(put_form))


def test_an_invoice_with_its_data_inside_is_taken() -> None:
    """ZUGFeRD: the file carries another one, which does nothing by itself."""

    def attach(document: pikepdf.Pdf) -> None:
        document.attachments["factur-x.xml"] = b"<invoice/>"

    papers.check_pdf(pdf_with(attach))
