"""The pages about people: lists, inviting, joining, switching off – for each role, own and foreign."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.models import OutboxMail
from schools.access import Role, access_for
from schools.grants import Place
from schools.models import Invitation, Membership
from schools.services import people
from schools.views.people import show_link
from tests.world import ACTORS, PASSWORD, make_user

NEW = "neu@example.org"
CHOSEN = "Kastanien fallen im Oktober"
MEMBERS = {
    "anonymous": 302, "nobody": 404, "lead_a": 200, "member_a": 403, "lead_b": 404, "lead_c": 404, "staff": 200,
    "it": 403, "head": 200, "staff_c": 404, "adviser": 403, "adviser_c": 404, "supervision": 403, "moderator": 403,
    "admin": 200,
}  # fmt: skip
OFFICE = MEMBERS | {"lead_a": 403, "lead_b": 403}
INVITE = dict.fromkeys(ACTORS, 403) | {
    "anonymous": 302, "lead_a": 200, "lead_b": 200, "lead_c": 200, "staff": 200, "head": 200, "staff_c": 200,
    "admin": 200,
}  # fmt: skip
ACCOUNTS = dict.fromkeys(ACTORS, 403) | {"anonymous": 302, "admin": 200}


def path_of(issued: people.Issued) -> str:
    return "/" + issued.link.split("/", 3)[3]


def invite_to_a(world, email=NEW, actor="lead_a") -> people.Issued:
    place = Place(school=world.school_a)
    return people.invite(email=email, role=Role.SCHOOL_MEMBER, place=place, actor=world.user(actor))


@pytest.mark.parametrize("actor", ACTORS)
def test_who_opens_which_list(world, actor):
    client = world.client_for(actor)
    codes = [
        client.get(path).status_code
        for path in (
            reverse("schools:member_list", args=["990012"]),
            reverse("schools:authority_member_list", args=["99001"]),
            reverse("schools:invitation_list"),
            reverse("schools:invitation_create"),
            reverse("schools:user_list"),
        )
    ]
    assert codes == [MEMBERS[actor], OFFICE[actor], INVITE[actor], INVITE[actor], ACCOUNTS[actor]]


def test_list_of_a_school_names_its_people_only(world):
    page = world.client_for("lead_a").get(reverse("schools:member_list", args=["990012"]))
    names = [member.user.name for member in page.context["members"]]
    assert names == ["Lea Anger", "Max Anger", "Meike Rat"]
    assert "Lars Birke" not in page.content.decode()


def test_list_of_a_school_hides_what_is_over(world):
    Membership.unscoped.filter(user=world.users["member_a"]).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    page = world.client_for("lead_a").get(reverse("schools:member_list", args=["990012"]))
    assert [member.user.name for member in page.context["members"]] == ["Lea Anger", "Meike Rat"]


LISTS = {
    "members": ("lead_a", "/schulen/990012/personen/"),
    "office": ("head", "/schulen/traeger/99001/personen/"),
    "invitations": ("lead_a", "/schulen/einladungen/"),
    "accounts": ("admin", "/schulen/konten/"),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_cost_the_same_for_one_and_three_more(world, name):
    actor, path = LISTS[name]

    def grow(number: int) -> None:
        person = make_user(f"p{number}@example.org", f"P {number}", Role.SCHOOL_MEMBER, school=world.school_a)
        Membership.unscoped.create(user=person, role=Role.AUTHORITY_IT, authority=world.authority)
        Membership.unscoped.create(user=person, role=Role.MODERATOR, area="05999004")
        invite_to_a(world, email=f"i{number}@example.org")

    def cost() -> int:
        client = world.client_for(actor)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    grow(1)
    one = cost()
    grow(2)
    grow(3)
    assert cost() == one


@pytest.mark.parametrize(("actor", "sees"), [("lead_a", False), ("staff", False), ("admin", True)])
def test_whoever_invites_cannot_take_the_address_themselves(world, settings, rf, actor, sees):
    """Outside the demonstration: its link makes an account under a foreign address."""
    settings.DEMO = False
    request = rf.post("/")
    request.user = world.user(actor)
    issued = invite_to_a(world)
    told = show_link(request, issued).context_data or {}
    assert (told["link"] == issued.link) is sees


def test_inviting_shows_the_link_once_and_mails_it(world):
    client = world.client_for("lead_a")
    response = client.post(
        reverse("schools:invitation_create") + "?schule=990012",
        {"email": NEW, "name": "Nele", "role": "school_member"},
    )
    link = response.context["link"]
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store, private")
    assert link in response.content.decode()
    assert link in OutboxMail.objects.get(recipient=NEW).body
    for name in ("schools:invitation_list", "schools:invitation_create"):
        assert link not in client.get(reverse(name)).content.decode()


@pytest.mark.parametrize("role", ["admin", "supervision", "authority_lead", "moderator", "king"])
def test_higher_role_is_no_choice(world, role):
    data = {"email": NEW, "role": role, "place": "school:990012"}
    response = world.client_for("staff").post(reverse("schools:invitation_create"), data)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"role"})


def test_role_must_go_with_the_place(world):
    data = {"email": NEW, "role": "authority_it", "place": "school:990012"}
    response = world.client_for("staff").post(reverse("schools:invitation_create"), data)
    assert response.context["form"].errors["place"] == [
        "Die Rolle „Schulträger, IT“ gehört zu einem Schulträger."
    ]


@pytest.mark.parametrize("query", ["?schule=990024", "?schule=990036", "?schule=999999", "?traeger=99001"])
def test_inviting_to_a_foreign_place_is_not_there(world, query):
    client = world.client_for("lead_a")
    path = reverse("schools:invitation_create") + query
    assert client.get(path).status_code == 404
    assert client.post(path, {"email": NEW, "role": "school_member"}).status_code == 404


def test_new_person_joins_by_the_page(world):
    path = path_of(invite_to_a(world))
    client = Client()
    page = client.get(path)
    assert (page.status_code, page["Referrer-Policy"], page["Cache-Control"]) == (
        200, "strict-origin", "no-store, private",
    )  # fmt: skip
    response = client.post(path, {"name": "Nele Neu", "password1": CHOSEN, "password2": CHOSEN})
    assert (response.status_code, response["Location"]) == (302, reverse("home"))
    profile = client.get("/konto/").content.decode()
    assert "Nele Neu" in profile
    again = Client().get(path)
    assert again.status_code == 410
    assert "schon angenommen" in again.content.decode()
    assert Client().post(path, {"name": "X", "password1": CHOSEN, "password2": CHOSEN}).status_code == 410


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": "", "password1": CHOSEN, "password2": CHOSEN}, "name"),
        ({"name": "Nele", "password1": "kurz", "password2": "kurz"}, "password1"),
        ({"name": "Nele", "password1": CHOSEN, "password2": "anders"}, "password2"),
        ({"name": "Nele", "password1": "neu@example.org", "password2": "neu@example.org"}, "password1"),
        ({"name": "x" * 121, "password1": CHOSEN, "password2": CHOSEN}, "name"),
    ],
)
def test_refused_joining_says_where_and_spends_nothing(world, data, field):
    path = path_of(invite_to_a(world))
    response = Client().post(path, data)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {field})
    assert Invitation.unscoped.get().accepted_at is None
    assert not User.objects.filter(email=NEW).exists()


def test_mass_assignment_changes_neither_address_nor_role(world):
    path = path_of(invite_to_a(world))
    extra = {"email": "evil@example.org", "role": "admin", "school": world.school_b.pk, "is_active": "0"}
    Client().post(path, {"name": "Nele", "password1": CHOSEN, "password2": CHOSEN} | extra)
    member = User.objects.get(email=NEW)
    assert (member.is_active, access_for(member).schools) == (True, {(world.school_a.pk, Role.SCHOOL_MEMBER)})
    assert not User.objects.filter(email="evil@example.org").exists()


def test_known_person_signs_in_first_then_accepts(world):
    path = path_of(invite_to_a(world, email="lead.b@example.org"))
    client = Client()
    page = client.get(path)
    assert "schon ein Konto" in page.content.decode()
    assert "password1" not in page.content.decode()
    target = page.context["sign_in_url"]
    back = client.post(target, {"login": "lead.b@example.org", "password": PASSWORD})
    assert back["Location"] == path
    before = client.session.session_key
    assert client.post(path)["Location"] == reverse("home")
    assert client.session.session_key != before  # new rights, new key
    assert access_for(world.user("lead_b")).school_ids() == {world.school_a.pk, world.school_b.pk}
    assert client.get(reverse("usersessions_list")).context["session_count"] == 1


def test_wrong_person_is_asked_to_sign_out(world):
    path = path_of(invite_to_a(world))
    client = world.client_for("lead_b")
    assert "andere Adresse" in client.get(path).content.decode()
    response = client.post(path)
    assert response.status_code == 422
    assert Invitation.unscoped.get().accepted_at is None


def test_unknown_and_spent_links_answer_in_words(world):
    assert Client().get("/schulen/einladung/" + "x" * 43 + "/").status_code == 404
    issued = invite_to_a(world)
    Membership.unscoped.filter(user=world.users["lead_a"]).update(role=Role.SCHOOL_MEMBER)
    page = Client().get(path_of(issued))
    assert (page.status_code, page["Referrer-Policy"]) == (410, "strict-origin")
    assert "gilt nicht mehr" in page.content.decode()


def test_joining_page_leaks_no_link_to_other_hosts(world):
    page = Client().get(path_of(invite_to_a(world))).content.decode()
    assert re.findall(r'(?:href|src)="(?:https?:)?//[^"]*"', page) == []


END = dict.fromkeys(ACTORS, 404) | {
    "anonymous": 302, "lead_a": 302, "staff": 302, "head": 302, "admin": 302, "member_a": 403,
}  # fmt: skip


@pytest.mark.parametrize("actor", ACTORS)
def test_who_ends_the_role_of_a_member(world, actor):
    membership = Membership.unscoped.get(user=world.users["member_a"])
    path = reverse("schools:membership_end", args=[membership.pk])
    client = world.client_for(actor)
    refused = END[actor] if END[actor] != 302 or actor == "anonymous" else 405
    assert client.get(path).status_code == refused
    assert client.post(path).status_code == END[actor]
    has_ended = actor in {"lead_a", "staff", "head", "admin"}
    assert (access_for(world.user("member_a")).roles == set()) == has_ended


def test_nobody_ends_their_own_role(world):
    membership = Membership.unscoped.get(user=world.users["lead_a"])
    path = reverse("schools:membership_end", args=[membership.pk])
    assert world.client_for("lead_a").post(path).status_code == 403


REVOKE = dict.fromkeys(ACTORS, 404) | {
    "anonymous": 302,
    "lead_a": 302,
    "staff": 302,
    "head": 302,
    "admin": 302,
}


@pytest.mark.parametrize("actor", ACTORS)
def test_who_withdraws_an_invitation(world, actor):
    issued = invite_to_a(world)
    path = reverse("schools:invitation_revoke", args=[issued.invitation.pk])
    assert world.client_for(actor).post(path).status_code == REVOKE[actor]
    is_withdrawn = Invitation.unscoped.get().revoked_at is not None
    assert is_withdrawn == (actor in {"lead_a", "staff", "head", "admin"})


def test_school_lead_cannot_withdraw_what_only_the_authority_gives(world):
    issued = people.invite(
        email=NEW, role=Role.MEDIA_ADVISER, place=Place(school=world.school_a), actor=world.user("staff")
    )
    path = reverse("schools:invitation_revoke", args=[issued.invitation.pk])
    assert world.client_for("lead_a").post(path).status_code == 403


@pytest.mark.parametrize("actor", ACTORS)
def test_only_the_administration_switches_accounts(world, actor):
    victim = world.users["member_a"]
    client = world.client_for(actor)
    off, on = (reverse(f"schools:user_{verb}", args=[victim.pk]) for verb in ("deactivate", "reactivate"))
    expected = {"anonymous": 302, "admin": 302}.get(actor, 403)
    assert client.post(off).status_code == expected
    assert world.user("member_a").is_active == (actor != "admin")
    assert client.post(on).status_code == expected
    assert world.user("member_a").is_active


def test_switched_off_person_is_out_at_the_next_click(world):
    client = Client()
    client.post("/konto/anmelden/", {"login": "member.a@example.org", "password": PASSWORD})
    assert client.get("/konto/").status_code == 200
    world.client_for("admin").post(reverse("schools:user_deactivate", args=[world.users["member_a"].pk]))
    assert client.get("/konto/").status_code == 302


def test_admin_cannot_switch_off_themselves(world):
    client = world.client_for("admin")
    client.post(reverse("schools:user_deactivate", args=[world.users["admin"].pk]))
    assert "eigenes Konto" in client.get(reverse("schools:user_list")).content.decode()
    assert world.user("admin").is_active


def test_accounts_are_found_by_name_and_state(world):
    User.objects.filter(pk=world.users["lead_b"].pk).update(is_active=False)
    client = world.client_for("admin")

    def names(query: str) -> list[str]:
        found = client.get(reverse("schools:user_list") + query).context["accounts"]
        return [account.name for account in found]

    assert names("?q=anger") == ["Lea Anger", "Max Anger"]
    assert names("?abgeschaltet=on") == ["Lars Birke"]
    assert names("?q=gibtsnicht") == []
    assert len(names("")) == 13


def test_unknown_numbers_are_not_found(world):
    client = world.client_for("admin")
    for name, args in (("user_deactivate", [0]), ("membership_end", [0]), ("invitation_revoke", [0])):
        assert client.post(reverse(f"schools:{name}", args=args)).status_code == 404
    assert client.get(reverse("schools:member_list", args=["000000"])).status_code == 404
    assert client.get(reverse("schools:authority_member_list", args=["x"])).status_code == 404


@pytest.mark.parametrize(
    ("actor", "labels"),
    [
        ("lead_a", ["Grundschule Am Anger"]),
        ("head", ["Stadt Musterstadt"]),
        ("staff_c", ["Gemeinde Beispielhausen"]),
        ("admin", ["Alle Konten"]),
    ],
)
def test_invitations_lead_to_the_lists_one_looks_after(world, actor, labels):
    client = world.client_for(actor)
    lists = client.get(reverse("schools:invitation_list")).context["lists"]
    assert [link["label"] for link in lists] == labels
    assert [client.get(link["url"]).status_code for link in lists] == [200]
