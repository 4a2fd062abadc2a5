"""What the next agenda might speak of, each with its reason; nothing that stands on it already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.days import day_in_words
from matrix.models import AGED_AFTER, JoinedTopic, Side, Snapshot
from roundtables.models import AgendaItem, Meeting, Milestone, ParkedItem
from roundtables.selectors.agenda_proposals import suggestions_at
from roundtables.selectors.differences import differences_at
from roundtables.selectors.minutes import agenda_lines
from roundtables.selectors.picture import (
    Grid,
    Picture,
    TopicView,
    Waiting,
    newest_releases,
    picture_of,
    topic_views,
)
from roundtables.selectors.subjects import NOTHING, Subject, subject_of

if TYPE_CHECKING:
    from accounts.models import User
    from matrix.selectors import AspectInfo

Origin = AgendaItem.Origin
APART = 1  # stages between the two sides of a topic that are worth a talk
NAMED = 5  # schools in one reason
OPEN = 6  # offers of one kind that a page shows unfolded


@dataclass(frozen=True, slots=True)
class Offer:
    """One topic to be. `take_url` is set where the thing has a door of its own; `source_url` leads to where it
    comes from, a page that whoever runs the table may read."""

    origin: str
    origin_id: int
    title: str
    reason: str
    kind: str = AgendaItem.Kind.EXCHANGE
    minutes: int = 10
    lead: str = ""
    take_url: str = ""
    source_url: str = ""
    source: str = ""  # what is found there, in words
    subject: Subject = NOTHING

    @property
    def key(self) -> str:
        return f"{self.origin}:{self.origin_id}"


@dataclass(frozen=True, slots=True)
class OfferGroup:
    """What there is of one kind; on the page the first ones stand open."""

    title: str
    offers: tuple[Offer, ...]

    @property
    def first(self) -> tuple[Offer, ...]:
        return self.offers[:OPEN]

    @property
    def rest(self) -> tuple[Offer, ...]:
        return self.offers[OPEN:]


def takes_offers(meeting: Meeting) -> bool:
    """Until it is over."""
    return meeting.state in {Meeting.State.PLANNED, Meeting.State.RUNNING}


def preparation_of(meeting: Meeting, *, user: User) -> tuple[OfferGroup, ...]:
    """In the order of a table's work; groups without offers are left out. Constant in the number of schools."""
    if not takes_offers(meeting):
        return ()
    releases = newest_releases(meeting.series, named=True)
    picture = picture_of(meeting.series, releases, topic=meeting.joined_topic)
    views = topic_views(picture, [topic.code for topic in picture.matrix.topics]) if picture else []
    groups = (
        (_("Milestones that are late or due by the meeting"), _milestones(meeting, user)),
        (_("Topics that schools and school authority see differently"), _views(meeting, picture, views)),
        (_("Aspects whose next stage waits for the other side"), _waits(meeting, views)),
        (_("Different views of one aspect"), _voices(meeting, releases, user)),
        (_("Topics that schools wish for"), _wishes(meeting, user)),
        (_("Parked topics"), _parked(meeting, user)),
        (_("Releases older than a year"), _aged(releases)),
    )
    here = {f"{origin}:{pk}" for origin, pk in meeting.agenda.values_list("origin", "origin_id")}
    left = ((title, tuple(one for one in found if one.key not in here)) for title, found in groups)
    return tuple(OfferGroup(title, offers) for title, offers in left if offers)


def offer_of(meeting: Meeting, key: str, *, user: User) -> Offer | None:
    """None for what is offered no longer, and for what has a door of its own."""
    offers = (one for group in preparation_of(meeting, user=user) for one in group.offers)
    return next((one for one in offers if one.key == key and not one.take_url), None)


def _milestones(meeting: Meeting, user: User) -> Iterator[Offer]:
    until = timezone.localdate(meeting.starts_at)
    rows = Milestone.visible_to(user).filter(series=meeting.series).open().filter(due_on__lte=until)
    for row in rows.order_by("due_on", "pk").prefetch_related("aspects"):
        words = {"day": day_in_words(row.due_on), "who": row.responsible}
        late = _("Late since %(day)s, %(who)s.") if row.is_late else _("Due on %(day)s, %(who)s.")
        yield Offer(
            Origin.MILESTONE,
            row.pk,
            _("Milestone: %(text)s") % {"text": row.text},
            late % words,
            lead=row.responsible,
            source_url=reverse("roundtables:milestone_detail", args=[row.pk]),
            source=_("To the milestone"),
            subject=subject_of(row),
        )


def _topic_url(meeting: Meeting, code: str) -> str:
    """Both sides of a joined topic stand on the page of the meeting."""
    query = urlencode({"thema": code})
    return f"{reverse('roundtables:meeting_detail', args=[meeting.pk])}?{query}#topic"


def _views(meeting: Meeting, picture: Picture | None, views: Iterable[TopicView]) -> Iterator[Offer]:
    if picture is None:
        return
    keys = dict(JoinedTopic.objects.filter(catalogue=picture.matrix.pk).values_list("code", "pk"))
    for view in views:
        schools, authority = _middle(view.school), _middle(view.authority)
        if schools is None or authority is None or abs(schools - authority) < APART:
            continue
        words = {"schools": _stage(schools), "authority": _stage(authority)}
        yield Offer(
            Origin.VIEWS,
            keys[view.topic.code],
            _("Two views: %(code)s %(name)s") % {"code": view.topic.code, "name": view.topic.name},
            _("Schools stand at stage %(schools)s in the middle, the school authority at %(authority)s.")
            % words,
            kind=AgendaItem.Kind.WORK,
            minutes=20,
            source_url=_topic_url(meeting, view.topic.code),
            source=_("Both sides of the topic"),
            subject=Subject(topic=keys[view.topic.code]),
        )


def _middle(grid: Grid) -> float | None:
    """Of all stages that were released in this topic."""
    stages = [cell.stage for row in grid.rows for cell in row.cells if cell.stage is not None]
    return float(median(stages)) if stages else None


def _stage(value: float) -> str:
    return str(number_format(value, 0 if value.is_integer() else 1))


def _waits(meeting: Meeting, views: Iterable[TopicView]) -> list[Offer]:
    """Where most schools are concerned first."""
    found = sorted(_waiting(meeting, views), key=lambda pair: -pair[0])
    return [offer for _schools, offer in found]


def _waiting(meeting: Meeting, views: Iterable[TopicView]) -> Iterator[tuple[int, Offer]]:
    for view in views:
        aspects = {aspect.code: aspect for aspect in (*view.topic.school, *view.topic.authority)}
        found: defaultdict[str, list[Waiting]] = defaultdict(list)
        schools: defaultdict[str, set[str]] = defaultdict(set)
        for wait in view.waits:
            found[wait.code].append(wait)
            schools[wait.code] |= set(wait.schools)
        for code, waits in found.items():
            words = {"code": code, "name": aspects[code].name}
            title = _("Next stage waits for the school authority: %(code)s %(name)s")
            if aspects[code].side == Side.AUTHORITY:
                title = _("Next stage waits for the schools: %(code)s %(name)s")
            offer = Offer(
                Origin.WAITS,
                aspects[code].pk,
                title % words,
                shortened(_why(waits, aspects)),
                source_url=_topic_url(meeting, view.topic.code),
                source=_("Both sides of the topic"),
                subject=Subject(aspects=(aspects[code].pk,)),
            )
            yield len(schools[code]), offer


def _why(waits: Iterable[Waiting], aspects: Mapping[str, AspectInfo]) -> str:
    """One sentence for all aspects that the same schools are concerned with."""
    found: defaultdict[tuple[str, str, tuple[str, ...]], list[str]] = defaultdict(list)
    for wait in waits:
        name = f"{wait.other} {aspects[wait.other].name}"
        found[wait.side, wait.authority, wait.schools].append(name)
    return " ".join(
        _sentence(side, {"other": ", ".join(others), "schools": _named(schools), "authority": authority})
        for (side, authority, schools), others in found.items()
    )


def _sentence(side: str, words: dict[str, str]) -> str:
    if not words["authority"]:
        return _("Waits for %(other)s: %(schools)s.") % words
    if side == Side.SCHOOL:
        return _("Waits for %(other)s of %(authority)s: %(schools)s.") % words
    return _("%(authority)s waits for %(other)s: %(schools)s.") % words


def shortened(reason: str) -> str:
    """As much as an agenda item holds, in whole words."""
    most = AgendaItem._meta.get_field("reason").max_length or len(reason)
    return reason if len(reason) <= most else reason[: most - 2].rpartition(" ")[0] + " …"


def _named(schools: tuple[str, ...]) -> str:
    rest = len(schools) - NAMED
    shown = "; ".join(schools[:NAMED])
    return _("%(schools)s and %(number)s more") % {"schools": shown, "number": rest} if rest > 0 else shown


def _voices(meeting: Meeting, releases: list[Snapshot], user: User) -> Iterator[Offer]:
    topics = differences_at(meeting, agenda_lines(meeting), releases, user=user)
    for found in (line.difference for topic in topics for line in topic.lines if line.item is None):
        told = "; ".join(f"{said.speaker}: {said.stage} {said.stage_name}" for said in found.said)
        words = {"stage": f"{found.answer.stage} {found.answer.stage_name}", "others": told}
        yield Offer(
            "difference",
            found.answer.aspect.pk,
            f"{found.code} {found.answer.aspect.name}, {found.release.subject}",
            _("Released: %(stage)s. Others see it differently: %(others)s.") % words,
            take_url=reverse("roundtables:difference_take", args=[meeting.pk, found.release.pk, found.code]),
            source_url=reverse("matrix:snapshot_detail", args=[found.release.pk]),
            source=_("To the release"),
        )


def _wishes(meeting: Meeting, user: User) -> Iterator[Offer]:
    for row in suggestions_at(meeting, user=user):
        reason = _("%(school)s: %(reason)s") % {"school": row.school, "reason": row.reason}
        url = reverse("roundtables:suggestion_take", args=[meeting.pk, row.pk])
        yield Offer(
            "wish",
            row.pk,
            row.title,
            reason,
            take_url=url,
            source_url=f"{reverse('roundtables:meeting_detail', args=[meeting.pk])}#suggestions",
            source=_("To the wishes of the schools"),
        )


def _parked(meeting: Meeting, user: User) -> Iterator[Offer]:
    rows = ParkedItem.visible_to(user).filter(meeting__series=meeting.series, taken_at=None)
    for row in rows.exclude(meeting__state=Meeting.State.CANCELLED).select_related("meeting"):
        words = {"number": row.meeting.number, "reason": row.reason}
        yield Offer(
            Origin.PARKED,
            row.pk,
            row.text,
            _("Parked in meeting %(number)s: %(reason)s") % words,
            source_url=f"{row.meeting.get_absolute_url()}#parked",
            source=_("To meeting %(number)s") % words,
        )


def _aged(releases: Iterable[Snapshot]) -> Iterator[Offer]:
    limit = timezone.now() - AGED_AFTER
    for release in sorted(releases, key=lambda one: one.taken_at):
        if release.taken_at < limit:
            words = {"day": day_in_words(release.taken_at)}
            yield Offer(
                Origin.AGED,
                release.pk,
                _("Look at the matrix again: %(name)s") % {"name": release.subject},
                _("Nothing was released since %(day)s; the answers are older than a year.") % words,
                source_url=reverse("matrix:snapshot_detail", args=[release.pk]),
                source=_("To the release"),
                subject=Subject(school=release.school_id),
            )
