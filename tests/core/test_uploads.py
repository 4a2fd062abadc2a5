"""Files from outside: a small corpus of what people and attackers upload."""

import io
import tracemalloc
import zipfile
from typing import Any

import openpyxl
import openpyxl.xml
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import uploads
from core.errors import DomainError
from core.uploads import check_upload, read_table

HEADER = "Schulnummer;Ort\r\n"


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def workbook(rows: list[Any]) -> bytes:
    book: Any = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def repacked(content: bytes, **changes: bytes) -> bytes:
    """The same workbook with some of its parts replaced or added."""
    parts = {part.replace("__", "/"): text for part, text in changes.items()}
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            key = name.removesuffix(".xml")
            new.writestr(name, parts.pop(key, b"") or old.read(name))
        for name, text in parts.items():
            new.writestr(name, text)
    return target.getvalue()


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(DomainError) as caught:
        read_table(upload(name, content))
    return str(caught.value)


# --- text ---


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ((HEADER + "990012;Gütersloh").encode(), "utf-8-sig"),
        ((HEADER + "990012;Gütersloh").encode("utf-8-sig"), "utf-8-sig"),
        ((HEADER + "990012;Gütersloh").encode("cp1252"), "cp1252"),
        ((HEADER + "990012;Gütersloh").encode("utf-16"), "utf-16"),
    ],
)
def test_encodings_are_found_and_named(content, encoding):
    table = read_table(upload("a.csv", content))
    assert table.encoding == encoding
    assert table.rows == [(2, {"Schulnummer": "990012", "Ort": "Gütersloh"})]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_delimiters_are_found(delimiter):
    lines = [delimiter.join(["a", '"b;,"', "c"]), delimiter.join("123")]
    table = read_table(upload("a.csv", "\n".join(lines).encode()))
    assert table.delimiter == delimiter
    assert table.header == ("a", "b;,", "c")
    assert table.rows == [(2, {"a": "1", "b;,": "2", "c": "3"})]


def test_sep_line_empty_lines_and_trailing_delimiter_keep_line_numbers():
    table = read_table(upload("a.csv", b'sep=;\r\na;b;\r\n"1";"zwei\r\nZeilen";\r\n\r\n;;\r\n3;4;\r\n'))
    assert table.header == ("a", "b")
    assert table.rows == [(3, {"a": "1", "b": "zwei\r\nZeilen"}), (7, {"a": "3", "b": "4"})]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "ist leer"),
        (b"\n\n;;\n", "keine Zeilen"),
        (b"a;b\n1;2;3\n", "Zeile 2"),
        (b'a;b\n1;2\n3;"4\n5;6\n', "Zeile 3"),
        (b"a;a\n1;2\n", "„a“"),
        (b"a;b\n\x00\x01;\xff\n", "nicht als Text lesbar"),
        (b"a;b\n\x81;1\n", "nicht als Text lesbar"),
        (b"%PDF-1.7 and so on", "Endung"),
        (b"\xd0\xcf\x11\xe0 old excel", "altes oder geschütztes Excel"),
        (b";".join(b"c%d" % n for n in range(61)) + b"\n1", "60 Spalten"),
        (b"a\n" + b"1\n" * 5001, "5.000 Zeilen"),
    ],
)
def test_broken_text_is_refused_with_place_and_remedy(content, says):
    assert says in refusal("a.csv", content)


def test_limits_are_inclusive():
    assert len(read_table(upload("a.csv", b"a\n" + b"1\n" * 5000)).rows) == 5000
    assert len(read_table(upload("a.csv", b";".join(b"c%d" % n for n in range(60)))).header) == 60


# --- kinds ---


def test_oversized_file_is_refused(settings):
    settings.UPLOAD_LIMIT = 1024 * 1024
    assert "1 MB" in refusal("a.csv", b"a" * (1024 * 1024 + 1))


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Konzept.PDF", b"%PDF-1.7\n", "pdf"),
        ("a.jpeg", b"\xff\xd8\xff\xe0", "jpg"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "png"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBP", "webp"),
        ("a.txt", b"text", "csv"),
    ],
)
def test_kind_is_named(name, content, kind):
    file = upload(name, content)
    assert check_upload(file, kinds={"pdf", "jpg", "png", "webp", "csv"}) == kind
    assert file.read() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"<html>"),
        ("a.png", b"\xff\xd8\xff\xe0"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WAVE"),
        ("a.svg", b"<svg/>"),
        ("a.exe", b"MZ"),
        ("a", b"text"),
        ("a.csv", b"PK\x03\x04"),
    ],
)
def test_disguised_file_is_refused(name, content):
    with pytest.raises(DomainError):
        check_upload(upload(name, content), kinds={"pdf", "jpg", "png", "webp", "csv", "xlsx"})


# --- workbooks ---


def test_workbook_reads_like_the_csv():
    rows = [
        ["Schulnummer", "Ort", "Zahl", "Preis"],
        ["990012", "Gütersloh", 28, 12.5],
        [990024, None, 28.0, "1.234,50"],
    ]
    table = read_table(upload("a.xlsx", workbook(rows)))
    assert table.header == ("Schulnummer", "Ort", "Zahl", "Preis")
    assert table.rows == [
        (2, {"Schulnummer": "990012", "Ort": "Gütersloh", "Zahl": "28", "Preis": "12,5"}),
        (3, {"Schulnummer": "990024", "Ort": "", "Zahl": "28", "Preis": "1.234,50"}),
    ]


def test_zip_bomb_is_refused_before_unpacking():
    bomb = repacked(workbook([["a"]]), xl__bomb=b"\0" * (120 * 1024 * 1024))
    assert len(bomb) < 300_000
    tracemalloc.start()
    message = refusal("a.xlsx", bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "entpackt" in message
    assert peak < 10 * 1024 * 1024


def test_many_entries_and_nested_archives_are_refused():
    many = repacked(workbook([["a"]]), **{f"xl__{n}": b"x" for n in range(200)})
    nested = repacked(workbook([["a"]]), **{"xl__embeddings__b.xlsx": b"x"})
    assert "entpackt" in refusal("a.xlsx", many)
    assert "entpackt" in refusal("a.xlsx", nested)


def test_millions_of_tiny_tags_are_refused_before_parsing(monkeypatch):
    """Below the limits of size and ratio, and still minutes of work for the parser."""
    monkeypatch.setattr("core.uploads.MAX_TAGS", 10_000)
    styles = b"<styleSheet>" + b"<xf/>" * 10_001 + b"</styleSheet>"
    assert "entpackt" in refusal("a.xlsx", repacked(workbook([["a"]]), xl__styles=styles))


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{dimension}<sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>{rows}</sheetData></worksheet>'
)


def test_sparse_sheet_that_admits_its_size_is_refused():
    sheet = SHEET.format(
        dimension='<dimension ref="A1:XFD1048576"/>',
        text="a",
        rows='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    )
    message = refusal("a.xlsx", repacked(workbook([["a"]]), xl__worksheets__sheet1=sheet.encode()))
    assert "1.048.576 Zeilen und 16.384 Spalten" in message


def test_sparse_sheet_that_hides_its_size_is_cut_at_the_limit():
    sheet = SHEET.format(dimension="", text="a", rows='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    table = read_table(upload("a.xlsx", repacked(workbook([["a"]]), xl__worksheets__sheet1=sheet.encode())))
    assert table.rows == []


def with_shared_strings(content: bytes) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = zipfile.ZipFile(io.BytesIO(content)).read("[Content_Types].xml").decode()
    types = types.replace(
        "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    )
    empty = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    return repacked(content, **{"[Content_Types]": types.encode(), "xl__sharedStrings.xml": empty})


def test_harmless_shared_strings_are_read():
    assert read_table(upload("a.xlsx", with_shared_strings(workbook([["a"], ["b"]])))).rows == [
        (2, {"a": "b"})
    ]


@pytest.mark.parametrize("part", ["xl__worksheets__sheet1", "xl__workbook", "xl__sharedStrings"])
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;">]>',
    ],
    ids=["xxe", "billion_laughs"],
)
def test_entities_are_refused(part, doctype):
    sheet = doctype + SHEET.format(dimension="", text="&x;", rows="")
    content = repacked(with_shared_strings(workbook([["a"], ["b"]])), **{part: sheet.encode()})
    assert "Excel-Datei" in refusal("a.xlsx", content)


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", workbook([["a"]])[:500]])
def test_torn_workbook_is_refused(content):
    assert "Excel-Datei" in refusal("a.xlsx", content)


def test_archive_that_is_no_workbook_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "Excel-Datei" in refusal("a.xlsx", target.getvalue())


def test_defused_active(monkeypatch):
    assert uploads.check_defused() == []
    monkeypatch.setattr(openpyxl.xml, "DEFUSEDXML", False)
    assert [error.id for error in uploads.check_defused()] == ["core.E010"]


def test_a_line_wider_than_any_sheet_is_refused_at_once():
    with pytest.raises(DomainError, match="16384 Spalten"):
        read_table(SimpleUploadedFile("a.csv", b";" * 3_000_000))
