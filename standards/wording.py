"""A rule as a sentence that a council reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.keys import ROOM_TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standards.models import StandardRule
    from standards.selectors import RulePreview
    from standards.selectors.figures import GapLine


def rule_sentence(rule: StandardRule) -> str:
    """ "15 × Tablet im Klassensatz je 2 Klassen, Jahrgänge 1 bis 6, an Grundschulen"."""
    words = _("%(pieces)s × %(type)s per %(basis)s") % {
        "pieces": rule.quantity,
        "type": rule.type,
        "basis": basis_words(rule.per, rule.every, rule.room_type),
    }
    if rule.year_from is not None:
        words += ", " + years_words(rule.year_from, rule.year_to or rule.year_from)
    if rule.school_types:
        words += ", " + _("only: %(types)s") % {"types": ", ".join(rule.names_of_types)}
    return words


def basis_words(per: str, every: int, room_type: str = "") -> str:
    """What a rule counts: "2 Klassen", "Lehrkraft", "Fachraum"."""
    if room_type in ROOM_TYPES:
        return ROOM_TYPES[room_type][0] if every == 1 else f"{every} {ROOM_TYPES[room_type][1]}"
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


def lacking_words(per: str, *, by_year: bool, room_type: str = "") -> str:
    """The number of a school that a rule counts and that is missing, as the form of the figures calls it."""
    if room_type in ROOM_TYPES:
        return ROOM_TYPES[room_type][1]
    if by_year and per in ("pupil", "class"):
        return _("pupils of each year group") if per == "pupil" else _("classes of each year group")
    words = {
        "pupil": _("pupils"),
        "class": _("classes"),
        "teacher": _("teachers"),
        "room": _("teaching rooms"),
    }
    return words[per]


def years_words(first: int, last: int) -> str:
    """ "Jahrgang 7" or "Jahrgänge 1 bis 6"."""
    if first == last:
        return _("year group %(year)s") % {"year": first}
    return _("year groups %(first)s to %(last)s") % {"first": first, "last": last}


def preview_sentences(preview: RulePreview) -> list[str]:
    """What the rule would come to over all schools, then what the draft comes to so far, and the standard in force."""
    after, before = sums_sentence(preview.after), sums_sentence(preview.before)
    if preview.in_force is None:
        return [after, _("So far in the draft: %(sums)s") % {"sums": before}]
    in_force = sums_sentence(preview.in_force)
    if in_force == before:
        return [after, _("So far in the draft as in the standard in force: %(sums)s") % {"sums": before}]
    return [
        after,
        _("So far in the draft: %(sums)s") % {"sums": before},
        _("By the standard in force: %(sums)s") % {"sums": in_force},
    ]


def sums_sentence(lines: Sequence[GapLine]) -> str:
    """Lines of one type: "110 Schulen, 312 Stück fehlen, 145.000,00 € netto. Bei 4 Schulen fehlen Angaben." """
    if not lines:
        return _("not asked for at any school.")
    known = [line for line in lines if line.missing is not None]
    missing = sum(line.missing or 0 for line in known)
    words = [_count(ngettext("%(count)s school", "%(count)s schools", len(lines)), len(lines))]
    if not known:
        words.append(_("what is missing cannot be reckoned, because their figures are missing"))
        return ", ".join(words) + "."
    if missing:
        words.append(
            _count(ngettext("%(count)s piece missing", "%(count)s pieces missing", missing), missing)
        )
    else:
        words.append(_("nothing is missing"))
    costs = [line.cost for line in known]
    if None not in costs:
        euro = number_format(sum(cost for cost in costs if cost), decimal_pos=2, force_grouping=True)
        words.append(_("%(euro)s € net") % {"euro": euro})
    else:
        words.append(_("without cost, the price is missing"))
    told = ", ".join(words) + "."
    if unknown := len(lines) - len(known):
        lacking = ngettext(
            "Figures of %(count)s school are missing; it is not in the sum.",
            "Figures of %(count)s schools are missing; they are not in the sum.",
            unknown,
        )
        told += " " + _count(lacking, unknown)
    return told


def _count(words: str, number: int) -> str:
    return words % {"count": number_format(number, force_grouping=True)}
