"""How a column of a file writes amounts and days, decided from all of its values and never guessed for one."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.money import cents
from core.parsing import SPACES

COMMA, POINT = ",", "."
MAX_TEXT = 60  # characters; longer is no amount and no day
NOTHING = "?"  # is neither
CURRENCY = re.compile(r"^(?:€|EUR|Euro)|(?:€|EUR|Euro)$", re.IGNORECASE)
WHOLE_EURO = re.compile(r"([,.])[-–—]{1,2}$")  # "399,-"
MARKS = re.compile(r"[.,]")
FORMS = {
    COMMA: re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3}){1,4}|\d{1,15})(?:,\d+)?"),
    POINT: re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d+)?"),
}
TIME = re.compile(
    r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?[AP]M)?(?:Z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE
)
DIVIDED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|(?<=/)\d{2})")  # "21-03-12" may begin with the year
DAY_FORMS = {
    "%d.%m.%Y": "TT.MM.JJJJ",
    "%d.%m.%y": "TT.MM.JJ",
    "%Y-%m-%d": "JJJJ-MM-TT",
    "%Y/%m/%d": "JJJJ/MM/TT",
}
DAY_FIRST, MONTH_FIRST = "TT{0}MM{0}JJJJ", "MM{0}TT{0}JJJJ"  # {0}: slash or hyphen
MOST_KNOWN = 5000  # texts of a column


class Decimals:
    """Comma or point. A mark with three digits behind it says nothing by itself: the others decide."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def see(self, text: str) -> None:
        if mark := _mark_of(_bare(text)):
            self.seen.add(mark)

    def is_open(self, text: str) -> bool:
        """Whether only the rest of the column says what this means, such as "1.234"."""
        return _mark_of(_bare(text)) is None

    def read(self, text: str) -> Decimal | None:
        """Euro in cents; None when empty. DomainError for what is no amount, or may mean two amounts."""
        bare = _bare(text)
        if not bare:
            return None
        mark = _mark_of(bare)
        is_open = mark is None
        if mark is None:
            if len(self.seen) != 1:
                raise DomainError(_two_meanings(text, bare))
            (mark,) = self.seen
        if not FORMS[mark or COMMA].fullmatch(bare):
            raise DomainError(_("“%(text)s” is not an amount in euro.") % {"text": text.strip()[:40]})
        group = POINT if mark == COMMA else COMMA
        value = Decimal(bare.replace(group, "").replace(COMMA, POINT) if mark else bare)
        if is_open and value != cents(value):
            raise DomainError(
                _("“%(text)s” has three decimals, so it is no price.") % {"text": text.strip()[:40]}
            )
        return cents(value)

    def words(self) -> str:
        names = {COMMA: _("decimal comma"), POINT: _("decimal point")}
        return _(" and ").join(names[mark] for mark in (COMMA, POINT) if mark in self.seen)


def _bare(text: str) -> str:
    """Without blanks and euro signs."""
    plain = _short(text).translate(SPACES).replace("\u2212", "-")
    return WHOLE_EURO.sub(r"\g<1>00", CURRENCY.sub("", plain))


def _mark_of(bare: str) -> str | None:
    """The decimal mark that this amount must have; empty where it needs none, None where both are possible."""
    marks = MARKS.findall(bare)
    if not marks:
        return ""
    if len(set(marks)) == 2:
        return str(marks[-1])
    if len(marks) > 1:
        return POINT if marks[0] == COMMA else COMMA  # several of one kind divide thousands
    whole, behind = MARKS.split(bare.lstrip("+-"))
    is_open = len(behind) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    return None if is_open else str(marks[0])


def _two_meanings(text: str, bare: str) -> str:
    whole, behind = MARKS.split(bare)
    return _("“%(text)s” may mean %(large)s or %(small)s.") % {
        "text": text.strip()[:40],
        "large": whole + behind,
        "small": f"{whole},{behind}",
    }


class Days:
    """Which order of day and month a column with slashes or hyphens uses; points and ISO say it themselves."""

    def __init__(self) -> None:
        self.orders: set[str] = set()
        self.forms: set[str] = set()

    def _decided(self, mark: str) -> str:
        """The one order that the column uses with this mark; empty while nothing or too much says it."""
        found = [one for one in self.orders if mark in one]
        return found[0] if len(found) == 1 else ""

    def see(self, text: str) -> None:
        day = _day_text(text)
        order = _order_of(day)
        if order:
            self.orders.add(order)
        elif order == "":
            self.forms |= {word for form, word in DAY_FORMS.items() if _parsed(day, form)}

    def is_open(self, text: str) -> bool:
        return _order_of(_day_text(text)) is None

    def read(self, text: str) -> date | None:
        """None when empty. DomainError for what is no day, or may mean two days."""
        day = _day_text(text)
        if not day:
            return None
        order = _order_of(day)
        divided = DIVIDED.fullmatch(day)
        if divided:
            order = self._decided(divided[2]) if order is None else order
            found = _divided(divided, order)
        else:
            found = next((one for form in DAY_FORMS if (one := _parsed(day, form))), None)
        if found:
            return found
        if divided and not order:
            raise DomainError(
                _("In “%(text)s” day and month can be exchanged.") % {"text": text.strip()[:40]}
            )
        raise DomainError(_("“%(text)s” is not a date.") % {"text": text.strip()[:40]})

    def words(self) -> str:
        found = _(" and ").join([*sorted(self.forms), *sorted(self.orders)])
        return _("date %(forms)s") % {"forms": found} if found else ""


class Years(Days):
    """A column of which only the year counts: what order day and month have need not be known to read it."""

    def __init__(self) -> None:
        super().__init__()
        self.open: set[str] = set()  # marks between day and month
        self.known: set[str] = set()

    def see(self, text: str) -> None:
        if text in self.known:
            return
        if len(self.known) < MOST_KNOWN:
            self.known.add(text)
        super().see(text)
        divided = DIVIDED.fullmatch(_day_text(text))
        if divided and super().is_open(text):
            self.open.add(divided[2])

    def is_open(self, text: str) -> bool:
        return False

    def read(self, text: str) -> date | None:
        divided = DIVIDED.fullmatch(_day_text(text))
        if not divided:
            return super().read(text)
        order = self._decided(divided[2])
        found = [_divided(divided, one.format(divided[2])) for one in (order, DAY_FIRST, MONTH_FIRST) if one]
        if days := [one for one in found if one]:
            return days[0]
        raise DomainError(_("“%(text)s” is not a date.") % {"text": text.strip()[:40]})

    def words(self) -> str:
        either = {
            _("%(one)s or %(other)s") % {"one": DAY_FIRST.format(mark), "other": MONTH_FIRST.format(mark)}
            for mark in self.open
            if not any(mark in one for one in self.orders)
        }
        found = _(" and ").join([*sorted(self.forms), *sorted(self.orders), *sorted(either)])
        return _("year out of %(forms)s") % {"forms": found} if found else ""


def _day_text(text: str) -> str:
    return TIME.sub("", _short(text))


def _short(text: str) -> str:
    """Nothing is read from the beginning of a longer text: the rest of it may say something else."""
    plain = text.strip()
    return plain if len(plain) <= MAX_TEXT else NOTHING


def _order_of(day: str) -> str | None:
    """Which order this day must have; empty where there is no question, None where both are possible."""
    found = DIVIDED.fullmatch(day)
    if not found or found[1].zfill(2) == found[3].zfill(2):
        return ""
    if int(found[1]) > 12:
        return DAY_FIRST.format(found[2])
    return MONTH_FIRST.format(found[2]) if int(found[3]) > 12 else None


def _divided(found: re.Match[str], order: str) -> date | None:
    first, mark, second, year = found.groups()
    if not order and first.zfill(2) != second.zfill(2):
        return None
    day, month = (second, first) if order == MONTH_FIRST.format(mark) else (first, second)
    return _parsed(f"{day}.{month}.{year}", "%d.%m.%Y" if len(year) == 4 else "%d.%m.%y")


def _parsed(day: str, form: str) -> date | None:
    try:
        return datetime.strptime(day, form).date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None
