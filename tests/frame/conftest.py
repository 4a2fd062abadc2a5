"""The table in Musterstadt with something agreed at it."""

from __future__ import annotations

from tests.roundtables.conftest import table

__all__ = ["table"]
