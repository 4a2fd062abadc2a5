"""Two texts side by side in words: what stayed, what came, what went."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\S+\s*|\s+")
LIMIT = 2_000_000  # pairs of words; beyond, a whole passage counts as replaced instead of being compared


@dataclass(frozen=True, slots=True)
class Piece:
    """`kind` is "same", "added" or "removed"."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The pieces in reading order. Same and added ones joined give `after`, same and removed ones `before`."""
    found: list[Piece] = []
    for old, new in _passages(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if old == new:
            _add(found, "same", old)
        else:
            for kind, text in _in_words(WORDS.findall(old), WORDS.findall(new)):
                _add(found, kind, text)
    return found


def _passages(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Lines first: what stands still is cheap, and a moved paragraph does not scatter the words around it."""
    for _tag, start, end, new_start, new_end in _steps(old, new):
        yield "".join(old[start:end]), "".join(new[new_start:new_end])


def _in_words(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    for tag, start, end, new_start, new_end in _steps(old, new):
        if tag == "equal":
            yield "same", "".join(old[start:end])
            continue
        yield "removed", "".join(old[start:end])
        yield "added", "".join(new[new_start:new_end])


def _steps(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    if len(old) * len(new) > LIMIT:
        return [("replace", 0, len(old), 0, len(new))]
    return SequenceMatcher(None, old, new).get_opcodes()  # type: ignore[return-value]  # its tags are plain strings


def _add(found: list[Piece], kind: str, text: str) -> None:
    if not text:
        return
    if found and found[-1].kind == kind:
        text = found.pop().text + text
    found.append(Piece(kind, text))
