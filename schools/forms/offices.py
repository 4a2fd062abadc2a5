"""Input about the office of a school's head: a successor, or a deputy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import DayField
from core.forms import ScopedForm, choice_field
from core.layout import Fieldset, form_helper
from schools.models import School
from schools.selectors import people

if TYPE_CHECKING:
    from accounts.models import User

NOBODY = "niemand"  # nobody is in office
OTHER = "andere"  # the successor is not yet at the school


def _staff_choices(staff: dict[str, User]) -> list[tuple[str, str]]:
    return [(key, f"{person.name} ({person.email})") for key, person in staff.items()]


class HandoverForm(ScopedForm):
    """Who leaves the office and who takes it: somebody from the school, or an invited person."""

    leaving = forms.ChoiceField(label=_("Who gives up the office?"), widget=forms.RadioSelect)
    successor = forms.ChoiceField(label=_("Who takes over?"), widget=forms.RadioSelect)
    email = forms.EmailField(
        label=_("E-mail of the other person"),
        max_length=254,
        required=False,
        help_text=_("The invitation goes to this address and works for it alone."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label=_("Name of the other person"), max_length=120, required=False)

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heads = {str(row.pk): row for row in people.heads_of(self.user, school)}
        self.staff = {str(person.pk): person for person in people.staff_of(self.user, school)}
        leaving = choice_field(self, "leaving")
        nobody = (NOBODY, _("Nobody: the office is vacant or shared"))
        leaving.choices = [*((key, row.user.name) for key, row in self.heads.items()), nobody]
        leaving.initial = next(iter(self.heads)) if len(self.heads) == 1 else None
        successor = choice_field(self, "successor")
        successor.choices = [*_staff_choices(self.staff), (OTHER, _("Another person, invited by e-mail"))]
        successor.initial = None if self.staff else OTHER
        self.helper = form_helper(
            "leaving", "successor", Fieldset(_("If it is another person"), "email", "name")
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("successor") == OTHER and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Please enter the e-mail address of the successor."))
        cleaned["leaving_office"] = self.heads.get(cleaned.get("leaving", ""))
        cleaned["person"] = self.staff.get(cleaned.get("successor", ""))
        return cleaned


class DeputyForm(ScopedForm):
    """Who deputises, from when and until when."""

    person = forms.ChoiceField(label=_("Who deputises?"), widget=forms.RadioSelect)
    begins_on = DayField(label=_("First day"))
    ends_on = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty: until somebody ends it. The access ends by itself after the last day."),
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = {str(person.pk): person for person in people.staff_of(self.user, school)}
        choice_field(self, "person").choices = _staff_choices(self.staff)
        self.fields["begins_on"].initial = timezone.localdate()
        self.helper = form_helper("person", "begins_on", "ends_on")
