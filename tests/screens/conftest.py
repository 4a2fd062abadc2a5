"""The table of the round tables, and walls on it."""

from tests.roundtables.conftest import table  # noqa: F401 - a fixture
