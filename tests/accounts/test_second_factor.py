"""TOTP and emergency codes: set up, used once, required for some roles."""

import time
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from cryptography.fernet import InvalidToken
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from core.models import AuditEntry, OutboxMail
from tests.world import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def steady_clock(monkeypatch):
    """The middle of a 30-second step, so that no test falls over its edge."""
    now = time.time() // 30 * 30 + 15
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: now)


def code(secret: str = SECRET, *, later: int = 0) -> str:
    """The code of now, or of so many steps of 30 seconds later."""
    from allauth.mfa.totp.internal import auth  # noqa: PLC0415 - only this test needs it

    return format_hotp_value(hotp_value(secret, int(auth.time.time()) // 30 + later))


def password_step(email: str = "staff@example.org") -> Client:
    client = Client()
    client.post("/konto/anmelden/", {"login": email, "password": PASSWORD})
    return client


def second_step(client: Client, text: str):
    return client.post(reverse("mfa_authenticate"), {"code": text})


@pytest.fixture
def staff(world):
    user = world.user("staff")
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return user


def test_set_up_by_the_pages(world):
    client = password_step()
    page = client.get(reverse("mfa_activate_totp"))
    assert page.context["totp_svg_data_uri"].startswith("data:image/svg+xml;base64,")
    assert "data:" in page["Content-Security-Policy"].split("img-src")[1].split(";")[0]
    assert "style=" not in page.content.decode()
    secret = client.session["mfa.totp.secret"]
    done = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    stored = Authenticator.objects.get(type="totp")
    assert secret not in stored.data["secret"]
    codes = client.get(done["Location"]).context["unused_codes"]
    assert len(set(codes)) == 10


def test_setting_up_is_told_and_noted(world, django_capture_on_commit_callbacks):
    client = password_step()
    client.get(reverse("mfa_activate_totp"))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code(client.session["mfa.totp.secret"])})
    assert OutboxMail.objects.get().subject == "Zweiter Faktor eingeschaltet"
    kinds = [
        entry.changes["type"][1] for entry in AuditEntry.objects.filter(verb="accounts.second_factor_added")
    ]
    assert sorted(kinds) == ["recovery_codes", "totp"]


def test_wrong_code_sets_nothing_up(world):
    client = password_step()
    client.get(reverse("mfa_activate_totp"))
    response = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "falsch oder schon benutzt" in response.content.decode()
    assert not Authenticator.objects.exists()


def test_code_of_the_set_up_does_not_sign_in(world):
    client = password_step()
    client.get(reverse("mfa_activate_totp"))
    used = code(client.session["mfa.totp.secret"])
    client.post(reverse("mfa_activate_totp"), {"code": used})
    other = password_step()
    assert second_step(other, used).status_code == 200


def test_password_alone_opens_nothing(staff):
    client = password_step()
    assert client.get("/konto/").status_code == 302
    assert second_step(client, code())["Location"] == reverse("home")
    assert client.get("/konto/").status_code == 200


def test_same_code_twice_is_refused(staff):
    assert second_step(password_step(), code())["Location"] == reverse("home")
    again = password_step()
    assert "falsch oder schon benutzt" in second_step(again, code()).content.decode()
    assert again.get("/konto/").status_code == 302


@pytest.mark.parametrize(("later", "opens"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_code_typed_slowly_or_by_a_phone_that_goes_wrong_by_seconds_still_opens(staff, later, opens):
    assert (second_step(password_step(), code(later=later)).status_code == 302) == opens


def test_used_code_is_refused_as_long_as_it_would_be_taken(staff, monkeypatch):
    """Half a minute later allauth has forgotten the code, and it is still one of the step before."""
    used = code()
    assert second_step(password_step(), used)["Location"] == reverse("home")
    monkeypatch.setattr(TOTP, "_mark_code_used", lambda *_: True)
    for written in (used, f"{used[:3]} {used[3:]}", f"{used[:3]}-{used[3:]}", f"{used}."):
        assert second_step(password_step(), written).status_code == 200


def test_emergency_code_works_once(staff):
    spare = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()[0]
    assert second_step(password_step(), spare)["Location"] == reverse("home")
    assert second_step(password_step(), spare).status_code == 200


def test_guessing_codes_is_throttled(staff):
    client = password_step()
    for number in range(5):
        second_step(client, f"{number:06}")
    assert "Zu viele Fehlversuche" in second_step(client, code()).content.decode()
    assert client.get("/konto/").status_code == 302


def test_reset_password_keeps_the_second_factor(staff):
    staff.set_password("Kastanien fallen im Oktober")
    staff.save()
    client = Client()
    client.post("/konto/anmelden/", {"login": staff.email, "password": "Kastanien fallen im Oktober"})
    assert client.get("/konto/").status_code == 302
    assert second_step(client, code())["Location"] == reverse("home")


def test_switching_off_asks_for_the_password_again_after_a_while(staff, monkeypatch):
    client = password_step()
    second_step(client, code())
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 1000
    session.save()
    assert client.post(reverse("mfa_deactivate_totp"))["Location"].startswith("/konto/bestaetigen/")
    assert Authenticator.objects.filter(type="totp").exists()


def test_switching_off_removes_the_codes_too(staff):
    client = password_step()
    second_step(client, code())
    assert client.post(reverse("mfa_deactivate_totp"))["Location"] == reverse("mfa_index")
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.filter(verb="accounts.second_factor_removed").count() == 2


def test_old_secret_key_still_opens_the_factor(staff, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 50
    client = password_step()
    assert second_step(client, code())["Location"] == reverse("home")


def test_use_seals_the_factors_of_that_person_with_the_new_key(staff, world, settings):
    TOTP.activate(world.user("head"), SECRET)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 50
    second_step(password_step(), code())
    settings.SECRET_KEY_FALLBACKS = []
    assert decrypt(Authenticator.objects.get(user=staff, type="totp").data["secret"]) == SECRET
    assert len(Authenticator.objects.get(user=staff, type="recovery_codes").wrap().generate_codes()) == 10
    with pytest.raises(InvalidToken):  # nobody else's, they did not sign in
        decrypt(Authenticator.objects.get(user=world.user("head")).data["secret"])


def test_an_emergency_code_stays_used_after_sealing(staff, settings):
    spare = Authenticator.objects.get(type="recovery_codes").wrap().generate_codes()[0]
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 50
    assert second_step(password_step(), spare)["Location"] == reverse("home")
    settings.SECRET_KEY_FALLBACKS = []
    assert spare not in Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()


def test_command_seals_all_before_an_old_key_goes(staff, settings):
    def reseal() -> str:
        call_command("reseal_secrets", stdout=(said := StringIO()))
        return said.getvalue().strip()

    assert reseal() == "2 second factors, 0 sealed anew, 0 that no known key opens."
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 50
    assert reseal() == "2 second factors, 2 sealed anew, 0 that no known key opens."
    settings.SECRET_KEY_FALLBACKS = []
    assert second_step(password_step(), code())["Location"] == reverse("home")
    settings.SECRET_KEY = "x" * 50
    with pytest.raises(CommandError, match="back into SECRET_KEY_FALLBACKS"):
        reseal()


REQUIRED = {
    "nobody": False, "lead_a": False, "member_a": False, "adviser": False, "adviser_c": False, "moderator": False,
    "staff": True, "it": True, "head": True, "supervision": True, "admin": True,
}  # fmt: skip


@pytest.mark.parametrize("actor", REQUIRED)
def test_required_where_the_role_demands_it(world, actor, settings):
    settings.DEMO = False
    client = world.client_for(actor)
    response = client.get("/schulen/einladungen/")
    sent = response.status_code == 302 and response["Location"].startswith(reverse("mfa_activate_totp"))
    assert sent == REQUIRED[actor]
    assert client.get(reverse("usersessions_list")).status_code == 200  # own account stays reachable: no loop
    if sent:
        target = client.get(response["Location"])
        assert not target.headers.get("Location", "").startswith(reverse("mfa_activate_totp"))


def test_set_up_person_passes(staff, settings):
    settings.DEMO = False
    client = password_step()
    second_step(client, code())
    assert client.get("/schulen/einladungen/").status_code == 200


def test_whole_way_of_a_required_set_up_has_no_loop(world, settings):
    settings.DEMO = False
    client = password_step()
    page = client.get("/schulen/einladungen/", follow=True)
    assert page.redirect_chain == [(reverse("mfa_activate_totp") + "?pflicht=1", 302)]
    assert "Ihre Rolle verlangt einen zweiten Faktor" in page.content.decode()
    client.post(reverse("mfa_activate_totp"), {"code": code(client.session["mfa.totp.secret"])})
    assert client.get("/schulen/einladungen/").status_code == 200


def test_demo_world_waives_it(world):
    assert world.client_for("staff").get("/schulen/einladungen/").status_code == 200
