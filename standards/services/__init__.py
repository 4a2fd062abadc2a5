"""Writing standards: draft, rules, exceptions, adoption."""

from standards.services.versions import (
    adopt,
    begin_draft,
    correct_decision,
    discard_draft,
    remove_exception,
    remove_rule,
    save_exception,
    save_rule,
)

__all__ = [
    "adopt",
    "begin_draft",
    "correct_decision",
    "discard_draft",
    "remove_exception",
    "remove_rule",
    "save_exception",
    "save_rule",
]
