"""Papers that people hand on: a PDF that everybody can open and that does nothing by itself; harmless names."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import unicodedata
from pathlib import Path, PurePath
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError

logger = logging.getLogger(__name__)

READER = Path(__file__).with_name("pdf_reader.py")
PATIENCE = 30  # seconds; the reader ends itself before, unless the machine is busy


def check_pdf(file: Any) -> None:
    """Others must be able to open it: no torn file, no password, no bomb. Nothing in it runs by itself."""
    found = _read(file)
    if found.get("problem") == "password":
        raise DomainError(_("The PDF is protected by a password. Save it without one."))
    if "pages" not in found:
        logger.info("unreadable PDF: %s", found.get("detail"))
        raise DomainError(_("The PDF is damaged. Create it again and upload that file."))
    if not found["pages"]:
        raise DomainError(_("The PDF has no pages. Create it again and upload that file."))
    if found["runs"]:
        raise DomainError(_("The PDF contains scripts. Print it as a new PDF and upload that file."))


def count_pages(file: Any) -> int:
    """Pages of a PDF that was checked when it came in; 0 where it can no longer be read."""
    return int(_read(file).get("pages", 0))


def _read(file: Any) -> dict[str, Any]:
    """What the reader says; without `pages` where it did not come to an end."""
    file.seek(0)
    try:
        done = subprocess.run(  # noqa: S603 - our own words, no shell
            [sys.executable, "-I", str(READER)],
            input=file.read(),
            capture_output=True,
            check=True,
            timeout=PATIENCE,
        )
        found: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        return {"detail": repr(error)}
    finally:
        file.seek(0)
    return found


def clean_name(name: str, kind: str, *, otherwise: str) -> str:
    """The user's name for the file as one harmless line that ends in what it is; `otherwise` where nothing is left."""
    visible = "".join(sign for sign in PurePath(name).name if unicodedata.category(sign)[0] != "C")
    return f"{PurePath(visible).stem[:190] or otherwise}.{kind}"
