"""How many rooms of each type a school has, as people write them: a line each, name and number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.keys import ROOM_TYPES

MOST = 1000


class RoomCountsField(forms.CharField):
    """Cleans to {"specialist": 4}; empty text to {}. A 0 says that there is none, a missing line nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Rooms by type"),
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
            **kwargs,
        )
        words = ", ".join(one for one, _many in ROOM_TYPES.values())
        self.help_text = _(
            "A line each: type of room and number, such as “%(example)s 4”. Possible are: %(types)s. "
            "Needed where the equipment standard speaks of such rooms."
        ) % {"example": ROOM_TYPES["specialist"][0], "types": words}

    def clean(self, value: Any) -> dict[str, int]:
        keys = {name.casefold(): key for key, names in ROOM_TYPES.items() for name in names}
        found: dict[str, int] = {}
        for line in str(super().clean(value)).splitlines():
            if not line.strip():
                continue
            name, _space, number = line.replace("\t", " ").strip(" ;,").rpartition(" ")
            key = keys.get(name.strip(" :;,").casefold())
            if key is None or not (number.isascii() and number.isdigit()) or int(number[:5]) > MOST:
                text = _("“%(line)s” cannot be read. Write a type of room and a number up to 1000.")
                raise ValidationError(text % {"line": line.strip()[:40]})
            if key in found:
                raise ValidationError(_("%(room)s stands there twice.") % {"room": ROOM_TYPES[key][0]})
            found[key] = int(number)
        return found


def as_lines(room_counts: dict[str, int]) -> str:
    """As the field takes them back."""
    return "\n".join(
        f"{name} {room_counts[key]}" for key, (name, _many) in ROOM_TYPES.items() if key in room_counts
    )
