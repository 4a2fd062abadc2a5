"""Text with separators: its encoding, its separator, its lines."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.exports import BEGINNING

DELIMITERS = ";,\t|"
WIDEST = 16_384  # columns of a line, as Excel has them
TITLES = 10  # lines in which the header is looked for
GUARDED = re.compile(f"'+{BEGINNING}")  # an apostrophe that our own export put before a formula


def named_rows(path: Path) -> list[dict[str, str]]:
    """The lines of a file of our own, with semicolons, each by the names of its columns."""
    with path.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source, delimiter=";"))


def decode_text(raw: bytes) -> tuple[str, str]:
    """Text and the encoding it was in. UTF-8 wins, then what old Excel writes."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise DomainError(_("The file is not readable as text. Save it as “CSV UTF-8” and upload that file."))


def csv_lines(text: str, *, only: str = "") -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """Delimiter and (line in the file, values); a `sep=` line is counted and obeyed, unless `only` one will do."""
    source = io.StringIO(text, newline="")
    named = re.match(r"\"?sep=([^\"\r ])\"?;?\r?\n", text)  # newer Pythons raise ValueError at these three
    if named:
        source.readline()
    if named or only:
        delimiter = only or (named[1] if named else "")
        return delimiter, _csv_values(source, delimiter, 1 if named else 0)
    head = [re.sub(r'"[^"]*"', "", line) for line in islice(filter(str.strip, io.StringIO(text)), TITLES)]
    delimiter = max(
        DELIMITERS, key=lambda mark: (sum(mark in line for line in head), "".join(head).count(mark))
    )
    return delimiter, _csv_values(source, delimiter, 0)


def _csv_values(source: io.StringIO, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1 + skipped
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise DomainError(
                _("Line %(line)d cannot be read: a quotation mark is missing or too many.") % {"line": line}
            ) from error
        if len(values) > WIDEST:
            raise DomainError(
                _("The file has more than %(limit)d columns. Leave only the needed ones.") % {"limit": WIDEST}
            )
        yield line, [value[1:] if value[:1] == "'" and GUARDED.match(value) else value for value in values]
