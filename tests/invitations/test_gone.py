"""Who answers while the invitation, the vote or the poll is being deleted reads so; nothing is stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from invitations import services
from invitations.models import DatePoll, MeetingInvitation, MeetingMail, PollAnswer, PollVoter
from invitations.services import polls
from tests.invitations.conftest import invitation
from tests.invitations.test_own_answers import of
from tests.invitations.test_polls import body, lea, link_of_lea
from tests.roundtables.conftest import Table

pytestmark = pytest.mark.django_db

NOT_ASKED = "Sie werden hier nicht mehr gefragt; gespeichert wurde nichts."
NO_POLL = "Diese Umfrage gibt es nicht mehr."


@pytest.fixture
def gone(monkeypatch: Any) -> Callable[[str, Model], None]:
    """Deletes a row when the service `name` is called, after the view has read it."""

    def arm(name: str, row: Model) -> None:
        write = getattr(services, name)

        def late(*args: Any, **values: Any) -> Any:
            type(row)._base_manager.filter(pk=row.pk).delete()
            return write(*args, **values)

        monkeypatch.setattr(services, name, late)

    return arm


def told(client: Client, address: str, data: dict[str, Any]) -> tuple[int, bool, bool]:
    """(status, whether the person reads not to be asked, or that there is no poll)"""
    answer = client.post(address, data)
    text = answer.content.decode()
    return answer.status_code, NOT_ASKED in text, NO_POLL in text


def test_an_invitation_behind_a_link(guest: Client, link: str, gone: Any) -> None:
    gone("answer", invitation())
    assert told(guest, link, {"answer": "accepted", "seen": "0"}) == (410, True, False)
    assert guest.get(link).status_code == 404


def test_an_invitation_signed_in(known: Table, invited: MeetingInvitation, gone: Any) -> None:
    client = known.world.client_for("lead_a")
    gone("answer", invited)
    assert told(client, of(invited), {"answer": "accepted", "seen": "0"}) == (410, True, False)
    assert client.get(of(invited)).status_code == 404


@pytest.mark.parametrize("is_poll", [False, True])
def test_a_poll_behind_a_link(guest: Client, poll: DatePoll, gone: Any, is_poll: bool) -> None:
    link = link_of_lea()
    gone("answer_poll", poll if is_poll else lea())
    assert told(guest, link, body(poll, "yes", "yes", "yes")) == (410, not is_poll, is_poll)
    assert not PollAnswer.unscoped.exists()


@pytest.mark.parametrize("is_poll", [False, True])
def test_a_poll_signed_in(known: Table, asked: PollVoter, gone: Any, is_poll: bool) -> None:
    typed = body(asked.poll, "yes", "yes", "yes")
    gone("answer_poll", asked.poll if is_poll else asked)
    client = known.world.client_for("lead_a")
    assert told(client, of(asked), typed) == (410, not is_poll, is_poll)


def test_a_link_that_is_withdrawn_meanwhile_shows_no_answer_of_the_successor(
    guest: Client, link: str, monkeypatch: Any
) -> None:
    """The seat was handed over and answered: a conflict, but not one to show to whoever had the seat."""
    write = services.answer

    def late(row: MeetingInvitation, **values: Any) -> Any:
        MeetingMail.unscoped.update(token_hash=None)
        MeetingInvitation.unscoped.update(version=1)
        return write(row, **values)

    monkeypatch.setattr(services, "answer", late)
    assert told(guest, link, {"answer": "accepted", "seen": "0"}) == (410, True, False)


@pytest.mark.parametrize("act", ["take_date", "end_poll"])
def test_who_runs_the_table_reads_it_too(known: Table, poll: DatePoll, act: str) -> None:
    row: Any = poll.dates.all()[0] if act == "take_date" else poll
    DatePoll.unscoped.filter(pk=poll.pk).delete()
    with pytest.raises(polls.PollOver, match=NO_POLL):
        getattr(services, act)(row, actor=known.user())
