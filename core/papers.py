"""Papers that people hand on: a PDF that everybody can open and that does nothing by itself; harmless names."""

from __future__ import annotations

import logging
import re
import unicodedata
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError

logger = logging.getLogger(__name__)

# An action that is a script or starts a program (ISO 32000-2, 12.6.4.6 and 12.6.4.17). What kind it is may stand in
# an object of its own, and other kinds carry a script along under the key JS.
PROGRAM = re.compile(rb"/S\s*/(JavaScript|Launch)\b|\A/(JavaScript|Launch)\Z|/JS (?=\(|<(?!<)|\d+ \d+ R)")


def check_pdf(file: Any) -> None:
    """Others must be able to open it: no torn file, no password. Nothing in it runs by itself."""
    import pikepdf  # noqa: PLC0415 - slow

    try:
        with pikepdf.open(file) as pdf:
            pages = len(pdf.pages)
            runs = any(PROGRAM.search(entry.unparse(resolved=True)) for entry in pdf.objects)
    except pikepdf.PasswordError as error:
        raise DomainError(_("The PDF is protected by a password. Save it without one.")) from error
    except Exception as error:
        logger.info("unreadable PDF: %r", error)
        raise DomainError(_("The PDF is damaged. Create it again and upload that file.")) from error
    finally:
        file.seek(0)
    if not pages:
        raise DomainError(_("The PDF has no pages. Create it again and upload that file."))
    if runs:
        raise DomainError(_("The PDF contains scripts. Print it as a new PDF and upload that file."))


def clean_name(name: str, kind: str, *, otherwise: str) -> str:
    """The user's name for the file as one harmless line that ends in what it is; `otherwise` where nothing is left."""
    visible = "".join(sign for sign in PurePath(name).name if unicodedata.category(sign)[0] != "C")
    return f"{PurePath(visible).stem[:190] or otherwise}.{kind}"
