"""What a list means, as plain data, kept with an upload and under a name. How it is read: `equipment.profiles`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Profile:
    """`columns`: field -> column of the list. `values`: field -> its word -> our code (or LEFT_OUT).

    Not aggregated: serial numbers are kept.
    """

    name: str
    source: str
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    is_aggregated: bool = True

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "source": self.source,
            "columns": dict(self.columns),
            "values": {name: dict(words) for name, words in self.values.items()},
            "is_aggregated": self.is_aggregated,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Of what `as_json` made; other keys are passed over."""
        return cls(**{name: kept[name] for name in cls.__dataclass_fields__ if name in kept})
