"""Numbers, dates and names as people in Germany type them. Empty text is None, nonsense a DomainError."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError

DATE_FORMATS = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y")
SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009'’"))
GROUPED = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d{1,6})?")
GERMAN = re.compile(r"[+-]?\d{1,15}(,\d{1,6})?")
ENGLISH = re.compile(r"[+-]?\d{1,15}\.\d{1,6}")


def one_line(text: str) -> str:
    """Words with one blank between them. Names stand in mails: no line break may begin a text of its own there."""
    return " ".join(text.replace("\0", "").split())  # no text in PostgreSQL holds a NUL


def parse_decimal(text: str) -> Decimal | None:
    """ "1.234,50", "1 234,5", "12.5" (a machine's point), "99,90 €". "1.234" is one thousand and more."""
    plain = text.strip().translate(SPACES).removesuffix("€").replace("\u2212", "-")
    if not plain:
        return None
    if GROUPED.fullmatch(plain) or GERMAN.fullmatch(plain):
        return Decimal(plain.replace(".", "").replace(",", "."))
    if ENGLISH.fullmatch(plain):
        return Decimal(plain)
    raise DomainError(
        _("“%(text)s” is not a number. Write it like 28 or 1.234,50.") % {"text": text.strip()[:40]}
    )


def parse_count(text: str) -> int | None:
    """A whole number from zero up."""
    number = parse_decimal(text)
    if number is None:
        return None
    if number > 0 and number != number.to_integral_value():
        hint = _("“%(text)s” has decimals, like a price. A count is a whole number such as 28.")
        raise DomainError(hint % {"text": text.strip()[:40]})
    if number < 0 or number != number.to_integral_value():
        raise DomainError(
            _("“%(text)s” is not a count. Write a whole number such as 28.") % {"text": text.strip()[:40]}
        )
    return int(number)


def hidden_number(text: str) -> int | None:
    """A whole number that a page put into a hidden field; None for whatever somebody else put there."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def hidden_version(data: Mapping[str, Any], name: str = "version") -> int:
    """Which version of a row a page with a button was made of; -1, which no row has, where none is told."""
    version = hidden_number(data.get(name, ""))
    return -1 if version is None else version


def parse_date(text: str) -> date | None:
    """ "15.10.2026", "2026-10-15", "15.10.26"; a time of day behind it is dropped."""
    plain = text.strip()
    if not plain:
        return None
    day = re.sub(r"[ T]\d{2}:\d{2}(:\d{2})?$", "", plain)
    for form in DATE_FORMATS:
        try:
            return datetime.strptime(day, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise DomainError(_("“%(text)s” is not a date. Write it like 15.10.2026.") % {"text": plain[:40]})
