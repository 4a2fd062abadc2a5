"""What was shown and said about the sections, cut to the reader."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schools import framework
from schools.models import ConceptSection, ConceptVersion, School, SectionComment, ShownSection

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """One section as this reader may see it, and what was said about it. `shown` None: nothing is shown."""

    plan: framework.SectionPlan
    shown: ShownSection | None
    adopted: ConceptVersion | None  # the latest version, when nothing is shown and it holds a text
    adopted_text: str
    comments: tuple[SectionComment, ...]
    current: ConceptSection | None  # the draft, for the school alone

    @property
    def open_comments(self) -> list[SectionComment]:
        return [comment for comment in self.comments if comment.done_at is None]

    @property
    def done_comments(self) -> list[SectionComment]:
        return [comment for comment in self.comments if comment.done_at]

    @property
    def is_behind(self) -> bool:
        """The school has written on since it showed the section."""
        return bool(self.shown and self.current and self.shown.version != self.current.version)


def feedback_page(*, user: User, school: School, number: int) -> FeedbackPage:
    """Raises LookupError for a number that no section has."""
    plan = framework.section(number)
    own = {"school": school, "number": number}
    people = ("shown_by", "checked_by")
    shown = ShownSection.visible_to(user).filter(**own).select_related(*people).first()
    comments = SectionComment.visible_to(user).filter(**own).select_related("author", "done_by")
    for comment in comments:
        comment.school = school  # whose it is decides who may say that it is done
    latest = None if shown else ConceptVersion.visible_to(user).filter(school=school).first()
    text = latest.content.get("sections", {}).get(str(number), "") if latest else ""
    return FeedbackPage(
        plan=plan,
        shown=shown,
        adopted=latest if text else None,
        adopted_text=text,
        comments=tuple(comments),
        current=ConceptSection.visible_to(user).filter(**own).exclude(text="").first(),
    )


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """One section in a reader's list."""

    plan: framework.SectionPlan
    shown: ShownSection | None
    comments: int

    @property
    def title(self) -> str:
        return f"{self.plan.number} {self.plan.heading}"


def feedback_lines(*, user: User, school: School) -> list[FeedbackLine]:
    """All sections with what this reader finds there."""
    shown = {row.number: row for row in ShownSection.visible_to(user).filter(school=school).defer("text")}
    said = Counter(SectionComment.visible_to(user).filter(school=school).values_list("number", flat=True))
    return [FeedbackLine(plan, shown.get(plan.number), said[plan.number]) for plan in framework.sections()]


@dataclass(frozen=True, slots=True)
class SchoolReview:
    """One school on the adviser's list; `waiting` are the sections that wait for a sign-off, in order."""

    school: School
    waiting: tuple[ShownSection, ...]
    checked: int


def review_list(*, user: User) -> list[SchoolReview]:
    """Schools that show something of their draft: those that wait longest first, then by name."""
    rows = (
        ShownSection.visible_to(user)
        .defer("text")
        .select_related("school__municipality", "school__authority")
    )
    by_school: dict[int, list[ShownSection]] = {}
    for row in rows.order_by("school__name", "school_id", "number"):
        by_school.setdefault(row.school_id, []).append(row)
    found = [
        SchoolReview(
            school=own[0].school,
            waiting=tuple(row for row in own if row.checked_at is None),
            checked=sum(1 for row in own if row.checked_at),
        )
        for own in by_school.values()
    ]
    return sorted(
        found,
        key=lambda one: (not one.waiting, min((row.shown_at.timestamp() for row in one.waiting), default=0)),
    )


@dataclass(frozen=True, slots=True)
class NextStop:
    """Where an adviser goes on: the next section of this school, or the first one of the next school."""

    school: School
    number: int
    is_other_school: bool


def next_stop(*, user: User, school: School, number: int) -> NextStop | None:
    """The next waiting section after this one, this school's first; None when nothing else waits."""
    reviews = [one for one in review_list(user=user) if one.waiting]
    here = [row.number for one in reviews if one.school.pk == school.pk for row in one.waiting]
    rest = [*(found for found in here if found > number), *(found for found in here if found < number)]
    if rest:
        return NextStop(school, rest[0], is_other_school=False)
    order = [one.school.pk for one in reviews]
    start = order.index(school.pk) + 1 if school.pk in order else 0
    others = [one for one in reviews[start:] + reviews[:start] if one.school.pk != school.pk]
    return NextStop(others[0].school, others[0].waiting[0].number, is_other_school=True) if others else None
