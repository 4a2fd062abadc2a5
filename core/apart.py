"""Workbooks are read in a process of their own (`core.workbook_reader`) that no file makes larger than it may be."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

READER = Path(__file__).with_name("workbook_reader.py")
KINDS: dict[str, Callable[[str], Any]] = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "text": str,
}
MARKS = [f'["{kind}",'.encode() for kind in KINDS]  # a line without them holds texts and numbers alone


class NotReadError(Exception):
    """The reader refused the file, or did not come to its end.

    `is_too_much`: not because the file is broken, but because it takes more room or time than the reader has.
    """

    def __init__(self, text: str, *, is_too_much: bool = False) -> None:
        super().__init__(text)
        self.is_too_much = is_too_much


def too_much() -> str:
    return _(
        "The file takes far more room or time than a list, for example because of cells far outside of it. "
        "Copy only the filled lines into a new file and upload that."
    )


def read_apart(content: bytes, *how: str) -> Generator[Any]:
    """First a dict of what there is to come, then the values of each line. Raises NotReadError, also halfway."""
    with subprocess.Popen(  # noqa: S603 - our own words, no shell
        [sys.executable, "-I", str(READER), *how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        target: Any = process.stdin
        try:
            with suppress(BrokenPipeError), target:  # it may have ended already
                target.write(content)
            yield from _said(process.stdout)
        except NotReadError as error:
            error.is_too_much = error.is_too_much or process.wait() < 0  # the system has ended it
            raise
        finally:
            process.kill()


def _said(source: Any) -> Iterator[Any]:
    for line in source:
        if line[-1:] != b"\n":
            break  # cut off
        found = json.loads(line)
        if isinstance(found, list):
            if not any(mark in line for mark in MARKS):
                yield from found
                continue
            for cells in found:
                yield [KINDS[value[0]](value[1]) if type(value) is list else value for value in cells]
        elif "end" in found:
            return
        elif "problem" in found:
            raise NotReadError(found["problem"], is_too_much=found["is_too_much"])
        else:
            yield found
    raise NotReadError("the reader did not come to its end")
