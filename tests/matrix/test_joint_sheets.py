"""Rating together: the mail to a colleague, a link that is withdrawn, answers that are forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import DomainError
from core.models import OutboxMail
from core.pages import default_text
from matrix import selectors, services
from matrix.models import KEPT_DAYS, KEPT_DAYS_AT_MOST, JointInvitation, JointRound
from tests.matrix.conftest import aspect
from tests.matrix.test_joint import answered, counts, end, open_round, say, spread
from tests.world import World


def test_a_colleague_with_an_account_gets_one_mail(matrix_world: World) -> None:
    joint, _sheets = open_round(matrix_world, members=("member_a",), links=2)
    mail = OutboxMail.objects.get()
    sheet = joint.invitations.get(member=matrix_world.user("member_a"))
    assert (mail.recipient, mail.event) == (sheet.member.email, f"matrix.joint_invited:{sheet.pk}")
    assert "Netz und Geräte" in mail.body
    assert f"/matrix/meine-antworten/{sheet.pk}/" in mail.body
    assert joint.title not in mail.subject
    assert matrix_world.school_a.name not in mail.subject


def test_a_withdrawn_link_opens_nothing(matrix_world: World) -> None:
    joint, sheets = open_round(matrix_world, links=3)
    lead = matrix_world.user("lead_a")
    say(sheets[0])
    services.hand_in(sheets[0], shows_name=False)
    say(sheets[1])
    for _click in range(2):
        services.withdraw_link(sheets[1], actor=lead)
    assert [link.number for link in selectors.open_links(joint)] == [3]
    summary = selectors.joint_summaries(JointRound.unscoped.filter(pk=joint.pk))[0]
    assert (summary.handed_in, summary.invited) == (1, 2)
    sheets[1].refresh_from_db()
    assert not sheets[1].answers.exists()
    with pytest.raises(services.SheetOver, match="zurückgezogen"):
        say(sheets[1])
    with pytest.raises(DomainError, match="abgegeben"):
        services.withdraw_link(sheets[0], actor=lead)


def agree_on_all(joint: JointRound, lead) -> None:
    for code in ("S1.1", "S2.1"):
        told = {"state": "rated", "stage": 2, "reason": "Beschlossen", "seen": None}
        services.agree(joint, aspect(code), **told, actor=lead)


def test_single_answers_are_forgotten_and_the_numbers_stay(matrix_world: World) -> None:
    joint, sheets = open_round(matrix_world, links=6)
    answered(sheets, 1, 2, 2, 3, None, names=("Ada",))
    say(sheets[5], "S1.1")
    services.hand_in(sheets[5], shows_name=False)
    end(joint)
    agree_on_all(joint, matrix_world.user("lead_a"))
    before = counts(spread(joint))
    last = timezone.now() + timedelta(days=KEPT_DAYS)
    assert services.forget_sheets(now=last - timedelta(hours=1)) == 0
    assert [services.forget_sheets(now=last) for _night in range(2)] == [1, 0]

    assert not JointInvitation.unscoped.exists()
    after = spread(joint)
    assert (counts(after), after.answered, after.reasons, after.named) == (before, 5, (), ())
    hidden = spread(joint, "S1.1")  # one answer alone: nothing but that it was given
    assert (hidden.answered, hidden.lines) == (1, ())
    summary = selectors.joint_summaries(JointRound.unscoped.filter(pk=joint.pk))[0]
    assert (summary.handed_in, summary.invited) == (6, 6)


def test_a_round_that_nobody_agrees_on_is_forgotten_after_a_year(matrix_world: World) -> None:
    joint, _sheets = open_round(matrix_world)
    last = joint.closes_at + timedelta(days=KEPT_DAYS_AT_MOST)
    assert services.forget_sheets(now=last) == 0
    assert services.forget_sheets(now=last + timedelta(seconds=1)) == 1


def test_the_privacy_text_names_the_days() -> None:
    text = default_text("datenschutz")
    assert f"{KEPT_DAYS} Tage nachdem" in text
    assert KEPT_DAYS_AT_MOST == 365  # "ein Jahr"
