"""Invitations: one address, one role, one place, one use."""

import re
import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from accounts.models import User
from core.errors import DomainError
from core.models import AuditEntry, OutboxMail
from core.tokens import hash_token
from schools.access import Role, access_for
from schools.grants import Place
from schools.models import Invitation, Membership
from schools.services import people
from tests.matrix.test_successions import at_once
from tests.world import build_world, make_user

NEW = "neu@example.org"
PASSWORD = "Kastanien fallen im Oktober"


def invite_to_a(world, *, email=NEW, role=Role.SCHOOL_MEMBER, actor="lead_a", **extra) -> people.Issued:
    inviter = world.user(actor) if actor else None
    return people.invite(email=email, role=role, place=Place(school=world.school_a), actor=inviter, **extra)


def token_of(issued: people.Issued) -> str:
    return issued.link.rstrip("/").rpartition("/")[2]


def test_link_is_long_and_only_its_hash_is_kept(world):
    issued = invite_to_a(world)
    token = token_of(issued)
    assert len(token) == 43  # 256 bits
    row = Invitation.unscoped.get()
    assert (row.token_hash, len(row.token_hash)) == (hash_token(token), 64)
    columns = Invitation.unscoped.values_list(
        *[field.attname for field in Invitation._meta.concrete_fields]
    ).get()
    assert token not in "".join(map(str, columns))
    assert timedelta(days=7) - (row.expires_at - timezone.now()) < timedelta(minutes=1)


def test_mail_and_link_name_the_configured_host(world, settings):
    settings.BASE_URL = "https://portal.example"
    issued = invite_to_a(world)
    outbox = OutboxMail.objects.get()
    assert issued.link.startswith("https://portal.example/schulen/einladung/")
    assert re.findall(r"https?://\S+", outbox.body) == [issued.link]
    assert (outbox.recipient, outbox.subject) == (NEW, f"Einladung: {settings.SITE_NAME}")
    assert "Lea Anger" in outbox.body
    assert "Grundschule Am Anger" in outbox.body


def test_invitation_and_acceptance_stand_in_the_trail(world):
    issued = invite_to_a(world)
    member = people.accept(token_of(issued), name="Nele Neu", password=PASSWORD)
    found = list(AuditEntry.objects.order_by("pk").values_list("verb", "actor"))
    lead = world.users["lead_a"].pk
    assert found == [("schools.invited", lead), ("schools.invitation_accepted", member.pk)]


def test_new_person_joins_with_exactly_this_role(world):
    member = people.accept(token_of(invite_to_a(world)), name="Nele Neu", password=PASSWORD)
    assert (member.email, member.name, member.check_password(PASSWORD)) == (NEW, "Nele Neu", True)
    assert access_for(member).schools == {(world.school_a.pk, Role.SCHOOL_MEMBER)}
    assert access_for(member).roles == {Role.SCHOOL_MEMBER}


def test_second_use_is_over(world):
    token = token_of(invite_to_a(world))
    people.accept(token, name="Nele Neu", password=PASSWORD)
    with pytest.raises(people.InvitationOver, match="schon angenommen"):
        people.accept(token, name="Noch Jemand", password=PASSWORD)
    assert User.objects.filter(email=NEW).count() == 1


def test_known_person_keeps_the_account_and_gets_the_role(world):
    token = token_of(invite_to_a(world, email="LEAD.B@example.org"))
    with pytest.raises(DomainError, match="schon ein Konto"):
        people.accept(token, name="Fremd", password=PASSWORD)
    member = people.accept(token, user=world.user("lead_b"))
    assert member == world.users["lead_b"]
    assert access_for(world.user("lead_b")).schools == {
        (world.school_a.pk, Role.SCHOOL_MEMBER),
        (world.school_b.pk, Role.SCHOOL_LEAD),
    }
    assert not world.user("lead_b").check_password(PASSWORD)


def test_another_person_cannot_use_the_link(world):
    token = token_of(invite_to_a(world))
    with pytest.raises(DomainError, match="andere E-Mail-Adresse"):
        people.accept(token, user=world.user("lead_b"))
    assert Invitation.unscoped.get().accepted_at is None


def test_expired_and_withdrawn_links_are_over(world):
    issued = invite_to_a(world)
    Invitation.unscoped.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(people.InvitationOver, match="abgelaufen"):
        people.accept(token_of(issued), name="Nele", password=PASSWORD)
    second = invite_to_a(world)
    people.revoke(second.invitation, actor=world.user("lead_a"))
    with pytest.raises(people.InvitationOver, match="zurückgezogen"):
        people.accept(token_of(second), name="Nele", password=PASSWORD)
    with pytest.raises(DomainError, match="nicht mehr offen"):
        people.revoke(second.invitation, actor=world.user("lead_a"))
    assert not User.objects.filter(email=NEW).exists()


@pytest.mark.parametrize("change", ["membership over", "switched off", "role lowered", "gone"])
def test_link_dies_with_the_inviters_right(world, change):
    token = token_of(invite_to_a(world))
    lead = world.user("lead_a")
    if change == "membership over":
        Membership.unscoped.filter(user=lead).update(ends_on=timezone.localdate() - timedelta(days=1))
    elif change == "switched off":
        User.objects.filter(pk=lead.pk).update(is_active=False)
    elif change == "role lowered":
        Membership.unscoped.filter(user=lead).update(role=Role.SCHOOL_MEMBER)
    else:
        lead.delete()
    with pytest.raises(people.InvitationOver, match="gilt nicht mehr"):
        people.accept(token, name="Nele", password=PASSWORD)
    assert not User.objects.filter(email=NEW).exists()


def test_link_of_the_command_line_needs_no_inviter(world):
    issued = invite_to_a(world, actor=None, role=Role.SCHOOL_LEAD)
    assert people.accept(token_of(issued), name="Nele", password=PASSWORD).email == NEW


@pytest.mark.parametrize(
    ("actor", "role"),
    [
        ("lead_b", Role.SCHOOL_MEMBER), ("lead_a", Role.MEDIA_ADVISER), ("member_a", Role.SCHOOL_MEMBER),
        ("staff_c", Role.SCHOOL_LEAD), ("it", Role.SCHOOL_MEMBER), ("adviser", Role.SCHOOL_MEMBER),
    ],
)  # fmt: skip
def test_nobody_invites_beyond_their_right(world, actor, role):
    with pytest.raises(DomainError, match="nicht vergeben"):
        invite_to_a(world, actor=actor, role=role)
    assert (Invitation.unscoped.count(), OutboxMail.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "email", ["a@b.de, evil@x.de", "a@b.de\nBcc: evil@x.de", "ohne", "", "a@b", "Name <a@b.de>"]
)
def test_only_one_address_is_an_address(world, email):
    with pytest.raises(DomainError, match="genau eine"):
        invite_to_a(world, email=email)
    assert OutboxMail.objects.count() == 0


def test_held_role_is_not_offered_again(world):
    with pytest.raises(DomainError, match="hat diese Rolle schon"):
        invite_to_a(world, email="Member.A@example.org")


def test_newer_link_replaces_the_older(world):
    old, new = invite_to_a(world), invite_to_a(world)
    with pytest.raises(people.InvitationOver, match="zurückgezogen"):
        people.accept(token_of(old), name="Nele", password=PASSWORD)
    people.accept(token_of(new), name="Nele", password=PASSWORD)


def test_one_address_gets_five_mails_a_day(world):
    for _number in range(5):
        invite_to_a(world)
    with pytest.raises(DomainError, match="mehrmals"):
        invite_to_a(world)
    assert OutboxMail.objects.filter(recipient=NEW).count() == 5


def test_ended_role_is_gone_within_the_second(world):
    membership = Membership.unscoped.get(user=world.users["member_a"])
    people.end_membership(membership, actor=world.user("lead_a"))
    assert access_for(world.user("member_a")).roles == set()
    with pytest.raises(DomainError, match="schon beendet"):
        people.end_membership(membership, actor=world.user("lead_a"))
    assert AuditEntry.objects.get(verb="schools.membership_ended").actor == world.users["lead_a"]
    again = people.accept(
        token_of(invite_to_a(world, email="member.a@example.org")), user=world.user("member_a")
    )
    assert access_for(again).roles == {Role.SCHOOL_MEMBER}


def test_nobody_ends_their_own_role(world):
    membership = Membership.unscoped.get(user=world.users["lead_a"])
    with pytest.raises(DomainError, match="eigene Rolle"):
        people.end_membership(membership, actor=world.user("lead_a"))
    assert access_for(world.user("lead_a")).roles == {Role.SCHOOL_LEAD}


def test_switching_off_withdraws_what_the_person_invited(world):
    issued = invite_to_a(world)
    people.deactivate_user(world.user("lead_a"), actor=world.user("admin"))
    with pytest.raises(people.InvitationOver, match="zurückgezogen"):
        people.accept(token_of(issued), name="Nele", password=PASSWORD)


def test_grant_twice_is_one_role(world):
    user = make_user("doppelt@example.org", "Doro Doppelt")
    place = Place(area="05999004", school_types=("02",))
    rows = {people.grant(user, role=Role.SUPERVISION, place=place, actor=None).pk for _time in range(2)}
    assert len(rows) == 1
    assert Membership.unscoped.get(user=user).school_types == ["02"]


@pytest.mark.django_db(transaction=True)
def test_parallel_acceptances_make_one_account():
    cache.clear()
    world = build_world()
    token = token_of(invite_to_a(world))
    barrier, outcomes = threading.Barrier(4), []

    def run(number: int) -> None:
        try:
            barrier.wait()
            people.accept(token, name=f"Nele {number}", password=PASSWORD)
            outcomes.append("joined")
        except people.InvitationOver:
            outcomes.append("over")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["joined", "over", "over", "over"]
    assert User.objects.filter(email=NEW).count() == 1
    assert Membership.unscoped.filter(user__email=NEW).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_clicks_at_once_one_link_stays_open_and_all_are_counted():
    world = build_world()
    found = at_once(*(lambda: invite_to_a(world) for _click in range(people.DAILY_MAILS + 2)))
    assert sum(isinstance(one, people.Issued) for one in found) == people.DAILY_MAILS
    assert OutboxMail.objects.count() == people.DAILY_MAILS
    assert Invitation.unscoped.pending().count() == 1
