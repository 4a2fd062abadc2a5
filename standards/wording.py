"""A rule as a sentence that a council reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from standards.models import StandardRule


def rule_sentence(rule: StandardRule) -> str:
    """ "15 × Tablet im Klassensatz je 2 Klassen, Jahrgänge 1 bis 6, an Grundschulen"."""
    words = _("%(pieces)s × %(type)s per %(basis)s") % {
        "pieces": rule.quantity,
        "type": rule.type,
        "basis": basis_words(rule.per, rule.every),
    }
    if rule.year_from is not None:
        words += ", " + years_words(rule.year_from, rule.year_to or rule.year_from)
    if rule.school_types:
        words += ", " + _("only: %(types)s") % {"types": ", ".join(rule.names_of_types)}
    return words


def basis_words(per: str, every: int) -> str:
    """What a rule counts: "2 Klassen", "Lehrkraft"."""
    one = {
        "pupil": _("pupil"),
        "class": _("class"),
        "teacher": _("teacher"),
        "room": _("teaching room"),
        "school": _("school"),
    }
    if every == 1:
        return one[per]
    many = {
        "pupil": ngettext("%(count)s pupil", "%(count)s pupils", every),
        "class": ngettext("%(count)s class", "%(count)s classes", every),
        "teacher": ngettext("%(count)s teacher", "%(count)s teachers", every),
        "room": ngettext("%(count)s teaching room", "%(count)s teaching rooms", every),
        "school": ngettext("%(count)s school", "%(count)s schools", every),
    }
    return many[per] % {"count": every}


def years_words(first: int, last: int) -> str:
    """ "Jahrgang 7" or "Jahrgänge 1 bis 6"."""
    if first == last:
        return _("year group %(year)s") % {"year": first}
    return _("year groups %(first)s to %(last)s") % {"first": first, "last": last}
