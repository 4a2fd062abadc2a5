"""What a section said before, in words that came and went, and who else is in front of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from core.differences import Piece, differences
from schools import framework
from schools.models import School, SectionPresence, SectionText

if TYPE_CHECKING:
    from accounts.models import User

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One text in the list; `words` is how many it has, `more` how many more than the text before it."""

    text: SectionText
    words: int
    more: int
    is_current: bool

    @property
    def change(self) -> str:
        sign = "+" if self.more > 0 else MINUS
        return f"{sign}{abs(self.more)}" if self.more else "±0"


def history(*, user: User, school: School, number: int) -> list[HistoryLine]:
    """Newest first."""
    rows = list(
        SectionText.visible_to(user)
        .filter(school=school, section__number=number)
        .select_related("written_by")
    )
    counts = [framework.word_count(row.text) for row in rows]
    before = [*counts[1:], 0]
    return [
        HistoryLine(row, words, words - earlier, is_current=place == 0)
        for place, (row, words, earlier) in enumerate(zip(rows, counts, before, strict=False))
    ]


@dataclass(frozen=True, slots=True)
class TextPage:
    """One earlier text, compared with the one before it and with the present one."""

    text: SectionText
    changes: list[Piece]  # from the text before to this one
    since: list[Piece]  # from this one to the present text
    current_version: int

    @property
    def is_current(self) -> bool:
        return self.text.version == self.current_version


def text_page(*, user: User, text: SectionText) -> TextPage:
    own = SectionText.visible_to(user).filter(section_id=text.section_id)
    before = own.filter(version__lt=text.version).first()
    current = text.section
    return TextPage(
        text=text,
        changes=differences(before.text if before else "", text.text),
        since=differences(text.text, current.text),
        current_version=current.version,
    )


def others_present(*, user: User, school: School, number: int) -> list[str]:
    """Names of the other people in front of this section right now."""
    now = SectionPresence.visible_to(user).filter(
        school=school, number=number, seen_at__gte=timezone.now() - SectionPresence.PRESENT
    )
    return [str(row.user) for row in now.exclude(user=user).select_related("user").order_by("user__name")]
