"""Pages of one's own account. Signing in, passwords and second factor are allauth's, in our templates."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LogoutView
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from accounts import services
from accounts.forms import ProfileForm
from accounts.models import User
from accounts.session_life import session_life, start_clock
from core.views import PortalView, ScopedFormView


class SignOutView(LogoutView):
    """Signing out also empties what the browser kept of our pages (trust A36)."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class ProfileView(ScopedFormView):
    """Name, address, and the way to password, second factor and sessions."""

    permission = "accounts.change_profile"
    form_class = ProfileForm
    template_name = "accounts/profile.html"
    success_url = reverse_lazy("accounts:profile")

    def get_form_kwargs(self) -> dict[str, Any]:
        own = User.objects.get(pk=self.request.user.pk)  # a copy: a refused name must not show in the header
        return super().get_form_kwargs() | {"instance": own}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        has_factor = is_mfa_enabled(self.request.user)
        return super().get_context_data(**kwargs) | {"has_second_factor": has_factor}

    def perform(self, form: ProfileForm) -> User:
        user = services.save_profile(
            form.instance,
            name=form.cleaned_data["name"],
            wants_digest=form.cleaned_data["wants_digest"],
            actor=self.request.user,
        )
        messages.success(self.request, _("Saved."))
        return user


class SessionExtendView(PortalView):
    """One's own session goes on: the answer to the word before its end (static/js/session.js)."""

    permission = "accounts.change_profile"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        start_clock(request)
        life = session_life(request)
        return JsonResponse({"idle": life.left, "final": life.final})


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """allauth's throttles end here."""
    return render(request, "429.html", status=429)
