"""The mail of the week: once, with reasons and links, and only for those who want it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.models import OutboxMail
from gutersloh_portal import digest, tasks
from gutersloh_portal.selectors_tasks import Task, tasks_of
from schools.models import Membership
from tests.world import World


@pytest.fixture
def open_tasks(world: World) -> World:
    call_command("load_defaults", verbosity=0)
    return world


def mails_to(world: World, actor: str) -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(recipient=world.users[actor].email))


def test_a_head_gets_each_open_task_with_reason_and_link(open_tasks: World) -> None:
    tasks.send_digests()
    (mail,) = mails_to(open_tasks, "lead_a")
    expected = tasks_of(open_tasks.user("lead_a"))
    assert len(expected) >= 3
    for task in expected:
        assert f"- {task.title}: {task.status}" in mail.body
        assert settings.BASE_URL + task.url in mail.body
    assert settings.BASE_URL + reverse("accounts:profile") in mail.body


@pytest.mark.expects_errors
def test_one_who_fails_keeps_nobody_waiting(open_tasks: World, monkeypatch) -> None:
    broken = open_tasks.users["lead_a"]

    def ask(user: User) -> tuple[Task, ...]:
        if user == broken:
            raise LookupError
        return tasks_of(user)

    monkeypatch.setattr(digest, "tasks_of", ask)
    tasks.send_digests()
    assert not mails_to(open_tasks, "lead_a")
    assert mails_to(open_tasks, "lead_b")


def test_the_subject_names_nobody_and_the_mail_no_other_school(open_tasks: World) -> None:
    tasks.send_digests()
    for mail in OutboxMail.objects.all():
        assert mail.subject == f"Ihre offenen Aufgaben in {settings.SITE_NAME}"
    (mail,) = mails_to(open_tasks, "lead_a")
    assert "Birkenweg" not in mail.body
    assert "Drosselgasse" not in mail.body


def test_a_second_run_in_the_week_writes_nothing_and_the_next_week_does(
    open_tasks: World, monkeypatch
) -> None:
    first = digest.write_all()
    assert first == OutboxMail.objects.count() > 1
    tasks.send_digests()
    assert OutboxMail.objects.count() == first
    monday = timezone.localdate() + timedelta(days=7)
    monkeypatch.setattr(timezone, "localdate", lambda: monday)
    tasks.send_digests()
    assert len(mails_to(open_tasks, "lead_a")) == 2


def test_whoever_does_not_want_it_or_has_no_role_gets_nothing(open_tasks: World) -> None:
    lead_b, lead_c = open_tasks.users["lead_b"], open_tasks.users["lead_c"]
    User.objects.filter(pk=lead_b.pk).update(wants_digest=False)
    User.objects.filter(pk=lead_c.pk).update(is_active=False)
    Membership.unscoped.filter(user=open_tasks.users["lead_a"]).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    tasks.send_digests()
    assert [mails_to(open_tasks, actor) for actor in ("nobody", "lead_a", "lead_b", "lead_c")] == [[]] * 4
    assert mails_to(open_tasks, "member_a")


def test_the_mail_is_switched_off_in_the_account_and_the_link_leads_there(open_tasks: World) -> None:
    tasks.send_digests()
    (mail,) = mails_to(open_tasks, "lead_a")
    (link,) = re.findall(
        rf"{re.escape(settings.BASE_URL)}({re.escape(reverse('accounts:profile'))})", mail.body
    )
    client = open_tasks.client_for("lead_a")
    assert "einmal in der Woche" in client.get(link).content.decode()
    assert client.post(link, {"name": "Lea Anger"}).status_code == 302  # a box that is not ticked is not sent
    assert open_tasks.user("lead_a").wants_digest is False
    assert client.post(link, {"name": "Lea Anger", "wants_digest": "on"}).status_code == 302
    assert open_tasks.user("lead_a").wants_digest is True


def test_a_long_list_ends_with_the_way_to_the_rest(open_tasks: World, monkeypatch) -> None:
    monkeypatch.setattr(digest, "SHOWN", 1)
    tasks.send_digests()
    (mail,) = mails_to(open_tasks, "lead_a")
    rest = len(tasks_of(open_tasks.user("lead_a"))) - 1
    assert f"{rest} weitere Aufgaben stehen auf der Startseite:" in mail.body
    assert mail.body.count("\n- ") == 1
