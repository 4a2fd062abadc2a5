"""Input about people: whom to invite, and who accepts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms import ChoosePasswordMixin
from accounts.models import User
from core.errors import DomainError
from core.fields import SuggestInput
from core.forms import ScopedForm, choice_field
from core.layout import Fieldset, form_helper
from schools import places
from schools.access import Role, access_for
from schools.grants import Place, grantable_roles, may_grant, suits
from schools.keys import SCHOOL_TYPES
from schools.models import Invitation, School
from schools.services.people import wrong_place

TYPE_PLACE = _(
    "School number (6 digits), number of the school authority, or AGS (8 digits for a municipality, "
    "5 for a district). Empty for administrators."
)
FIND_PLACE = _("Type a part of the name or the number and choose from the list.")


class InvitationForm(ScopedForm):
    """One address, one role, one place. `fixed` is the place that the page was opened for."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The invitation goes to this address and works for it alone."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    place = forms.ChoiceField(label=_("Place"))
    school_types = forms.MultipleChoiceField(
        label=_("School types"),
        choices=SCHOOL_TYPES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for the school supervision; none chosen means all."),
    )

    def __init__(self, *args: Any, fixed: Place | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fixed = fixed
        self.is_typed = False
        self.suggested: dict[str, str] = {}
        self._offer_roles()
        self._offer_places()
        self._offer_school_types()
        where = [name for name in ("place", "school_types") if name in self.fields]
        self.helper = form_helper(Fieldset(_("Who"), "email", "name"), Fieldset(_("As what"), "role", *where))

    def _offer_roles(self) -> None:
        roles = grantable_roles(self.user)
        if self.fixed:
            fixed = self.fixed
            roles = [role for role in roles if suits(role, fixed) and may_grant(self.user, role, fixed)]
        choice_field(self, "role").choices = [(role.value, role.label) for role in roles]

    def _offer_places(self) -> None:
        if self.fixed:
            del self.fields["place"]
            return
        choices = places.pickable(self.user)
        labels = places.labels(choices)
        if labels and len(labels) <= places.LONGEST_MENU:
            blank = [("", _("Please choose"))] if len(labels) > 1 else []  # the only place is chosen
            choice_field(self, "place").choices = [*blank, *choices]
            return
        self.is_typed, self.suggested = True, labels
        self.fields["place"] = forms.CharField(
            label=_("Place"),
            max_length=250,
            required=bool(labels),
            help_text=FIND_PLACE if labels else TYPE_PLACE,
            widget=SuggestInput(),
        )
        self.fields["place"].widget.suggestions = tuple(labels)

    def _offer_school_types(self) -> None:
        """Those of the schools there are; all of them before the register is loaded."""
        if self.fixed or not access_for(self.user).is_admin:
            del self.fields["school_types"]
            return
        used = set(School.visible_to(self.user).order_by().values_list("school_type", flat=True).distinct())
        offered = [(code, label) for code, label in SCHOOL_TYPES.items() if code in used]
        choice_field(self, "school_types").choices = offered or list(SCHOOL_TYPES.items())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        role = cleaned.get("role")
        if not role:
            return cleaned
        try:
            place = self._chosen_place(role, cleaned)
        except DomainError as error:
            self.add_error("place", str(error))
            return cleaned
        if not suits(role, place):
            self.add_error("role" if self.fixed else "place", wrong_place(role))
        cleaned["where"] = place
        return cleaned

    def _chosen_place(self, role: str, cleaned: dict[str, Any]) -> Place:
        if self.fixed:
            return self.fixed
        key = cleaned.get("place", "")
        if self.is_typed:
            key = self.suggested.get(key) or places.typed_key(role, key)
        if self.suggested and key not in self.suggested.values():
            raise DomainError(gettext("Choose a place from the list, or type its number."))
        types = tuple(cleaned.get("school_types", ())) if role == Role.SUPERVISION else ()
        return places.find_place(self.user, key, school_types=types)


class JoinForm(ChoosePasswordMixin):
    """A new person: the name others read, and a password. The address is the invited one."""

    name = forms.CharField(
        label=_("First name and surname"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "password1", "password2"]

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        self.fields["name"].initial = invitation.name
        self.helper = form_helper()

    def password_user(self) -> User:
        return User(email=self.invitation.email, name=self.cleaned_data.get("name", ""))


class AcceptForm(forms.Form):
    """A signed-in person says yes: nothing to fill in."""


class AccountFilterForm(forms.Form):
    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=120)
    abgeschaltet = forms.BooleanField(label=_("Only accounts switched off"), required=False)
