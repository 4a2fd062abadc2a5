"""HTML to the Markdown that `core.markdown` reads: for text that came from a document and is edited here.

What is written is read back before it counts: a sign of the text that Markdown would take for its own is escaped,
and where marks and text cannot be had together, the text wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from lxml import html

from core.markdown import is_safe_link, render_markdown

MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "s": "~~", "del": "~~"}
LISTS = {"ul", "ol"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = {"p", "table", "blockquote", "pre", "div", *LISTS, *HEADINGS}
SPACES = re.compile(r"[ \t\r\f\v]+")
SIGNS = re.compile(r"([\\`*_\[\]<>~&])")
LINE_START = re.compile(r"^(\d*)([#+=.)-])", re.MULTILINE)
BOLD = re.compile(r"^\*\*([^*]+)\*\*$")
POINT = re.compile(r"(- |\d+\. )+")
MOST_COLUMNS = 63  # Word has no more
ALL_SIGNS = re.compile(r"([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Look:
    marks: frozenset[str] = frozenset()  # signs of MARKS
    href: str = ""


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look; a line break is "\\n"."""

    text: str
    look: Look = PLAIN


def parse_html(source: str) -> Any:
    """The elements of a piece of HTML below one parent."""
    return html.fragment_fromstring(source, create_parent="div")


def to_markdown(elements: Iterable[Any]) -> str:
    """Block elements as Markdown; pictures and empty paragraphs are left out."""
    return "\n\n".join(text for element in elements for text in _blocks(element))


def heading_line(level: int, text: str) -> str:
    return f"{'#' * level} {_inline([Run(' '.join(text.split()))])}"


def plain_text(element: Any) -> str:
    """The words of an element in one line."""
    return " ".join("".join(run.text for run in _runs(element)).split())


def _blocks(element: Any) -> Iterator[str]:
    if element.tag in HEADINGS:
        if text := plain_text(element):
            yield heading_line(HEADINGS[element.tag], text)
    elif element.tag in LISTS:
        lines = list(_list_lines(element))
        if lines:
            yield "\n".join(lines)
    elif element.tag == "table":
        yield from _table(element)
    else:
        yield from _paragraphs(element)


def _paragraphs(element: Any) -> Iterator[str]:
    """Text of an element that may hold other blocks, in order."""
    runs: list[Run] = []
    for part in parts(element):
        if isinstance(part, Run):
            runs.append(part)
            continue
        if text := _inline(runs):
            yield text
        runs = []
        yield from _blocks(part)
    if text := _inline(runs):
        yield text


def _list_lines(element: Any) -> Iterator[str]:
    number = 0
    for item in element:
        if item.tag != "li":
            continue
        number += 1
        sign = f"{number}. " if element.tag == "ol" else "- "
        lines = [line for block in _paragraphs(item) for line in block.split("\n")] or [""]
        yield (sign + lines[0]).rstrip()
        yield from (f"{' ' * len(sign)}{line}" for line in lines[1:])


def _table(element: Any) -> Iterator[str]:
    """A frame with one cell a row is no table: its content stays text, as does what is wider than any table."""
    rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in _own_rows(element)]
    rows = [row for row in rows if row]
    widths = [sum(map(_span, row)) for row in rows]
    if all(len(row) == 1 for row in rows) or max(widths) > MOST_COLUMNS:
        for cell in (cell for row in rows for cell in row):
            yield from _paragraphs(cell)
        return
    texts = [[text for cell in row for text in _cell_texts(cell)] for row in rows]
    texts = [row for row in texts if any(row)]
    if not texts:
        return
    width = max(map(len, texts))
    texts[0] = [BOLD.sub(r"\1", text) for text in texts[0]]  # a head is bold by itself
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in texts]
    yield "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


def _own_rows(table: Any) -> Iterator[Any]:
    """Not those of a table within a cell: they are read with the cell."""
    for part in table:
        if part.tag == "tr":
            yield part
        elif part.tag in {"thead", "tbody"}:
            yield from (row for row in part if row.tag == "tr")


def _span(cell: Any) -> int:
    span = cell.get("colspan", "1")
    return min(int(span), MOST_COLUMNS) if span.isdecimal() and len(span) < 5 else 1


def _cell_texts(cell: Any) -> list[str]:
    """The cell in one line, and an empty one for each column that it spans further."""
    told = [part for block in _paragraphs(cell) for part in _cell_parts(block.split("\n"))]
    return ["; ".join(told).replace("|", "\\|"), *[""] * (_span(cell) - 1)]


def _cell_parts(lines: list[str]) -> list[str]:
    """Points of a list one by one; the lines of a paragraph are one."""
    if not POINT.match(lines[0]):
        return [" ".join(lines)]
    return [text for line in lines if (text := POINT.sub("", line.strip()))]


# --- inside a block ---


def parts(element: Any, look: Look = PLAIN) -> Iterator[Any]:
    """Runs and block elements in the order of the text."""
    yield Run(element.text or "", look)
    for child in element:
        if child.tag in BLOCKS:
            yield child
        elif child.tag == "br":
            yield Run("\n", look)
        elif isinstance(child.tag, str):
            yield from _inner(child, look)
        yield Run(child.tail or "", look)


def _inner(child: Any, look: Look) -> Iterator[Any]:
    if child.tag in MARKS:
        look = replace(look, marks=look.marks | {MARKS[child.tag]})
    address = child.get("href", "") if child.tag == "a" else ""
    if address.startswith(("https:", "mailto:")) and is_safe_link(address):
        look = replace(look, href=address)
    yield from parts(child, look)
    if address.startswith("http:") and address not in child.text_content():
        yield Run(f" ({address})", look)  # links lead to https alone: this address stays readable as text


def _runs(element: Any) -> Iterator[Run]:
    for part in parts(element):
        if isinstance(part, Run):
            yield part
        else:
            yield Run("\n")
            yield from _runs(part)


def _inline(runs: Iterable[Run]) -> str:
    """One paragraph, with as few signs as will do."""
    tidy = list(_tidy(runs))
    wanted = _signature(tidy)
    for escape in (str, _escaped):
        text = "".join(_write(run, escape(run.text)) for run in tidy)
        if not wanted or _read_back(text) == wanted:
            return text
    return ALL_SIGNS.sub(r"\\\1", "".join(run.text for run in tidy))


def _escaped(text: str) -> str:
    return LINE_START.sub(r"\1\\\2", SIGNS.sub(r"\\\1", text))


def _write(run: Run, text: str) -> str:
    signs = sorted(run.look.marks)
    marked = f"{''.join(signs)}{text}{''.join(reversed(signs))}"
    if not run.look.href:
        return marked
    address = f"<{run.look.href}>" if set(run.look.href) & set("()") else run.look.href
    return f"[{marked}]({address})"


def _tidy(runs: Iterable[Run]) -> Iterator[Run]:
    """Single spaces and line breaks, none at the ends, and a look only where all of it has one."""
    signs = _single_spaces(runs)
    for place, (sign, _look) in enumerate(signs):
        if sign in " \n":
            left, right = signs[place - 1][1], signs[place + 1][1]
            signs[place] = (sign, left if left == right else PLAIN)
    for look, group in groupby(signs, key=lambda pair: pair[1]):
        yield Run("".join(sign for sign, _look in group), look)


def _single_spaces(runs: Iterable[Run]) -> list[tuple[str, Look]]:
    signs: list[tuple[str, Look]] = []
    for run in runs:
        for sign in SPACES.sub(" ", run.text.replace("\xad", "")):
            before = signs[-1][0] if signs else "\n"
            if sign == "\n" and before == " ":
                signs[-1] = ("\n", PLAIN)
            elif sign not in " \n" or before not in " \n":
                signs.append((sign, run.look))
    if signs and signs[-1][0] in " \n":
        signs.pop()
    return signs


def _signature(runs: Iterable[Run]) -> list[tuple[str, frozenset[str], bool]]:
    return [
        (sign, run.look.marks, bool(run.look.href)) for run in runs for sign in run.text if not sign.isspace()
    ]


def _read_back(text: str) -> list[tuple[str, frozenset[str], bool]] | None:
    """What a reader of this Markdown would see; None when it is anything but one paragraph."""
    parent = parse_html(render_markdown(text))
    return _signature(_runs(parent[0])) if [child.tag for child in parent] == ["p"] else None
