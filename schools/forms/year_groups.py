"""Classes and pupils per year group, as people paste them out of a table: a line each, three numbers."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FIRST, LAST = 1, 13
MOST = 10_000
NUMBERS = 3  # year group, classes, pupils
BREAK = re.compile(r"[\s;,:|/]+")


class YearGroupsField(forms.CharField):
    """Cleans to {"5": {"classes": 4, "pupils": 108}}; empty text to {}."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Year groups"),
            help_text=gettext_lazy(
                "A line each: year group, classes, pupils, such as “5 4 108”. You can paste the three columns of "
                "a table. Needed where the equipment standard speaks of year groups."
            ),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
            **kwargs,
        )

    def clean(self, value: Any) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for line in str(super().clean(value)).splitlines():
            if line.strip():
                year, classes, pupils = self._numbers(line)
                if str(year) in found:
                    raise ValidationError(_("Year group %(year)s stands there twice.") % {"year": year})
                found[str(year)] = {"classes": classes, "pupils": pupils}
        return dict(sorted(found.items(), key=lambda item: int(item[0])))

    def _numbers(self, line: str) -> tuple[int, int, int]:
        parts = [part for part in BREAK.split(line.strip()) if part]
        is_plain = len(parts) == NUMBERS and all(
            part.isascii() and part.isdigit() and len(part) < 6 for part in parts
        )
        if not is_plain:
            text = _("“%(line)s” cannot be read. Write three numbers: year group, classes, pupils.")
            raise ValidationError(text % {"line": line.strip()[:40]})
        year, classes, pupils = map(int, parts)
        if not FIRST <= year <= LAST:
            raise ValidationError(_("Year groups go from 1 to 13, not %(year)s.") % {"year": year})
        if classes > MOST or pupils > MOST:
            raise ValidationError(_("The numbers of year group %(year)s are too large.") % {"year": year})
        return year, classes, pupils


def as_lines(year_groups: dict[str, dict[str, int]]) -> str:
    """As the field takes them back."""
    rows = sorted(year_groups.items(), key=lambda item: int(item[0]))
    return "\n".join(f"{year} {counts['classes']} {counts['pupils']}" for year, counts in rows)
