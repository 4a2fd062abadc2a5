"""Mails that come back stand where those stand that no server took; foreign reports change nothing."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail as postbox
from django.core.management import CommandError, call_command
from django.db import OperationalError

from core.mail import send_due
from core.models import OutboxMail
from invitations import selectors
from invitations import services as invitations
from invitations.models import MeetingMail, MinutesMail
from reports import services as reports
from roundtables.models import Meeting
from tests.core.test_bounces import OURS, fields, report
from tests.invitations.conftest import send
from tests.roundtables.conftest import page


@pytest.fixture
def sent(seats, sealed) -> Meeting:
    reports.send_minutes(sealed, actor=seats.user())
    send_due()
    return sealed


def lea() -> MinutesMail:
    return MinutesMail.unscoped.get(recipient="lea@example.org")


def about(row: Any, *said: str) -> bytes:
    return report(*(said or [fields()])).replace(OURS.encode(), row.message_id.encode())


def pipe(raw: bytes, monkeypatch: Any) -> str:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    out = io.StringIO()
    call_command("read_bounces", stdout=out)
    return out.getvalue()


def test_the_mail_bears_the_key_of_its_ledger_and_comes_back_to_the_set_address(seats, sealed, settings):
    settings.RETURN_ADDRESS = "returns@example.org"
    reports.send_minutes(sealed, actor=seats.user())
    send_due()
    [message] = [one for one in postbox.outbox if one.to == ["lea@example.org"]]
    assert message.from_email == "returns@example.org"
    head = message.message()
    assert (head["Message-ID"], head["From"]) == (lea().message_id, settings.DEFAULT_FROM_EMAIL)
    OutboxMail.objects.all().delete()
    assert lea().message_id == head["Message-ID"]


def test_each_try_bears_the_same_key(seats, sealed):
    reports.send_minutes(sealed, actor=seats.user())
    before = lea().message_id
    OutboxMail.objects.update(attempts=3)
    send_due()
    assert before in [one.message()["Message-ID"] for one in postbox.outbox]


def test_what_came_back_for_good_is_shown_to_those_who_run_the_table(seats, sent, monkeypatch):
    assert "1 als zurückgekommen vermerkt" in pipe(about(lea()), monkeypatch)
    moderator, lead = seats.world.client_for("moderator"), seats.world.client_for("lead_a")
    for name in ("meeting_detail", "minutes_detail"):
        read = moderator.get(page(name, sent.pk)).text
        assert "Eine E-Mail zu diesem Treffen kam nicht an" in read
        assert "kennt diese Adresse nicht. Code 5.1.1, endgültig. Es wird nicht noch einmal versucht." in read
        assert "lea@example.org" not in lead.get(page(name, sent.pk)).text
    assert "Eine Person hat es per E-Mail bekommen" in moderator.get(page("minutes_detail", sent.pk)).text


def test_it_is_shown_after_the_outbox_forgot_the_mail(seats, sent, monkeypatch):
    OutboxMail.objects.all().delete()
    pipe(about(lea()), monkeypatch)
    [row] = selectors.troubles_at(sent, user=seats.user())
    assert (row.name, row.recipient, row.is_given_up) == ("Lea Anger", "lea@example.org", True)


def test_a_delay_is_told_as_one_and_takes_nothing_back(seats, sent, monkeypatch):
    pipe(about(lea(), fields("delayed", "4.2.2")), monkeypatch)
    [row] = selectors.troubles_at(sent, user=seats.user())
    assert (row.is_given_up, row.reason) == (
        False,
        "Das Postfach ist voll. Code 4.2.2, vorübergehend.",
    )
    pipe(about(lea(), fields("failed", "4.4.7")), monkeypatch)
    assert (lea().bounce, lea().bounce_status) == ("failed", "4.4.7")
    pipe(about(lea(), fields("delayed", "4.2.2")), monkeypatch)
    assert (lea().bounce, lea().bounce_status) == ("failed", "4.4.7")


def test_the_same_report_again_changes_nothing(sent, monkeypatch):
    pipe(about(lea()), monkeypatch)
    moment = lea().bounced_at
    pipe(about(lea()), monkeypatch)
    assert lea().bounced_at == moment


def test_a_foreign_or_forged_report_changes_nothing(sent, monkeypatch):
    guessed = f"<outbox-{lea().mail_id}@example.org>".encode()
    for key in (OURS.encode(), guessed):
        said = pipe(report(fields()).replace(OURS.encode(), key), monkeypatch)
        assert "1 zu Mails, die nicht von hier sind" in said
    assert "1 keine Berichte" in pipe(b"Subject: Hallo\r\n\r\nIch bin im Urlaub.", monkeypatch)
    assert not MinutesMail.unscoped.exclude(bounce="").exists()


def test_an_invitation_that_came_back_is_shown_too(seats, monkeypatch):
    send(seats)
    pipe(about(MeetingMail.unscoped.get()), monkeypatch)
    assert [row.name for row in selectors.troubles_at(seats.meeting, user=seats.user())] == ["Lea Anger"]


def test_a_folder_is_read_once_and_a_bad_mail_keeps_no_other_waiting(sent, tmp_path: Path):
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1").write_bytes(b" ")
    (tmp_path / "new" / "2").write_bytes(about(lea()))
    (tmp_path / "new" / "3").symlink_to(tmp_path / "new" / "2")
    out, err = io.StringIO(), io.StringIO()
    call_command("read_bounces", maildir=tmp_path, stdout=out, stderr=err)
    assert "1 als zurückgekommen vermerkt" in out.getvalue()
    assert "1 unlesbar" in out.getvalue()
    assert err.getvalue().strip() == "1: Es kam keine Mail an."
    assert sorted(path.name for path in (tmp_path / "cur").iterdir()) == ["1:2,S", "2:2,S"]
    assert lea().bounce == "failed"


def test_bad_input_is_one_line(sent, tmp_path: Path, monkeypatch):
    for raw in (b"", b"x" * (4 * 1024 * 1024 + 1)):
        with pytest.raises(CommandError) as told:
            pipe(raw, monkeypatch)
        assert "\n" not in str(told.value)
    with pytest.raises(CommandError, match="kann nicht gelesen werden"):
        call_command("read_bounces", maildir=tmp_path / "gone")


def test_without_its_database_it_asks_to_be_called_again(sent, monkeypatch):
    def down(*args: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(invitations, "take_bounce", down)
    with pytest.raises(CommandError) as told:
        pipe(about(lea()), monkeypatch)
    assert told.value.returncode == 75
