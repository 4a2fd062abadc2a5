"""Every text of the code stands in the German catalogue, translated and not doubtful."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.architecture.places import APPS, ROOT, files, name_of

PO = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po"
SOURCES = {".py", ".html", ".txt"}
# Texts that no call of ours names, as (context, text): our wording of a library's own words.
NOT_IN_THE_SOURCES: set[tuple[str | None, str]] = {
    (None, "You must type the same password each time."),
    # Django's own words for numbers, said as people say them
    (None, "Ensure this value is greater than or equal to %(limit_value)s."),
    (None, "Ensure this value is less than or equal to %(limit_value)s."),
    (None, "Ensure that there are no more than %(max)s decimal place."),
}


def key(message: Message) -> tuple[str | None, str]:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def catalogue(path: Path) -> Catalog:
    # a fresh extract leaves the plural rule open, the catalogue has German's
    text = path.read_text("utf-8").replace(
        "nplurals=INTEGER; plural=EXPRESSION", "nplurals=2; plural=(n != 1)"
    )
    return read_po(io.StringIO(text), locale="de")


def texts(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or [""])


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """All texts of a copy of the sources, as Django's own tool finds them."""
    assert shutil.which("xgettext"), "gettext is missing: run script/bootstrap --dev"
    copy = tmp_path_factory.mktemp("messages")
    for path in files(*SOURCES):
        if name_of(path).partition("/")[0] in {*APPS, "templates"} and "migrations" not in path.parts:
            target = copy / name_of(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    (copy / "locale").mkdir()
    env = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    command = [
        sys.executable,
        "-m",
        "django",
        "makemessages",
        "--locale",
        "de",
        "--keep-pot",
        "--no-location",
    ]
    subprocess.run(command, cwd=copy, env=env, check=True, capture_output=True)
    return catalogue(copy / "locale" / "django.pot")


def test_every_text_is_translated(extracted: Catalog) -> None:
    known = {key(message): texts(message) for message in catalogue(PO) if message.id}
    wanted = {key(message) for message in extracted if message.id}
    assert len(wanted) > 100
    assert (
        sorted((text, str(context)) for context, text in wanted if not all(known.get((context, text), ("",))))
        == []
    )


def test_every_translation_is_used(extracted: Catalog) -> None:
    wanted = {key(message) for message in extracted if message.id}
    known = {key(message) for message in catalogue(PO) if message.id}
    unused = known - wanted - set(NOT_IN_THE_SOURCES)
    assert sorted((text, str(context)) for context, text in unused) == []


def test_no_translation_is_doubtful_or_breaks_its_placeholders() -> None:
    messages = [message for message in catalogue(PO) if message.id]
    assert [message.id for message in messages if message.fuzzy] == []
    assert [message.id for message in messages if not all(texts(message))] == []
    assert [(message.id, str(error)) for message in messages for error in message.check()] == []


def test_no_line_parts_an_amount_from_its_sign() -> None:
    messages = [message for message in catalogue(PO) if message.id]
    assert [
        text for message in messages for text in texts(message) if re.search(" (T|Mio\\. )?€", text)
    ] == []


def test_the_catalogue_is_in_order() -> None:
    """Sorted by text: two changes meet in the same line only when they mean the same text."""
    found = [key(message) for message in catalogue(PO) if message.id]
    assert found == sorted(found, key=lambda one: (one[1], one[0] or ""))
