"""allauth's forms without placeholders, so that the field's own label is read, and our own profile form."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, MaxLengthValidator
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import reseal_factors
from core.forms import ScopedModelForm
from core.layout import form_helper

LABELS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "code": _("Six-digit code"),
}
PASSWORD_HELP = _("At least 12 characters. A sentence is easy to remember and hard to guess.")


class PlainFormMixin:
    """Labels of the portal, no placeholders, no HTML in help texts."""

    fields: dict[str, forms.Field]
    help_texts: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = self.help_texts.get(name, "")
        self.helper = form_helper()


class SignInForm(PlainFormMixin, account_forms.LoginForm):
    pass


class ReauthenticateForm(PlainFormMixin, account_forms.ReauthenticateForm):
    pass


class PasswordChangeForm(PlainFormMixin, account_forms.ChangePasswordForm):
    help_texts = {"password1": PASSWORD_HELP}


class PasswordResetForm(PlainFormMixin, account_forms.ResetPasswordForm):
    """Does the same work for an unknown address and throws it away: no answer, no delay tells (trust A23)."""

    help_texts = {"email": _("The address you sign in with.")}
    users: list[User]  # filled by allauth's clean_email

    def clean_email(self) -> str:
        """In small letters some addresses are none any more, and no account has one of more than 254 signs."""
        email: str = super().clean_email()
        EmailValidator()(email)
        MaxLengthValidator(254)(email)
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        with transaction.atomic():
            is_known = bool(self.users)
            self.users = self.users or [User(pk=0, email=self.cleaned_data["email"])]
            email: str = super().save(request, **kwargs)
            if not is_known:
                transaction.set_rollback(True)
        return email


class PasswordResetKeyForm(PlainFormMixin, account_forms.ResetPasswordKeyForm):
    help_texts = {"password1": PASSWORD_HELP}


class CodeFormMixin(PlainFormMixin):
    """One field for the code: digits, no capitals, no auto-correction. No code counts twice.

    A code of the step before or after is taken too, because typing takes time and phones are not exact
    (RFC 6238, 5.2). It then lives three steps; allauth would forget after one that it was used. Like allauth we
    read over all signs between the digits, or "123-456" would count beside "123456".
    """

    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "autocapitalize": "off",
            "spellcheck": "false",
        }

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # of the form this is mixed into
        life = mfa_settings.TOTP_PERIOD * (2 * mfa_settings.TOTP_TOLERANCE + 1)
        plain = "".join(filter(str.isalnum, code)).lower()
        if not cache.add(f"accounts.code_used:{self.user.pk}:{plain}", "", timeout=life):
            raise get_adapter().validation_error("incorrect_code")
        if settings.SECRET_KEY_FALLBACKS:
            reseal_factors(self.user)
        return code


class CodeForm(CodeFormMixin, mfa_forms.AuthenticateForm):
    help_texts = {"code": _("From your authenticator app, or one of your emergency codes.")}


class CodeAgainForm(CodeFormMixin, mfa_forms.ReauthenticateForm):
    help_texts = CodeForm.help_texts


class ActivateTotpForm(CodeFormMixin, totp_forms.ActivateTOTPForm):
    help_texts = {"code": _("The app shows it as soon as it knows the key.")}


class ProfileForm(ScopedModelForm):
    """The name that others read, and the weekly mail; the address stays: invitations and rights hang on it."""

    class Meta:
        model = User
        fields = ["name", "wants_digest"]
        labels = {"wants_digest": _("Send me my open tasks by e-mail, once a week at most")}
        help_texts = {"wants_digest": _("On Monday morning, and only when there is something to do.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.helper = form_helper()


class ChoosePasswordMixin(forms.Form):
    """Two password fields, checked against each other and against the rules; `password_user` is who chooses."""

    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=128,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Password, once more"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def password_user(self) -> User:
        raise NotImplementedError

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ."))
        elif first:
            try:
                password_validation.validate_password(first, self.password_user())
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned
