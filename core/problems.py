"""What is wrong with a file, where, and what to do: the same for every importer."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Problem:
    """One complaint. `line` counts as a text editor does; 0 means the file as a whole.

    `text` may say what to do by itself, or leave that to `remedy`; `value` is the beginning of the cell.
    """

    line: int
    column: str
    text: str
    value: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        if not self.line:
            return self.text
        if not self.column:
            return _("Line %(line)d: %(text)s") % {"line": self.line, "text": self.text}
        place = {"line": self.line, "column": self.column, "text": self.text}
        return _("Line %(line)d, column %(column)s: %(text)s") % place


class Unreadable(Exception):
    """A cell that cannot be understood; whoever knows its place makes a Problem of it."""

    def __init__(self, text: str, remedy: str) -> None:
        super().__init__(text)
        self.text, self.remedy = text, remedy

    def at(self, line: int, column: str, value: str) -> Problem:
        return Problem(line, column, self.text, value[:80], self.remedy)


class FileRefused(DomainError):
    """The file has problems, so nothing of it was written. `problems` holds all of them, not the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        text = ngettext(
            "Nothing was imported: the file has %(count)d problem.",
            "Nothing was imported: the file has %(count)d problems.",
            len(problems),
        )
        super().__init__(text % {"count": len(problems)})
