"""A concept that comes as a Word document: its pieces by heading, and the section that each may belong to.

Touches no database.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.markdown_writing import HEADINGS, SIGNS, heading_line, plain_text, to_markdown
from core.word import read_word
from schools import framework

MAX_PIECES = 120
MAX_SIGNS = 600_000  # of all pieces together: twelve full sections have 240,000
MAX_MARKS = 100_000  # signs that Markdown could take for its own: each is written and read back, 10 µs
MAX_HEADING = 120  # signs: a bold paragraph that is longer is text
NUMBERING = re.compile(
    r"\s*(?:(?:kapitel|abschnitt)\s+)?(?:\d{1,2}(?:\.\d{1,2})*[.):]?|(?:[ivx]{1,5}|[a-z])[.)])\s+",
    re.IGNORECASE,
)
APART = frozenset(
    {
        "inhalt",
        "inhaltsverzeichnis",
        "impressum",
        "literatur",
        "literaturverzeichnis",
        "quellen",
        "quellenverzeichnis",
        "anhang",
        "anlagen",
        "abbildungsverzeichnis",
        "tabellenverzeichnis",
        "abkürzungsverzeichnis",
        "glossar",
        "vorwort",
    }
)

SKIP, ABOVE, OPEN = "skip", "above", ""  # where a piece goes when not to a section; open: a person must say


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading and the text below it; level 0 is what stands before the first heading."""

    level: int  # 0, 1 or 2
    heading: str
    text: str  # Markdown
    pictures: int = 0

    @property
    def words(self) -> int:
        return framework.word_count(self.text)

    @property
    def markdown(self) -> str:
        """The text below its heading; a heading without text stands alone."""
        head = heading_line(self.level, self.heading) if self.level else ""
        return "\n\n".join(filter(None, (head, self.text)))

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def read_pieces(file: Any) -> list[Piece]:
    """Divides a checked Word document at its headings: two levels, deeper ones stay in the text.

    Raises DomainError when there are no headings or far too many, and when there is no text or far too much.
    """
    elements = read_word(file)
    _check_amount("".join(text for element in elements for text in element.itertext()))
    levels = _levels(elements)
    if not levels:
        elements = [_bold_heading(element) for element in elements]
        levels = _levels(elements)
    if not levels:
        raise DomainError(
            _(
                "No headings were found in the document. Give the chapters the style “Heading 1” in Word "
                "and upload the file again."
            )
        )
    drafts = _divide(elements, levels)
    if len(drafts) > MAX_PIECES:
        drafts = _divide(elements, levels[:1])
    if len(drafts) > MAX_PIECES:
        raise DomainError(_too_long())
    pieces = [draft.piece() for draft in drafts]
    if sum(len(piece.text) for piece in pieces) > MAX_SIGNS:
        raise DomainError(_too_long())
    first = pieces[0]
    return pieces if first.level or first.text or first.pictures else pieces[1:]


def _check_amount(text: str) -> None:
    """Before anything is written. Raises DomainError for no text, for too much, and for what is hardly text."""
    if not text.strip():
        raise DomainError(_("The document holds no text that could be taken over, only pictures or nothing."))
    if len(text) > MAX_SIGNS:
        raise DomainError(_too_long())
    marks = len(SIGNS.findall(text))
    if marks > MAX_MARKS:
        raise DomainError(
            _(
                "The document cannot be divided: it holds %(count)s brackets, asterisks, underscores and signs like "
                "these, at most %(limit)s are possible. Remove lines to fill in and drawings made of signs."
            )
            % {"count": number_format(marks), "limit": number_format(MAX_MARKS)}
        )


def _too_long() -> str:
    return _("The document is too long to be divided. Divide it into several files and take over one by one.")


def _levels(elements: Iterable[Any]) -> list[int]:
    """The two highest levels of headings; a single highest heading is the title of the document."""
    counts = Counter(HEADINGS[one.tag] for one in elements if one.tag in HEADINGS and plain_text(one))
    used = sorted(counts)
    if len(used) > 1 and counts[used[0]] == 1:
        used = used[1:]
    return used[:2]


def _bold_heading(element: Any) -> Any:
    """Documents without styles: a short paragraph, or a numbered line, that is bold from end to end."""
    line = element[0] if element.tag == "ol" and len(element) == 1 else element
    text = plain_text(line)
    bold = "".join("".join(part.itertext()) for part in line.iter("strong"))
    is_bold = line.tag in {"p", "li"} and "".join(bold.split()) == "".join(text.split())
    if not text or not is_bold or len(text) > MAX_HEADING or text.endswith((".", ",", ";")):
        return element
    heading = line.makeelement("h1")
    heading.text = text
    return heading


@dataclass(slots=True)
class _Draft:
    level: int
    heading: str
    elements: list[Any] = field(default_factory=list)

    def piece(self) -> Piece:
        pictures = sum(1 for element in self.elements for _picture in element.iter("img"))
        return Piece(self.level, self.heading, to_markdown(self.elements), pictures)


def _divide(elements: Iterable[Any], levels: list[int]) -> list[_Draft]:
    """What stands before the first heading comes first, if anything does."""
    drafts = [_Draft(0, "")]
    for element in elements:
        level = HEADINGS.get(element.tag, 0)
        text = plain_text(element) if level in levels else ""
        if text:
            drafts.append(_Draft(levels.index(level) + 1, _without_number(text)[:200]))
        else:
            drafts[-1].elements.append(element)
    return drafts if drafts[0].elements else drafts[1:]


def _without_number(heading: str) -> str:
    found = NUMBERING.match(heading)
    return (heading[found.end() :] if found else heading) or heading


# --- where a piece belongs ---


def propose(pieces: Iterable[Piece]) -> list[str]:
    """Per piece the number of a section, or one of SKIP, ABOVE and OPEN. Nothing is dropped by guessing alone."""
    found: list[str] = []
    has_chapter = False
    for piece in pieces:
        number = section_of(piece.heading)
        if number:
            found.append(str(number))
        elif piece.level == 0 or _normal(piece.heading) in APART:
            found.append(SKIP)
        else:
            found.append(ABOVE if piece.level == 2 and has_chapter else OPEN)
        has_chapter = has_chapter or piece.level == 1
    return found


def section_of(heading: str) -> int | None:
    """The section that a heading speaks of, by its words."""
    normal = _normal(heading)
    exact = [plan.number for plan in framework.sections() if _normal(plan.heading) == normal]
    if exact:
        return exact[0]
    likely = [plan for plan in framework.sections() if any(word in normal for word in plan.words)]
    return min(likely, key=lambda plan: plan.rank).number if likely else None


def _normal(heading: str) -> str:
    return " ".join(_without_number(heading).lower().split()).strip(" .:")


def resolve(pieces: Iterable[Piece], choices: Iterable[str]) -> list[int | None]:
    """The section of each piece; None is left out. ABOVE goes where the chapter went."""
    found: list[int | None] = []
    chapter: int | None = None
    for piece, choice in zip(pieces, choices, strict=True):
        number = int(choice) if choice.isdecimal() else chapter if choice == ABOVE else None
        if piece.level == 1:
            chapter = number
        found.append(number)
    return found


def compose(pieces: Iterable[Piece], sections: Iterable[int | None]) -> Mapping[int, str]:
    """The text that each section receives, in the order of the document. A heading that only repeats the section's
    own is left out."""
    texts: dict[int, list[str]] = {}
    for piece, number in zip(pieces, sections, strict=True):
        if number is None:
            continue
        repeats = _normal(piece.heading) == _normal(framework.section(number).heading)
        text = piece.text if repeats else piece.markdown
        if text:
            texts.setdefault(number, []).append(text)
    return {number: "\n\n".join(parts) for number, parts in texts.items()}
