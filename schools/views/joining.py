"""Accepting an invitation: the one page of schools that opens without signing in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.decorators import login_not_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from accounts.models import User
from accounts.signin import renew_session, sign_in
from core.errors import DomainError
from core.http import keep_secret
from schools.forms.people import AcceptForm, JoinForm
from schools.models import Invitation
from schools.selectors.people import find_invitation
from schools.services import people as services


@method_decorator(login_not_required, name="dispatch")
@method_decorator(sensitive_post_parameters("password1", "password2"), name="dispatch")
class InvitationAcceptView(FormView):
    """The link is the right: whoever holds it and reads the mail may join.

    Four faces: spent link (410, unknown 404), new person (name and password), known address (sign in first),
    signed in (one button, or "this is for somebody else").
    """

    template_name = "schools/invitation_accept.html"
    invitation: Invitation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = find_invitation(self.kwargs["token"])
        if found is None:
            return keep_secret(render(request, "schools/invitation_gone.html", status=404))
        self.invitation = found
        try:
            services.require_open(found)
            response = super().dispatch(request, *args, **kwargs)
        except services.InvitationOver as error:
            response = render(request, "schools/invitation_gone.html", {"reason": str(error)}, status=410)
        return keep_secret(response)

    @property
    def is_signed_in(self) -> bool:
        return self.request.user.is_authenticated

    @property
    def is_theirs(self) -> bool:
        return self.is_signed_in and self.request.user.email.lower() == self.invitation.email  # type: ignore[union-attr]

    def get_form_class(self) -> type[Any]:
        return AcceptForm if self.is_signed_in else JoinForm

    def get_form_kwargs(self) -> dict[str, Any]:
        extra = {} if self.is_signed_in else {"invitation": self.invitation}
        return super().get_form_kwargs() | extra

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        has_account = User.objects.filter(email__iexact=self.invitation.email).exists()
        return super().get_context_data(**kwargs) | {
            "invitation": self.invitation,
            "place": services.place_text(self.invitation),
            "is_theirs": self.is_theirs,
            "must_sign_in": has_account and not self.is_signed_in,
            "sign_in_url": f"{reverse('account_login')}?{urlencode({'next': self.request.path})}",
        }

    def form_valid(self, form: Any) -> HttpResponse:
        user = self.request.user if self.is_signed_in else None
        data = form.cleaned_data
        try:
            member = services.accept(
                self.kwargs["token"],
                user=user,  # type: ignore[arg-type]
                name=data.get("name", ""),
                password=data.get("password1", ""),
            )
        except services.InvitationOver:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return self._welcome(member)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _welcome(self, member: User) -> HttpResponse:
        messages.success(self.request, _("Welcome. Your role is set up."))
        if self.is_signed_in:
            renew_session(self.request)
            return HttpResponseRedirect(reverse("home"))
        return sign_in(self.request, member, target=reverse("home"))
