"""Numbers as Germans read them. What machines read (CSV, XLSX, hidden fields) is never written with this."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format

MINUS = "\N{MINUS SIGN}"


def figure(value: Decimal | float | str, *, decimals: int | None = None) -> str:
    """1234.5 -> 1.234,5; below zero with a real minus, as wide as a plus and never parted from its number."""
    shown = str(number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True))
    return f"{MINUS}{shown[1:]}" if shown.startswith("-") else shown
