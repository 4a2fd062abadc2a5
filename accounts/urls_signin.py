"""The views of allauth that this portal wants, by name; sign-up, e-mail management and the rest do not exist."""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as sessions
from django.urls import path, re_path

from accounts.views import SignOutView

urlpatterns = [
    path("anmelden/", account.login, name="account_login"),
    path("abmelden/", SignOutView.as_view(), name="account_logout"),
    path("abgeschaltet/", account.account_inactive, name="account_inactive"),
    path("bestaetigen/", account.reauthenticate, name="account_reauthenticate"),
    path("passwort/", account.password_change, name="account_change_password"),
    path("passwort/vergessen/", account.password_reset, name="account_reset_password"),
    path("passwort/vergessen/gesendet/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "passwort/neu/fertig/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^passwort/neu/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("zweiter-faktor/", factor.index, name="mfa_index"),
    path("zweiter-faktor/code/", factor.authenticate, name="mfa_authenticate"),
    path("zweiter-faktor/bestaetigen/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("zweiter-faktor/einrichten/", totp.activate_totp, name="mfa_activate_totp"),
    path("zweiter-faktor/abschalten/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("zweiter-faktor/notfallcodes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "zweiter-faktor/notfallcodes/neu/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "zweiter-faktor/notfallcodes/datei/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("sitzungen/", sessions.list_usersessions, name="usersessions_list"),
]
