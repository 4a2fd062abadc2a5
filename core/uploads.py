"""What comes in as a file: looked at before it is trusted (trust.md A08 to A10).

`check_upload` says what kind a file really is, `read_table` turns CSV and XLSX into lines of text. Every
refusal is a DomainError whose text says what is wrong and what to do.
"""

from __future__ import annotations

import logging
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, islice
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.apart import NotReadError, read_apart, too_much
from core.delimited import TITLES, csv_lines, decode_text
from core.errors import DomainError

logger = logging.getLogger(__name__)

MAX_UNPACKED = 100 * 1024 * 1024  # bytes
MAX_RATIO = 100
MAX_ENTRIES = 200
MAX_TAGS = 2_500_000  # of XML: 5,000 lines of 60 texts; each costs some 10 µs to read
SIGNATURES = {
    "pdf": (b"%PDF-",),
    "xlsx": (b"PK\x03\x04",),
    "ods": (b"PK\x03\x04",),
    "docx": (b"PK\x03\x04",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "webp": (b"RIFF",),
}
SUFFIXES = {"jpeg": "jpg", "txt": "csv"}
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
ROOM = ("512", "30")  # megabytes and seconds for reading a workbook of 5,000 lines


@dataclass(frozen=True)
class Table:
    """A sheet as text. `rows` pairs the line in the file (the header is 1, of JSON 0) with its values by column."""

    header: tuple[str, ...]
    rows: list[tuple[int, dict[str, str]]]
    encoding: str
    delimiter: str

    @property
    def read_as(self) -> str:
        """Encoding and separator for the eye: "Windows-1252, Semikolon"."""
        return words_of(self.encoding, self.delimiter)


def words_of(encoding: str, delimiter: str) -> str:
    """See `Table.read_as`; without a delimiter it was a workbook."""
    if not delimiter:
        return {"xlsx": "Excel (XLSX)", "ods": "OpenDocument (ODS)", "json": "JSON"}[encoding]
    names = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}
    marks = {";": _("semicolon"), ",": _("comma"), "\t": _("tab"), "|": _("vertical bar")}
    return f"{names[encoding]}, {marks.get(delimiter, delimiter)}"


@register()
def check_defused(**_options: Any) -> list[CheckMessage]:
    """Without defusedxml a spreadsheet could read files of the server or eat its memory."""
    import openpyxl.xml  # noqa: PLC0415 - slow

    if openpyxl.xml.DEFUSEDXML:
        return []
    return [Error("openpyxl does not use defusedxml.", hint="Install defusedxml.", id="core.E010")]


Look = Callable[[str, bytes], None]  # is shown each part of an archive: its name, one piece after the other


def check_upload(
    file: Any, *, kinds: Collection[str], max_tags: int | None = None, look: Look | None = None
) -> str:
    """The kind of this file ("pdf", "csv", "xlsx", "docx", "png", …): size, ending and first bytes agree."""
    name = PurePath(file.name or "").name
    if not file.size:
        raise DomainError(_("The file “%(name)s” is empty.") % {"name": name})
    if file.size > settings.UPLOAD_LIMIT:
        limit = settings.UPLOAD_LIMIT // (1024 * 1024)
        raise DomainError(
            _("The file “%(name)s” is larger than %(limit)d MB. Divide it or make it smaller.")
            % {"name": name, "limit": limit}
        )
    suffix = PurePath(name).suffix.lower().removeprefix(".")
    kind = SUFFIXES.get(suffix, suffix)
    if kind not in kinds:
        raise DomainError(
            _("The file “%(name)s” has the wrong type. Allowed: %(kinds)s.")
            % {"name": name, "kinds": ", ".join(sorted(kinds)).upper()}
        )
    file.seek(0)
    _check_signature(name, kind, file.read(12))
    file.seek(0)
    if kind in {"xlsx", "ods"}:
        check_archive(file, kind=kind, max_tags=max_tags, look=look)
    return kind


def _check_signature(name: str, kind: str, start: bytes) -> None:
    if start.startswith(OLD_OFFICE) and kind == "docx":
        raise DomainError(
            _("“%(name)s” is an old or a protected Word file. Save it without password as .docx or PDF.")
            % {"name": name}
        )
    if start.startswith(OLD_OFFICE):
        raise DomainError(
            _("“%(name)s” is an old or a protected Excel file. Save it without password as .xlsx or .csv.")
            % {"name": name}
        )
    own = SIGNATURES.get(kind, ())
    strangers = [mark for marks in SIGNATURES.values() for mark in marks if mark not in own]
    fits = start.startswith(own) if own else True
    if kind == "webp":
        fits = fits and start[8:12] == b"WEBP"
    if not fits or start.startswith(tuple(strangers)):
        raise DomainError(
            _("“%(name)s” is not what its ending says. Save it again as %(kind)s and upload that file.")
            % {"name": name, "kind": kind.upper()}
        )


def check_archive(
    file: Any, *, kind: str = "xlsx", max_tags: int | None = None, look: Look | None = None
) -> None:
    """Refuse an XLSX or ODS that would unpack or be read without end: by its directory, then by counting its tags.

    `look` sees what is unpacked for that, so that nobody unpacks it again; it may refuse the file, too.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DomainError(broken_workbook(kind)) from error
    finally:
        file.seek(0)
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    nested = any(
        entry.filename.lower().endswith((".zip", ".xlsx", ".ods", ".gz", ".7z", ".rar")) for entry in entries
    )
    too_much = unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(packed, 1) or len(entries) > MAX_ENTRIES
    if nested or too_much:
        raise DomainError(_far_too_much())
    if any(entry.flag_bits & 1 for entry in entries):
        raise DomainError(_("The file is protected by a password. Save it without one."))
    needed = {"xlsx": "[Content_Types].xml", "ods": "content.xml"}[kind]
    if needed not in {entry.filename for entry in entries}:
        raise DomainError(broken_workbook(kind))
    _check_tags(file, kind, max_tags or MAX_TAGS, look)


def _check_tags(file: Any, kind: str, most: int, look: Look | None) -> None:
    """Small tags in great numbers fit below every limit of size and still keep the parser busy for minutes."""
    tags = 0
    try:
        with zipfile.ZipFile(file) as archive:
            for part in archive.infolist():
                with archive.open(part) as source:
                    while tags <= most and (chunk := source.read(1024 * 1024)):
                        tags += chunk.count(b"<")
                        if look:
                            look(part.filename, chunk)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise DomainError(broken_workbook(kind)) from error
    finally:
        file.seek(0)
    if tags > most:
        raise DomainError(_far_too_much())


def _far_too_much() -> str:
    return _(
        "The file unpacks to far more than a table needs. Copy the lines into a new file and upload that."
    )


def broken_workbook(kind: str = "xlsx") -> str:
    if kind == "ods":
        return _(
            "The file cannot be read as ODS. Open it, save it as .ods or .csv again and upload that file."
        )
    return _("The Excel file cannot be read. Open it, save it as .xlsx or .csv again and upload that file.")


def read_table(
    file: Any,
    *,
    max_rows: int = 5000,
    max_columns: int = 60,
    kinds: Collection[str] = ("csv", "xlsx"),
    is_header: Callable[[list[str]], bool] | None = None,
) -> Table:
    """Header and lines of a CSV (UTF-8, UTF-16 or cp1252; `;`, `,`, tab or bar), of a workbook's first sheet or JSON.

    The header is the first line that is not empty; with `is_header` the first that it knows, if it stands near the
    top, else the first with several texts.
    Empty lines are skipped, values are stripped text: numbers and dates in the German form that
    `core.parsing` reads. DomainError when the file is no such table or too large.
    """
    kind = check_upload(file, kinds=kinds)
    delimiter = ""
    if kind == "csv":
        text, encoding = decode_text(file.read())
        delimiter, lines = csv_lines(text)
    else:
        from core.json_tables import json_file_lines  # noqa: PLC0415 - that module builds on this one
        from core.opendocument import ods_lines  # noqa: PLC0415 - that module builds on this one

        readers = {"xlsx": _workbook_lines, "ods": ods_lines, "json": json_file_lines}
        encoding, read = kind, readers[kind]
        lines = iter(read(file, max_rows=max_rows + TITLES, max_columns=max_columns))
    if is_header:
        lines = below_titles(lines, is_header)
    return _to_table(lines, encoding, delimiter, max_rows, max_columns)


def below_titles(
    lines: Iterator[tuple[int, list[str]]], is_header: Callable[[list[str]], bool]
) -> Iterator[tuple[int, list[str]]]:
    """Without what stands above the header, such as the name of the list.

    A header that nobody knows is the first line with several texts; where no line has several, nothing is left out.
    """
    first = [(line, [value.strip() for value in values]) for line, values in islice(lines, TITLES)]
    known = (at for at, (_line, values) in enumerate(first) if is_header(values))
    several = (at for at, (_line, values) in enumerate(first) if sum(map(bool, values)) > 1)
    return chain(first[next(known, next(several, 0)) :], lines)


def _to_table(
    lines: Iterable[tuple[int, list[str]]], encoding: str, delimiter: str, max_rows: int, max_columns: int
) -> Table:
    header: list[str] | None = None
    rows: list[tuple[int, dict[str, str]]] = []
    for line, values in lines:
        cells = [value.strip() for value in values]
        if not any(cells):
            continue
        if header is None:
            header = checked_header(cells, max_columns)
            continue
        if len(rows) == max_rows:
            raise DomainError(
                _("The file has more than %(limit)s lines. Divide it into several files.")
                % {"limit": number_format(max_rows, force_grouping=True)}
            )
        rows.append((line, _by_column(header, cells, line)))
    if header is None:
        raise DomainError(_("The file contains no lines."))
    return Table(tuple(name for name in header if name), rows, encoding, delimiter)


def checked_header(cells: list[str], max_columns: int) -> list[str]:
    names = [name for name in cells if name]
    if len(names) > max_columns:
        raise DomainError(
            _("The file has more than %(limit)d columns. Leave only the needed ones.")
            % {"limit": max_columns}
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DomainError(
            _("The column “%(name)s” occurs twice. Delete or rename one of them.") % {"name": twice[0]}
        )
    return cells


def _by_column(header: list[str], cells: list[str], line: int) -> dict[str, str]:
    """Cells under nameless columns must be empty: a value there means that the line has shifted."""
    width = len(header)
    beyond = [*cells[width:], *(cell for name, cell in zip(header, cells, strict=False) if not name)]
    if any(beyond):
        raise DomainError(
            _("Line %(line)d has more fields than the header. Is a value with the separator in it unquoted?")
            % {"line": line}
        )
    padded = cells + [""] * (width - len(cells))
    return {name: cell for name, cell in zip(header, padded, strict=False) if name}


# --- workbook ---


def _workbook_lines(file: Any, *, max_rows: int, max_columns: int) -> list[tuple[int, list[str]]]:
    """All lines up to the limits; a sheet that declares or holds more is refused, not cut."""
    rows, columns = 2 * max_rows + 2, 4 * max_columns
    try:
        found = read_apart(file.read(), *ROOM, str(rows), str(columns))
        told = next(found)
        if told["rows"] > rows or told["columns"] > columns:
            found.close()
            raise DomainError(
                _(
                    "The sheet claims %(rows)s lines and %(columns)s columns. "
                    "Copy only the filled part into a new file and upload that."
                )
                % {name: number_format(count, force_grouping=True) for name, count in told.items()}
            )
        return [(line, [cell_text(value) for value in row]) for line, row in enumerate(found, start=1)]
    except NotReadError as error:
        raise DomainError(not_read_workbook(error)) from error


def not_read_workbook(error: NotReadError) -> str:
    """Why a workbook was not read: nobody can open it, or it claims more than the reader has room for."""
    logger.info("unreadable workbook: %s", error)
    return too_much() if error.is_too_much else broken_workbook()


def cell_text(value: Any) -> str:
    """As the German parsers read it: decimal comma, day before month, no group separator."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"  # the language of the files, whoever asks
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y") if value.time() == time() else value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.6f}".rstrip("0").replace(".", ",")
    return str(value)
