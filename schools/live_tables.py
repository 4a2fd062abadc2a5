"""Tables that belong to sections of the Medienkonzept, and who fills them.

What the school has, rates and plans lies in apps above this one. Each of them fills a slot when it is
ready; here nobody knows which there are. A table is finished text, so page, frozen version and print are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.slots import Slot

if TYPE_CHECKING:
    from schools.models import School


@dataclass(frozen=True, slots=True)
class LiveTable:
    """One table of one section; all fields survive JSON.

    `rows` hold as many texts as `heads`, the first one names its row. `facts` are what makes the section match:
    key -> amount or words, compared with the adopted version. `names` say how each key is called: whoever gives
    none counts by name, as all did once, and then another name is another thing.
    """

    key: str
    section: int
    title: str
    heads: list[str]
    rows: list[list[str]]
    facts: dict[str, int | str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    note: str = ""  # of which day, or what the figures leave out
    numeric: list[int] = field(default_factory=list)  # columns of figures, counted from 0

    @classmethod
    def of_version(cls, plain: Mapping[str, Any]) -> Self:
        """A table as an adopted version keeps it."""
        return cls(**plain)

    def plain(self) -> dict[str, Any]:
        return asdict(self)


Provider = Callable[["School"], LiveTable | None]
# With the section each makes a table of, or None where there is nothing to show.
TABLES: Slot[tuple[int, Provider]] = Slot("tables of the Medienkonzept", several=True)


def frozen_tables(content: Mapping[str, Any]) -> list[LiveTable]:
    """The tables of an adopted version's `content`; versions from before there were tables have none."""
    return [LiveTable.of_version(plain) for plain in content.get("tables", [])]


def tables_of(school: School, *, section: int | None = None) -> list[LiveTable]:
    """What stands now, in the order of the sections; of one section, nothing else is built.

    The caller may read the school's drafts.
    """
    chosen = [provider for own, provider in TABLES.providers() if section in {None, own}]
    return sorted((table for make in chosen if (table := make(school))), key=lambda table: table.section)


def changes_between(then: LiveTable | None, now: LiveTable | None) -> list[str]:
    """In words, what differs from the adopted table; empty when the section still matches."""
    if then and now and not then.names:
        now = _by_name(now)  # the version is from before there were keys
    before, after = (table.facts if table else {} for table in (then, now))
    names = (then.names if then else {}) | (now.names if now else {})
    called = {key: names.get(key, key) for key in (*before, *after)}
    told = [_change(called[key], before[key], after[key]) for key in before if key in after]
    new = [
        _("new: %(name)s") % {"name": _with_amount(called[key], after[key])}
        for key in after
        if key not in before
    ]
    gone = [_("no longer there: %(name)s") % {"name": called[key]} for key in before if key not in after]
    return [text for text in told if text] + new + gone


def _by_name(table: LiveTable) -> LiveTable:
    """The same facts under their names; amounts of one name are one amount."""
    facts: dict[str, int | str] = {}
    for key, value in table.facts.items():
        name = table.names.get(key, key)
        earlier = facts.get(name)
        facts[name] = earlier + value if isinstance(earlier, int) and isinstance(value, int) else value
    return replace(table, facts=facts, names={})


def _change(name: str, before: int | str, after: int | str) -> str:
    if before == after:
        return ""
    if isinstance(before, str) or isinstance(after, str):
        words = {"name": name, "before": before, "after": after}
        return _("%(name)s: adopted “%(before)s”, now “%(after)s”") % words
    difference = abs(after - before)
    text = (
        _("%(name)s: %(count)s more than adopted (now %(after)s)")
        if after > before
        else _("%(name)s: %(count)s fewer than adopted (now %(after)s)")
    )
    return text % {"name": name, "count": number_format(difference), "after": number_format(after)}


def _with_amount(name: str, value: int | str) -> str:
    return f"{name} ({number_format(value)})" if isinstance(value, int) else name
