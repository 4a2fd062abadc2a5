"""Handover and deputies: who leads a school, from which minute until which."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.errors import DomainError
from core.models import AuditEntry, OutboxMail
from schools.access import Role, access_for
from schools.grants import Place
from schools.models import Invitation, Membership
from schools.services import offices, people
from tests.schools import concepts
from tests.world import World, make_user

HANDOVER = reverse("schools:office_handover", args=["990012"])
DEPUTY = reverse("schools:deputy_appoint", args=["990012"])
DRAFT = reverse("matrix:school_assessment", args=["990012"])
TODAY = timezone.localdate


def office_of(world: World, actor: str) -> Membership:
    return Membership.unscoped.get(user=world.users[actor])


def choices(world: World, **changed: object) -> dict[str, object]:
    leaving, successor = office_of(world, "lead_a").pk, world.users["member_a"].pk
    return {"leaving": leaving, "successor": successor, "email": "", "name": ""} | changed


def test_the_office_goes_to_somebody_of_the_school_at_once(world: World) -> None:
    old, new = world.client_for("lead_a"), world.client_for("member_a")
    assert old.get(DRAFT).status_code == 200
    response = world.client_for("staff").post(HANDOVER, choices(world), follow=True)
    assert "Max Anger leitet jetzt die Schule." in response.content.decode()
    assert old.get(DRAFT).status_code == 404, "the session that is open must lose the access too"
    assert new.get(DRAFT).status_code == 200
    assert access_for(world.user("member_a")).leads(world.school_a)
    assert not access_for(world.user("lead_a")).school_ids()
    entry = AuditEntry.objects.get(verb="schools.office_handed_over")
    assert entry.changes == {"head": ["Lea Anger", "Max Anger"]}
    mail = OutboxMail.objects.get()
    assert mail.recipient == "member.a@example.org"
    assert "Anger" not in mail.subject


def test_what_the_former_head_wrote_stays_with_the_name(world: World) -> None:
    concept = concepts.fill(world)
    before = list(concept.sections.order_by("pk").values_list("text", "changed_by__name"))
    assert any(name == "Lea Anger" for _text, name in before)
    world.client_for("staff").post(HANDOVER, choices(world))
    assert list(concept.sections.order_by("pk").values_list("text", "changed_by__name")) == before
    page = world.client_for("member_a").get(reverse("schools:concept_detail", args=["990012"]))
    assert page.status_code == 200


def test_a_successor_from_outside_is_invited_and_the_access_ends_all_the_same(world: World) -> None:
    data = choices(world, successor="andere", email="neue.leitung@example.org", name="Nele Neu")
    response = world.client_for("admin").post(HANDOVER, data)
    invitation = Invitation.unscoped.get()
    assert (invitation.email, invitation.role) == ("neue.leitung@example.org", Role.SCHOOL_LEAD)
    assert "/schulen/einladung/" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert not access_for(world.user("lead_a")).leads(world.school_a)


def test_an_invitation_of_the_former_head_is_void_after_the_handover(world: World) -> None:
    place = Place(school=world.school_a)
    issued = people.invite(
        email="x@example.org", role=Role.SCHOOL_LEAD, place=place, actor=world.user("lead_a")
    )
    world.client_for("staff").post(HANDOVER, choices(world))
    with pytest.raises(people.InvitationOver):
        people.accept(issued.link.rstrip("/").rpartition("/")[2], name="X", password="ein ganz langer Satz")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"successor": "andere"}, "Bitte geben Sie die E-Mail-Adresse der Nachfolge an."),
        (
            {"successor": "andere", "email": "LEAD.A@example.org"},
            "Die Nachfolge muss eine andere Person sein.",
        ),
        ({"successor": "999999"}, "999999"),
    ],
)
def test_a_handover_that_cannot_be_says_why_and_changes_nothing(world: World, changed, said) -> None:
    response = world.client_for("staff").post(HANDOVER, choices(world, **changed))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert access_for(world.user("lead_a")).leads(world.school_a)
    assert not Invitation.unscoped.exists()


def test_the_second_of_two_handovers_is_told(world: World) -> None:
    leaving = office_of(world, "lead_a")
    offices.hand_over(
        world.school_a, leaving=leaving, successor=world.user("member_a"), actor=world.user("staff")
    )
    with pytest.raises(DomainError):
        offices.hand_over(
            world.school_a, leaving=leaving, email="zweite@example.org", actor=world.user("admin")
        )
    assert not Invitation.unscoped.exists(), "half a handover"


def test_a_vacant_office_is_filled(world: World) -> None:
    Membership.unscoped.filter(user=world.users["lead_a"]).delete()
    page = world.client_for("staff").get(HANDOVER)
    assert "Niemand: Das Amt ist unbesetzt" in page.content.decode()
    filled = {"leaving": "niemand", "successor": world.users["member_a"].pk}
    world.client_for("staff").post(HANDOVER, filled)
    assert access_for(world.user("member_a")).leads(world.school_a)


# --- deputies --------------------------------------------------------------------------------------------------


def appoint(world: World, *, begins=0, ends=14, actor="lead_a") -> Membership:
    ends_on = None if ends is None else TODAY() + timedelta(days=ends)
    return offices.appoint_deputy(
        world.school_a,
        world.user("member_a"),
        begins_on=TODAY() + timedelta(days=begins),
        ends_on=ends_on,
        actor=world.user(actor),
    )


def test_a_deputy_leads_from_the_first_to_the_last_day(world: World, monkeypatch) -> None:
    appoint(world, begins=2, ends=5)
    today = TODAY()
    led = {}
    for day in (1, 2, 5, 6):
        monkeypatch.setattr(timezone, "localdate", lambda day=day: today + timedelta(days=day))
        led[day] = access_for(world.user("member_a")).leads(world.school_a)
    assert led == {1: False, 2: True, 5: True, 6: False}


def test_whoever_leaves_the_school_leads_it_no_more(world: World) -> None:
    appoint(world, ends=None)
    appointed_later = Membership.unscoped.get(is_deputy=True)
    own = Membership.unscoped.get(user=world.user("member_a"), is_deputy=False)
    people.end_membership(own, actor=world.user("lead_a"))
    appointed_later.refresh_from_db()
    assert appointed_later.ends_on == TODAY() - timedelta(days=1)
    assert not access_for(world.user("member_a")).leads(world.school_a)
    with pytest.raises(DomainError):  # to deputise is no office of one's own
        appoint(world)


def test_a_deputy_is_appointed_on_the_page_and_named_in_the_list(world: World) -> None:
    data = {"person": world.users["member_a"].pk, "begins_on": TODAY().isoformat(), "ends_on": ""}
    page = world.client_for("lead_a").post(DEPUTY, data, follow=True).content.decode()
    assert "Max Anger ist als Vertretung eingesetzt." in page
    assert "Schulleitung (Vertretung)" in page
    assert access_for(world.user("lead_a")).leads(world.school_a), "the head stays in office"


def test_a_deputy_cannot_end_the_office_of_the_head(world: World) -> None:
    appoint(world)
    head = office_of(world, "lead_a")
    client = world.client_for("member_a")
    page = client.get(reverse("schools:member_list", args=["990012"]))
    assert page.status_code == 200
    end = reverse("schools:membership_end", args=[head.pk])
    assert end not in page.content.decode()
    assert client.post(end).status_code == 403
    assert access_for(world.user("lead_a")).leads(world.school_a)


def test_a_deputy_does_not_outlive_the_last_day(world: World) -> None:
    """Neither by a second term nor by an office for an address of one's own."""
    appoint(world)
    client = world.client_for("member_a")
    later = {
        "person": world.users["member_a"].pk,
        "begins_on": (TODAY() + timedelta(days=15)).isoformat(),
        "ends_on": "",
    }
    assert client.post(DEPUTY, later).status_code == 403
    invite = reverse("schools:invitation_create") + "?schule=990012"
    data = {"email": "max.privat@example.org", "name": "", "role": Role.SCHOOL_LEAD.value}
    assert list(client.post(invite, data).context["form"].errors) == ["role"]
    assert Membership.unscoped.filter(is_deputy=True).count() == 1
    assert not Invitation.unscoped.exists()


def test_a_deputy_still_invites_colleagues(world: World) -> None:
    appoint(world)
    invite = reverse("schools:invitation_create") + "?schule=990012"
    data = {"email": "neu@example.org", "name": "", "role": Role.SCHOOL_MEMBER.value}
    assert world.client_for("member_a").post(invite, data).status_code == 200
    assert Invitation.unscoped.get().role == Role.SCHOOL_MEMBER


def test_the_head_ends_a_deputy_even_one_to_come(world: World) -> None:
    deputy = appoint(world, begins=3)
    world.client_for("lead_a").post(reverse("schools:membership_end", args=[deputy.pk]))
    assert not Membership.unscoped.not_over().filter(pk=deputy.pk).exists()


def test_a_deputy_who_becomes_head_is_not_also_a_deputy(world: World) -> None:
    appoint(world, ends=None)
    world.client_for("staff").post(HANDOVER, choices(world))
    held = Membership.unscoped.not_over().filter(user=world.users["member_a"], role=Role.SCHOOL_LEAD)
    assert [row.is_deputy for row in held] == [False]


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [(-1, 3, "Vergangenheit"), (5, 3, "vor dem ersten Tag"), (0, 3, "schon zur Vertretung")],
)
def test_days_that_cannot_be_are_told(world: World, begins: int, ends: int, said: str) -> None:
    appoint(world, begins=0, ends=10)
    data = {
        "person": world.users["member_a"].pk,
        "begins_on": (TODAY() + timedelta(days=begins)).isoformat(),
        "ends_on": (TODAY() + timedelta(days=ends)).isoformat(),
    }
    response = world.client_for("lead_a").post(DEPUTY, data)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert Membership.unscoped.filter(is_deputy=True).count() == 1


def test_a_school_with_nobody_else_is_told_to_invite_first(world: World) -> None:
    Membership.unscoped.filter(user=world.users["member_a"]).delete()
    page = world.client_for("lead_a").get(DEPUTY).content.decode()
    assert "Laden Sie die Person zuerst als Medienbeauftragte ein." in page


def test_foreign_people_cannot_be_chosen(world: World) -> None:
    foreign = world.users["lead_b"].pk
    assert world.client_for("staff").post(HANDOVER, choices(world, successor=foreign)).status_code == 422
    data = {"person": foreign, "begins_on": TODAY().isoformat()}
    assert world.client_for("lead_a").post(DEPUTY, data).status_code == 422
    with pytest.raises(DomainError):
        offices.appoint_deputy(
            world.school_a, world.user("lead_b"), begins_on=TODAY(), ends_on=None, actor=world.user("lead_a")
        )


@pytest.mark.parametrize("path", [HANDOVER, DEPUTY])
def test_the_pages_cost_the_same_for_one_and_three(world: World, path: str) -> None:
    def cost() -> int:
        client = world.client_for("staff")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    one = cost()
    for number in range(3):
        make_user(f"p{number}@example.org", f"P {number}", Role.SCHOOL_MEMBER, school=world.school_a)
    assert cost() == one
    assert User.objects.filter(email__startswith="p").count() == 3
