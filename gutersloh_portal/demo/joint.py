"""Two joint ratings of the school that people sign in to, one closed and half agreed, one open; and other views."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import User
from gutersloh_portal.demo.days import school_day
from matrix import services as matrix
from matrix.models import Aspect, JointRound, Snapshot
from matrix.rules import speaker_of
from matrix.selectors import aspect_of, find_sheet
from schools.models import School

REASONS = (
    "Bei mir im Raum läuft es zuverlässig.",
    "Im Altbau reicht das Netz oft nicht.",
    "",
    "Die Fortbildung im Frühjahr hat geholfen.",
    "Wir haben noch keine gemeinsame Verabredung.",
    "",
    "In Klasse 3 und 4 klappt es, darunter kaum.",
)
STAGES = (2, 2, 1, 3, 2, None, 2)  # None: does not know


def build(school: School, *, lead: User, colleague: User) -> None:
    """Seven answers to each aspect of the closed round, five of nine sheets of the open one; one is for `colleague`."""
    found = Aspect.objects.filter(field__catalogue__is_current=True, field__side="school")
    aspects = [aspect_of(pk) for pk in found.values_list("pk", flat=True)]
    closed = _round(
        school, aspects[:3], "Netz, Geräte und Fortbildung: Wo stehen wir?", lead, links=8, sheets=7
    )
    matrix.close_joint_round(closed, actor=lead)
    newest = school.ratings.filter(aspect=aspects[0]).first()
    matrix.agree(
        closed,
        aspects[0],
        state="rated",
        stage=2,
        reason="Die meisten sehen uns auf dem Weg; im Altbau fehlt noch die Verbindlichkeit.",
        seen=newest.pk if newest else None,
        actor=lead,
    )
    _round(
        school, aspects[3:7], "Vor dem Runden Tisch im Frühjahr", lead, links=8, sheets=5, members=[colleague]
    )


def _round(
    school: School,
    aspects: list[Aspect],
    title: str,
    lead: User,
    *,
    links: int,
    sheets: int,
    members: Sequence[User] = (),
) -> JointRound:
    opened = matrix.open_joint_round(
        school,
        title=title,
        purpose="Wir möchten vor der nächsten Lehrerkonferenz wissen, wie Sie es aus Ihrem Unterricht sehen.",
        aspects=aspects,
        closes_on=school_day(12),
        members=members,
        links=links,
        actor=lead,
    )
    for number, link in enumerate(opened.links[:sheets]):
        _answer(link, aspects, number)
    return opened.round


def _answer(link: str, aspects: list[Aspect], number: int) -> None:
    sheet = find_sheet(link.rstrip("/").rsplit("/", 1)[-1])
    assert sheet  # noqa: S101 - its link was made a moment ago
    for place, aspect in enumerate(aspects):
        stage = STAGES[(number + place) % len(STAGES)]
        matrix.answer_alone(
            sheet,
            aspect,
            state="rated" if stage else "unknown",
            stage=stage,
            reason=REASONS[(number + place) % len(REASONS)],
            seen=0,
        )
    matrix.hand_in(sheet, shows_name=False)


def views(school: School, *, adviser: User, staff: User, lead: User) -> None:
    """The adviser and the Träger see two aspects of the school otherwise, the school one of the Träger's."""
    release = school.snapshots.order_by("-number").first()
    bearer = school.authority.snapshots.order_by("-number").first()
    assert release  # noqa: S101 - the painter has released both
    assert bearer  # noqa: S101 - as above, the Träger
    _view(
        release, "S4.2", 2, "Im Neubau trägt das Netz, im Altbau bricht es in der dritten Stunde ab.", adviser
    )
    _view(release, "S4.1", 3, "Nach unserer Liste sind die Geräte vollständig geliefert.", staff)
    _view(bearer, "T2.1", 1, "Bei uns kommt von der gebuchten Bandbreite wenig an.", lead)


def _view(release: Snapshot, code: str, stage: int, reason: str, user: User) -> None:
    speaker = speaker_of(user, release)
    assert speaker  # noqa: S101 - the demo world gives them this role
    found = Aspect.objects.get(code=code, field__catalogue=release.catalogue)
    matrix.say(
        release,
        aspect_of(found.pk),
        kind=speaker.kind,
        by_school=speaker.by_school,
        state="rated",
        stage=stage,
        reason=reason,
        seen=None,
        actor=user,
    )
