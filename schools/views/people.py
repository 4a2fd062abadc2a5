"""People: who belongs to a school or a Träger, whom to invite, and the accounts of the portal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import services as accounts
from accounts.models import User
from core.views import ScopedActionView, ScopedFormView, ScopedListView
from schools.forms.people import AccountFilterForm, InvitationForm
from schools.grants import Place
from schools.models import Invitation, Membership, School, SchoolAuthority
from schools.selectors import people
from schools.services import people as services


class MembersView(ScopedListView, abstract=True):
    """The people at one place, and the links that are still open for it."""

    model = Membership
    context_object_name = "members"
    paginate_by = 100
    place: Any
    place_field = ""

    def get_permission_object(self) -> Any:
        return self.place

    def select(self, queryset: Any) -> Any:
        return people.members(self.request.user).filter(**{self.place_field: self.place})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user = self.request.user
        for member in context["members"]:
            member.may_end = user.has_perm("schools.end_membership", member)
            member.needs_factor = people.needs_second_factor(member.role)
        pending = list(people.pending_invitations(user, **{self.place_field: self.place}))
        for invitation in pending:
            invitation.may_revoke = user.has_perm("schools.revoke_invitation", invitation)
        return context | {"place": self.place, "pending": pending}


class MemberListView(MembersView):
    permission = "schools.manage_members"
    template_name = "schools/member_list.html"
    place_field = "school"

    def load(self) -> None:
        self.place = self.fetch(
            School.visible_to(self.request.user), school_number=self.kwargs["school_number"]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        invite = reverse("schools:invitation_create") + f"?schule={self.place.school_number}"
        return super().get_context_data(**kwargs) | {
            "school": self.place,
            "invite_url": invite,
            "may_appoint": self.request.user.has_perm("schools.appoint_deputy", self.place),
            "may_hand_over": self.request.user.has_perm("schools.hand_over_office", self.place),
        }


class AuthorityMemberListView(MembersView):
    permission = "schools.manage_authority_members"
    template_name = "schools/authority_member_list.html"
    place_field = "authority"

    def load(self) -> None:
        self.place = self.fetch(SchoolAuthority.visible_to(self.request.user), number=self.kwargs["number"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        invite = reverse("schools:invitation_create") + f"?traeger={self.place.number}"
        return super().get_context_data(**kwargs) | {"authority": self.place, "invite_url": invite}


class MembershipEndView(ScopedActionView):
    permission = "schools.end_membership"

    def load(self) -> None:
        rows = (
            Membership.visible_to(self.request.user).not_over().select_related("user", "school", "authority")
        )
        self.membership = self.fetch(rows, pk=self.kwargs["pk"])

    def get_permission_object(self) -> Membership:
        return self.membership

    def perform(self) -> Membership:
        ended = services.end_membership(self.membership, actor=self.request.user)
        messages.success(self.request, _("The role of %(name)s has ended.") % {"name": ended.user})
        return ended

    def get_success_url(self) -> str:
        return place_url(self.membership)


def place_url(office: Membership | Invitation) -> str:
    """The list of people of this place."""
    if office.school:
        return reverse("schools:member_list", args=[office.school.school_number])
    if office.authority:
        return reverse("schools:authority_member_list", args=[office.authority.number])
    return reverse("schools:user_list")


class InvitationListView(ScopedListView):
    permission = "schools.invite"
    model = Invitation
    context_object_name = "invitations"
    template_name = "schools/invitation_list.html"

    def select(self, queryset: Any) -> Any:
        return people.invitations(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for invitation in context["invitations"]:
            invitation.state = _state(invitation)
            is_open = invitation.state == "open"
            invitation.may_revoke = is_open and self.request.user.has_perm(
                "schools.revoke_invitation", invitation
            )
        return context | {"lists": _lists(self.request.user)}


def _lists(user: User) -> list[dict[str, str]]:
    """The lists of people that this person looks after."""
    found = [
        {"url": reverse("schools:authority_member_list", args=[office.number]), "label": str(office)}
        for office in people.run_authorities(user)
    ]
    found += [
        {"url": reverse("schools:member_list", args=[school.school_number]), "label": str(school)}
        for school in people.led_schools(user)
    ]
    if user.has_perm("schools.manage_users"):
        found.append({"url": reverse("schools:user_list"), "label": _("All accounts")})
    return found


def _state(invitation: Invitation) -> str:
    if invitation.accepted_at:
        return "accepted"
    if invitation.revoked_at:
        return "revoked"
    return "open" if invitation.expires_at > timezone.now() else "expired"


class InvitationCreateView(ScopedFormView):
    """`?schule=` and `?traeger=` fix the place."""

    permission = "schools.invite"
    form_class = InvitationForm
    template_name = "schools/invitation_create.html"
    issued: services.Issued

    def load(self) -> None:
        self.fixed = self._fixed()

    def _fixed(self) -> Place | None:
        user, query = self.request.user, self.request.GET
        if "schule" in query:
            return Place(school=self.fetch(School.visible_to(user), school_number=query["schule"]))
        if "traeger" in query:
            return Place(authority=self.fetch(SchoolAuthority.visible_to(user), number=query["traeger"]))
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"fixed": self.fixed}

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if not form.fields["role"].choices:  # a school or Träger that this person does not run
            raise Http404
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        fixed = self.fixed
        place_name = str(fixed.school or fixed.authority) if fixed else ""
        extra = {"place_name": place_name, "cancel_url": self.get_success_url()}
        return super().get_context_data(**kwargs) | extra

    def perform(self, form: InvitationForm) -> Invitation:
        data = form.cleaned_data
        self.issued = services.invite(
            email=data["email"],
            role=data["role"],
            place=data["where"],
            name=data["name"],
            actor=self.request.user,
        )
        return self.issued.invitation

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if self.object is None:
            return response
        return show_link(self.request, self.issued)

    def get_success_url(self) -> str:
        if self.fixed and self.fixed.school:
            return reverse("schools:member_list", args=[self.fixed.school.school_number])
        if self.fixed and self.fixed.authority:
            return reverse("schools:authority_member_list", args=[self.fixed.authority.number])
        return reverse("schools:invitation_list")


def show_link(request: HttpRequest, issued: services.Issued) -> TemplateResponse:
    """What becomes of a new invitation; its link in clear, this once and in no cache, to the administrator alone.

    Whoever opens the link has an account under the invited address. Other inviters could take the address of
    somebody else that way, so only the mail has it. The demonstration sends no mail and shows it.
    """
    invitation = issued.invitation
    link = issued.link if settings.DEMO or request.user.has_perm("schools.read_invitation_link") else ""
    context = {"invitation": invitation, "link": link, "back_url": place_url(invitation)}
    context["where"] = services.place_text(invitation)
    shown = TemplateResponse(request, "schools/invitation_created.html", context)
    shown["Cache-Control"] = "no-store, private"
    return shown


class InvitationRevokeView(ScopedActionView):
    permission = "schools.revoke_invitation"

    def load(self) -> None:
        self.invitation = self.fetch(people.invitations(self.request.user), pk=self.kwargs["pk"])

    def get_permission_object(self) -> Invitation:
        return self.invitation

    def perform(self) -> Invitation:
        revoked = services.revoke(self.invitation, actor=self.request.user)
        messages.success(self.request, _("The invitation was withdrawn."))
        return revoked

    def get_success_url(self) -> str:
        return reverse("schools:invitation_list")


class UserListView(ScopedListView):
    """All accounts of the portal, for its administration."""

    permission = "schools.manage_users"
    model = User
    context_object_name = "accounts"
    template_name = "schools/user_list.html"

    def get_queryset(self) -> Any:
        self.filter = AccountFilterForm(self.request.GET)
        self.filter.is_valid()
        data = self.filter.cleaned_data
        return people.accounts(
            self.request.user, query=data.get("q", ""), inactive=data.get("abgeschaltet", False)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"filter": self.filter}


class UserSwitchView(ScopedActionView, abstract=True):
    """Switch one account off or on."""

    permission = "schools.manage_users"

    def get_success_url(self) -> str:
        return reverse("schools:user_list")

    def account_or_404(self) -> User:
        found: User = self.fetch(User.objects.all(), pk=self.kwargs["pk"])
        return found


class UserDeactivateView(UserSwitchView):
    def perform(self) -> User:
        user = services.deactivate_user(self.account_or_404(), actor=self.request.user)
        messages.success(self.request, _("The account of %(name)s is switched off.") % {"name": user})
        return user


class UserReactivateView(UserSwitchView):
    def perform(self) -> User:
        user = accounts.reactivate(self.account_or_404(), actor=self.request.user)
        messages.success(self.request, _("%(name)s can sign in again.") % {"name": user})
        return user
