"""A large stock list, line by line into the table of its lines; never held as a whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache, partial
from itertools import islice, repeat
from operator import itemgetter
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.notation import Days, Decimals
from core.problems import Problem, Unreadable
from core.sheets import Sheet
from equipment.cells import (
    MAX_INVOICE_NUMBER,
    MAX_ROOM,
    MAX_SERIALS,
    NOTED,
    Cells,
    OpenWords,
    worded,
)
from equipment.importers import (
    check_line,
    check_serials,
    require_columns,
    without_named_type,
)
from equipment.models import BulkImport
from equipment.models.bulk import FIRST_PROBLEMS
from equipment.profiles import valid_values
from equipment.selectors import inventory_catalogue
from equipment.services.bulk_pieces import COPY, TAB, Pieces
from equipment.words import LEFT_OUT, SERIAL_BREAK, WORDED, sort_columns
from schools.models import School

MAX_LINES = 100_000
WAITING = 20_000  # lines that are held back at most
REMEMBERED = 20_000  # different texts of one column
ALL_DIFFERENT = frozenset({"key", "serials"})
AT_ONCE = 500  # lines to the database
LONGEST = {  # fields whose cells nearly always differ, and stand in the stock as in the list
    "building": MAX_ROOM,
    "room": MAX_ROOM,
    "invoice_number": MAX_INVOICE_NUMBER,
    "serials": MAX_SERIALS,
}
CHECKED = frozenset({"key", "type", "type_code", "quantity", "serials"})  # together with others


@dataclass(slots=True)
class Found:
    """What reading found beside the lines."""

    lines: int = 0
    columns: list[str] = field(default_factory=list)
    ignored: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)  # the first FIRST_PROBLEMS
    problem_count: int = 0
    faulty_lines: int = 0
    open_words: OpenWords = field(default_factory=dict)

    def complain(self, faults: list[Problem]) -> None:
        self.faulty_lines += 1
        self.problem_count += len(faults)
        if len(self.problems) < FIRST_PROBLEMS:
            room = FIRST_PROBLEMS - len(self.problems)
            self.problems += [asdict(fault) for fault in faults[:room]]


def stage(upload: BulkImport, sheet: Sheet, *, progress: Callable[[int], None]) -> Found:
    """Write every line that can be understood, count and name the others. The caller holds a transaction.

    Raises DomainError when the columns as a whole do not fit or the list is too long.
    """
    reader = _Reader(upload, sheet)
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        while some := list(islice(sheet.lines, AT_ONCE)):
            copy.write(reader.read_many(reader.ready(some)))
            progress(min(100, 100 * some[-1][0] // max(sheet.expected, 1)))
        copy.write("".join(reader.read(*line) for line in reader.waiting))
    reader.found.ignored["read_as"] = reader.cells.read_as(sheet.read_as)
    reader.found.problems.sort(key=itemgetter("line"))
    reader.found.open_words = reader.cells.open_words
    told = {"left_out": reader.left_out, "without_serials": reader.without_serials}
    reader.found.ignored |= {name: lines for name, lines in told.items() if lines}
    if not reader.found.lines and not reader.found.faulty_lines:
        raise DomainError(only_names())
    return reader.found


_Line = tuple[int, list[str]]  # number in the file, cells
_Understood = tuple[Any, str | None]  # value, or what is wrong with it; what COPY is given of it, or nothing
_Place = tuple[str, int, int, dict[str, _Understood]]  # field, column of the file, of COPY; texts understood


class _Raw(dict[str, str]):
    """Cells by their column; nearly every line is right, and nobody asks."""

    def __init__(self, cells: list[str], columns: dict[str, int]) -> None:
        super().__init__()
        self.cells, self.columns = cells, columns

    def __missing__(self, column: str) -> str:
        return self.cells[self.columns[column]]


class _Reader:
    """Cells to one line of COPY. Most columns hold few different texts, so each is understood once."""

    def __init__(self, upload: BulkImport, sheet: Sheet) -> None:
        catalogue = inventory_catalogue(upload.authority)
        columns = sort_columns(tuple(name for name in sheet.header if name), left_out=catalogue.left_out)
        require_columns(columns.fields, columns.doubled)
        if "school_number" not in columns.fields:
            raise DomainError(
                _("The file lacks the column „Schulnummer“: it says which school a line belongs to.")
            )
        self.fields, self.upload_id = columns.fields, str(upload.pk)
        self.found = Found(
            columns=sorted({"type" if name == "type_code" else name for name in columns.fields}),
            ignored={
                "unknown": columns.unknown,
                "read_as": sheet.read_as,
            },
        )
        own = set(
            School.unscoped.filter(authority=upload.authority_id).values_list("school_number", flat=True)
        )
        assigned = valid_values(upload.mapping.get("values", {}), catalogue=catalogue, schools=own)
        self.cells = Cells(catalogue, "", timezone.localdate().year, assigned)
        self.cells.readers["school_number"] = _school_reader(own)
        self.pieces = Pieces(upload)
        self.columns = {column: sheet.header.index(column) for column in columns.fields.values()}
        self.blank = self.pieces.blank
        self.blank_of = {name: self.blank[self.pieces.order.index(worded(name))] for name in columns.fields}
        self.places: list[_Place] = [
            (name, sheet.header.index(column), self.pieces.order.index(worded(name)), {})
            for name, column in columns.fields.items()
        ]
        self.noted = [
            (place, lru_cache(REMEMBERED)(partial(_see, self.cells.notation[name])))
            for name, place, _at, _known in self.places
            if name in NOTED
        ]
        self.waiting: list[_Line] = []
        self.left_out = self.without_serials = 0
        self.serials_at = self.pieces.order.index("serials")

    def ready(self, lines: list[_Line]) -> list[_Line]:
        """Without those that must wait for the rest of the file: an amount or a day in them may mean two things.

        What more than WAITING lines leave open is refused line by line.
        """
        unclear: set[int] = set()
        for place, see in self.noted:
            texts = [cells[place] for _number, cells in lines]
            if some := {text for text in set(texts) if text and see(text)}:
                unclear |= {at for at, text in enumerate(texts) if text in some}
        held = set(sorted(unclear)[: max(0, WAITING - len(self.waiting))])
        self.waiting += [lines[at] for at in sorted(held)]
        return [line for at, line in enumerate(lines) if at not in held] if held else lines

    def read_many(self, lines: list[_Line]) -> str:
        """As `read` for one after the other, but column by column: what is not plainly right is left to `read`."""
        if not lines:
            return ""
        columns = list(zip(*(cells for _number, cells in lines), strict=True))
        values: dict[str, Sequence[Any]] = {}
        pieces: dict[str, Sequence[str | None]] = {}
        for name, place, _at, known in self.places:
            values[name], pieces[name] = self._column(name, columns[place], known)
        _forget_names_beside_codes(values, pieces)
        types, odd = _types(values)
        odd |= {
            at for some in pieces.values() if None in some for at, piece in enumerate(some) if piece is None
        }
        serials = values.get("serials") or [""] * len(lines)
        is_sure = self._remember([(at, serial) for at, serial in enumerate(serials) if serial], lines, odd)
        if is_sure and "serials" in pieces:
            pieces["serials"] = self._without_counted(pieces["serials"], types, odd)
        done = []
        rows = zip(lines, serials, types, zip(*self._columns_of_copy(pieces), strict=False), strict=False)
        for at, ((number, cells), serial, kind, told) in enumerate(rows):
            if at in odd or not (is_sure or not serial or self._is_plain_serial(number, serial, kind)):
                done.append(self.read(number, cells))
            else:
                self._count()
                done.append(f"{self.upload_id}\t{number}\t{TAB.join(told)}\n")
        return "".join(done)

    def _column(
        self, name: str, texts: Sequence[str], known: dict[str, _Understood]
    ) -> tuple[Sequence[Any], Sequence[str | None]]:
        """Values, and what COPY is given of them. One text may fill the column; rooms are taken as they stand."""
        if texts.count(texts[0]) == len(texts):
            value, piece = known.get(texts[0]) or self._understood(name, texts[0], known)
            return [value] * len(texts), [piece] * len(texts)
        if name in LONGEST and _is_plain(name, texts):
            return texts, texts
        understood = [known.get(text) or self._understood(name, text, known) for text in texts]
        return [value for value, _piece in understood], [piece for _value, piece in understood]

    def _columns_of_copy(self, pieces: dict[str, Sequence[str | None]]) -> list[Iterable[Any]]:
        told: list[Iterable[Any]] = [repeat(blank) for blank in self.blank]
        for name, _place, at, _known in self.places:
            told[at] = pieces[name]
        if "type" in pieces and "type_code" in pieces:
            both = zip(pieces["type_code"], pieces["type"], strict=True)
            told[self.pieces.order.index("type")] = [code or by_name for code, by_name in both]
        return told

    def _remember(self, named: list[tuple[int, Any]], lines: list[_Line], odd: set[int]) -> bool:
        """Note where serial numbers stand; False, and nothing noted, if some stand twice or several in one line.

        Lines in `odd` are faulty: their serial numbers may stand in another one.
        """
        texts = {serial.casefold(): lines[at][0] for at, serial in named if at not in odd}
        is_sure = (
            len(texts) == sum(at not in odd for at, _serial in named)
            and "".join(texts).isprintable()
            and self.cells.serial_lines.keys().isdisjoint(texts)
        )
        if is_sure:
            self.cells.serial_lines.update(texts)
        return is_sure

    def _without_counted(
        self, pieces: Sequence[str | None], types: Sequence[Any], odd: set[int]
    ) -> Sequence[str | None]:
        counted = {at for at, kind in enumerate(types) if kind in self.cells.counted_only} - odd
        self.without_serials += sum(bool(pieces[at]) for at in counted)
        return ["" if at in counted else piece for at, piece in enumerate(pieces)] if counted else pieces

    def _is_plain_serial(self, number: int, serials: str, kind: str) -> bool:
        """Whether it is a single one, is kept, and stands in no line before."""
        if kind in self.cells.counted_only or len(serials.splitlines()) > 1:
            return False
        return self.cells.serial_lines.setdefault(serials.casefold(), number) == number

    def _count(self) -> None:
        self.found.lines += 1
        if self.found.lines > MAX_LINES:
            raise DomainError(too_long())

    def read(self, number: int, cells: list[str]) -> str:
        """One line for COPY; empty when it is faulty."""
        self._count()
        values: dict[str, Any] = {}
        pieces = self.blank.copy()
        unread: list[tuple[str, str, Any]] = []
        for name, place, at, known in self.places:
            text = cells[place]
            value, piece = known.get(text) or self._understood(name, text, known)
            if piece is None:
                unread.append((name, text, value))
                continue
            if piece:
                pieces[at] = piece
            if name in CHECKED:
                values[name] = value
        if unread and any(value == LEFT_OUT for _name, _text, value in unread):
            self.left_out += 1
            return ""
        unread = without_named_type(unread, values)
        faults = self._problems(number, unread) or self._checked(number, values, cells)
        if faults:
            self.found.complain(faults)
            return ""
        self._drop_serials(values, pieces)
        return f"{self.upload_id}\t{number}\t{TAB.join(pieces)}\n"

    def _drop_serials(self, values: dict[str, Any], pieces: list[str]) -> None:
        if values.get("serials") and self.cells.drop_serials(values):
            pieces[self.serials_at] = ""
            self.without_serials += 1

    def _problems(self, number: int, unread: list[tuple[str, str, Any]]) -> list[Problem]:
        self.cells.note((name, text) for name, text, _value in unread)
        return [value.at(number, self.fields[name], text) for name, text, value in unread]

    def _checked(self, number: int, values: dict[str, Any], cells: list[str]) -> list[Problem]:
        """What only several cells, or several lines, can get wrong."""
        found = check_line(number, self.fields, values, _Raw(cells, self.columns))
        if found or not values.get("serials"):
            return found
        return check_serials(number, self.fields, values, self.cells.serial_lines)

    def _understood(self, name: str, text: str, known: dict[str, _Understood]) -> _Understood:
        try:
            value = self.cells.read(name, text)
        except Unreadable as fault:
            understood: _Understood = (fault, None)
        else:
            is_left_out = value == LEFT_OUT and worded(name) in WORDED
            understood = (value, None if is_left_out else self.pieces.of(name, value) or self.blank_of[name])
        if name not in ALL_DIFFERENT and len(known) < REMEMBERED:
            known[text] = understood
        return understood


def _see(notation: Days | Decimals, text: str) -> bool:
    """Whether the text may mean two things by itself; what it says about its column is noted."""
    notation.see(text)
    return notation.is_open(text)


def _is_plain(name: str, texts: Sequence[str]) -> bool:
    """Whether all of these may be kept as they stand: nothing to tidy, to divide, to escape or to refuse."""
    joined = "/".join(texts)
    return (
        joined.isprintable()
        and "\\" not in joined
        and "  " not in joined
        and not (name == "serials" and SERIAL_BREAK.search(joined))
        and len(max(texts, key=len)) <= LONGEST[name]
    )


def _forget_names_beside_codes(
    values: dict[str, Sequence[Any]], pieces: dict[str, Sequence[str | None]]
) -> None:
    """As `without_named_type`: a type by a name that was not understood is empty where its code was."""
    if None not in pieces.get("type", ()) or "type_code" not in pieces:
        return
    codes = zip(values["type_code"], pieces["type_code"], strict=True)
    sure = [bool(code) and piece is not None for code, piece in codes]
    told = list(zip(sure, pieces["type"], values["type"], strict=True))
    values["type"] = ["" if is_sure and piece is None else value for is_sure, piece, value in told]
    pieces["type"] = ["" if is_sure and piece is None else piece for is_sure, piece, _value in told]


def _types(values: Mapping[str, Sequence[Any]]) -> tuple[Sequence[Any], set[int]]:
    """What the lines are about; and which lines do not say it, or name a code and a type that differ."""
    codes, names = values.get("type_code"), values.get("type")
    if not (codes and names):
        types = codes or names or ()
        return types, {at for at, kind in enumerate(types) if not kind}
    both = list(zip(codes, names, strict=True))
    unlike = {at for at, (code, name) in enumerate(both) if code and name and code != name}
    return [code or name for code, name in both], unlike | {
        at for at, pair in enumerate(both) if not any(pair)
    }


def _school_reader(own: Collection[str]) -> Callable[[str], str]:
    """Schools of this Träger alone; of a foreign number it is not told whether it exists."""

    def read(text: str) -> str:
        number = text.zfill(6) if text.isdigit() else text
        if not number:
            raise Unreadable(_("The school number is missing."), _("Write the six digits of the school."))
        if number not in own:
            raise Unreadable(
                _("This is no school of your school authority."),
                _("Correct the number, or delete the line."),
            )
        return number

    return read


def too_long() -> str:
    return _("The file has more than 100,000 lines. Divide it into several files.")


def only_names() -> str:
    return _("The file holds only the column names. Add at least one line below them.")
