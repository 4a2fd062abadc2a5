"""The one page of a Jahresgespräch, made out of what both sides read: releases, adopted concept, sent needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from annualreviews.models import AgreementPoint, AnnualReview
from core.days import day_in_figures
from core.money import euro_or_dash
from core.stages import state_word
from matrix.models import Snapshot
from matrix.selectors import compare, with_ratings
from needs.selectors import Line, list_picture
from roundtables.models import Milestone
from schools.models import ConceptVersion, School
from standards.selectors import GapLine, TargetLine, gap_of_school, target_lines

if TYPE_CHECKING:
    from accounts.models import User
    from matrix.selectors import Answer, AspectPair
    from schools.models import SchoolAuthority

CONFIRMED_FOR = 365  # days after which a look back is made, where there was no talk before


def sheet_of(*, user: User, school: School, year: int, with_cost: bool = True) -> dict[str, Any]:
    """All that the page and its PDF say, as plain JSON in words. Whoever takes part reads the same.

    The one exception is what the missing pieces cost, which is for readers of the price list; leave it out
    (`with_cost`) where others read the answer, too. Where a standard is in force, "standard" says what is missing by
    type and "gap" is empty; else "standard" is None and "gap" holds the figures against the four targets.

    Parts: "stages", "concept", "standard", "gap", "needs", "milestones", "last" (agreements of the talk before), "talk"
    and "points". The number of queries does not grow with any of them.
    """
    reviews = AnnualReview.visible_to(user).filter(school=school)
    review = reviews.filter(year=year).first()
    standard = _standard(user, school, year, with_cost=with_cost)
    last = reviews.filter(year__lt=year, closed_at__isnull=False).order_by("-year").first()
    return {
        "title": _("Jahresgespräch %(year)s") % {"year": year},
        "as_of": timezone.localdate().isoformat(),
        "stages": _stages(user, school, since=last.closed_at if last else None),
        "concept": _concept(user, school),
        "standard": standard,
        "gap": [] if standard else _gap(user, school),
        "needs": _needs(user, school, year),
        "milestones": [_milestone(row) for row in Milestone.of_school(school).open()],
        "last": {"year": last.year, "points": [_point(one) for one in points_of(last)]} if last else None,
        "talk": _talk(review),
        "points": [_point(one) for one in points_of(review)] if review else [],
    }


def points_of(review: AnnualReview) -> list[AgreementPoint]:
    """What was agreed, in the order of recording; the caller may read the review."""
    return list(review.points.select_related("item__type"))


def _talk(review: AnnualReview | None) -> dict[str, str]:
    if not review:
        return {"day": "", "place": "", "participants": "", "note": ""}
    day = _("%(day)s, %(time)s o’clock")
    moment = review.starts_at and timezone.localtime(review.starts_at)
    return {
        "day": day % {"day": day_in_figures(moment), "time": date_format(moment, "H:i")} if moment else "",
        "place": review.place,
        "participants": review.participants,
        "note": review.note,
    }


def _point(point: AgreementPoint) -> dict[str, Any]:
    return {
        "text": point.text,
        "side": str(point.get_side_display()),
        "due": day_in_figures(point.due_on),
        "item": str(point.item or ""),
        "outcome": str(point.get_outcome_display()),
        "is_late": point.is_late,
        "note": point.outcome_note,
    }


# --- the matrix -------------------------------------------------------------------------------------------------


def _stages(user: User, school: School, *, since: datetime | None) -> dict[str, Any]:
    """Which aspects stand otherwise than at the talk before, or than a year ago; the newest release decides."""
    rows = Snapshot.visible_to(user).filter(school=school).order_by("-number").values_list("pk", "taken_at")
    releases = list(rows)
    if not releases:
        return {"text": _("Nothing was released yet."), "rows": [], "is_compared": False}
    newest = releases[0][0]
    limit = since or timezone.now() - timedelta(days=CONFIRMED_FOR)
    before = [pk for pk, moment in releases[1:] if moment <= limit] or [pk for pk, _m in releases[-1:]]
    found = with_ratings(
        Snapshot.visible_to(user).filter(pk__in={newest, before[0]}).select_related("catalogue")
    )
    by_pk = {row.pk: row for row in found}
    new, old = by_pk[newest], by_pk[before[0]]
    if new.pk == old.pk:
        text = _("Released once, on %(day)s: nothing to compare with yet.") % {
            "day": day_in_figures(new.taken_at)
        }
        return {"text": text, "rows": [], "is_compared": False}
    compared = compare(old, new)
    text = _("Between %(old)s and %(new)s: %(words)s.") % {
        "old": day_in_figures(old.taken_at),
        "new": day_in_figures(new.taken_at),
        "words": compared.changes.words,
    }
    pairs = [pair for field in compared.fields for pair in field.pairs if pair.kind not in {"same", "ended"}]
    return {"text": text, "rows": [_pair(pair) for pair in pairs], "is_compared": True}


def _pair(pair: AspectPair) -> dict[str, str]:
    return {
        "aspect": f"{pair.aspect.code} {pair.aspect.name}",
        "old": _stage(pair.old),
        "new": _stage(pair.new),
        "kind": pair.kind,
    }


def _stage(answer: Answer) -> str:
    return f"{answer.stage} {answer.stage_name}" if answer.stage else state_word(answer.state)


# --- concept, gap, needs, milestones ------------------------------------------------------------------------------


def _concept(user: User, school: School) -> dict[str, Any]:
    version = ConceptVersion.visible_to(user).filter(school=school).defer("content").first()
    if version is None:
        return {"text": _("No Medienkonzept was adopted in the portal yet."), "is_overdue": False}
    text = _("Version %(number)s, adopted by the Schulkonferenz on %(day)s, next review on %(review)s.")
    words = {
        "number": version.number,
        "day": day_in_figures(version.adopted_on),
        "review": day_in_figures(version.next_review_on),
    }
    return {"text": text % words, "is_overdue": version.next_review_on < timezone.localdate()}


def _standard(user: User, school: School, year: int, *, with_cost: bool) -> dict[str, Any] | None:
    """What is missing by type against the standard in force; None where none is. As the proposals of the year count."""
    table = gap_of_school(user=user, school=school, year=year)
    if not table.version:
        return None
    text = _("Stock against “%(title)s”, decided by %(body)s on %(day)s.") % {
        "title": table.version.title,
        "body": table.version.body,
        "day": day_in_figures(table.version.decided_on),
    }
    has_cost = with_cost and table.has_prices
    of_rest = _("The cost is that of what is left to report.") if has_cost and table.total.under_way else ""
    rows = [_standard_row(line, has_cost=has_cost) for line in table.lines]
    return {
        "text": f"{text} {table.reckoned_with} {of_rest}".rstrip(),
        "rows": rows,
        "has_under_way": any(line.under_way for line in table.lines),
        "has_cost": has_cost,
        "total": euro_or_dash(table.total.cost) if has_cost else "",
    }


def _standard_row(line: GapLine, *, has_cost: bool) -> dict[str, str]:
    cost = _("price missing") if line.left and line.price is None else euro_or_dash(line.cost)
    return {
        "name": line.type.name,
        "target": _count(line.target),
        "usable": _count(line.usable),
        "missing": _("figures missing") if line.missing is None else _count(line.missing),
        "under_way": _count(line.under_way),
        "left": _count(line.left),
        "cost": cost if has_cost else "",
    }


def _count(number: int | None) -> str:
    return "–" if number is None else number_format(number, force_grouping=True)


def _gap(user: User, school: School) -> list[dict[str, str]]:
    return [_figure(one) for one in target_lines(user=user, schools=[school])[school.pk]]


def _figure(line: TargetLine) -> dict[str, str]:
    figure, text = line.figure, line.figure.text
    if line.missing:
        words = {"missing": _count(line.missing), "under_way": _count(line.under_way)}
        short = ngettext("%(missing)s missing", "%(missing)s missing", line.missing) % words
        if line.under_way:
            short += _(", of these %(under_way)s under way") % words
        text = f"{text}; {short}"
    return {
        "label": figure.label,
        "text": text,
        "verdict": figure.verdict_label,
        "tone": figure.tone,
        "symbol": figure.symbol,
    }


def _needs(user: User, school: School, year: int) -> dict[str, Any]:
    """The list of this year once it was sent; drafts stay with the school."""
    picture = list_picture(user=user, school=school, year=year)
    if not picture.need_list or not picture.need_list.sent_at:
        return {"sent": "", "rows": [], "total": "", "unpriced": 0}
    money = picture.money
    return {
        "sent": day_in_figures(picture.need_list.sent_at),
        "rows": [_need(line) for line in picture.lines],
        "total": euro_or_dash(money.total),
        "unpriced": money.unpriced,
    }


def _need(line: Line) -> dict[str, str]:
    item = line.item
    return {
        "name": str(item),
        "priority": item.priority,
        "total": euro_or_dash(item.total),
        "state": str(item.get_state_display()),
        "reason": item.decision,
    }


def _milestone(row: Milestone) -> dict[str, Any]:
    return {
        "text": row.text,
        "responsible": row.responsible,
        "due": day_in_figures(row.due_on),
        "state": str(row.get_state_display()),
        "is_late": row.is_late,
    }


# --- the Träger's list --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One school in the year's list; `review` is None where nobody has written anything yet."""

    school: School
    review: AnnualReview | None
    points: int

    @property
    def state(self) -> tuple[str, str]:
        """Word and tone."""
        if self.review and self.review.is_closed:
            return pgettext("talk", "closed"), "success"
        moment = self.review.starts_at if self.review else None
        if moment is None:
            return _("no day yet"), "neutral"
        return (_("planned"), "info") if moment > timezone.now() else (_("to record"), "warning")


def review_rows(*, user: User, authority: SchoolAuthority, year: int) -> list[ReviewRow]:
    """Every open school of the Träger, by name; two queries."""
    schools = School.visible_to(user).filter(authority=authority).open().order_by("name", "pk")
    reviews = AnnualReview.visible_to(user).filter(school__authority=authority, year=year)
    by_school = {one.school_id: one for one in reviews.defer("sheet").annotate(count=Count("points"))}
    return [
        ReviewRow(school, found, found.count if found else 0)
        for school in schools.select_related("municipality")
        for found in [by_school.get(school.pk)]
    ]
