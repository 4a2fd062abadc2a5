"""Rating together: the round, more links, one answer alone, handing in, the consensus."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import DayField
from core.forms import Rebuilt, ScopedForm, choice_field, leave_unmarked
from core.layout import Fieldset, Wide, form_helper
from matrix import selectors
from matrix.forms.ratings import LongText, Option, stage_options
from matrix.models import Rating
from matrix.selectors import AspectInfo
from matrix.services.joint import LONGEST, MOST_LINKS
from schools.models import School

USUAL = timedelta(days=14)


class JointRoundForm(ScopedForm):
    """What is asked, of whom, until when."""

    title = forms.CharField(
        label=_("Title"), help_text=_("For example: Where do we stand with the network?"), max_length=120
    )
    purpose = LongText(
        label=_("What it is for"),
        help_text=_("Two sentences for your colleagues. Holders of a link read them too."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=600,
        required=False,
    )
    closes_on = DayField(label=_("Open to the end of"))
    members = forms.MultipleChoiceField(
        label=_("Colleagues with an account"), widget=forms.CheckboxSelectMultiple, required=False
    )
    links = forms.IntegerField(
        label=_("Links for colleagues without an account"),
        help_text=_("One link for each colleague. Each works once and needs no account."),
        min_value=0,
        max_value=MOST_LINKS,
        required=False,
    )

    def __init__(self, *args: Any, school: School, fields: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.aspects_by_code = {aspect.code: aspect for field in fields for aspect in field.aspects}
        today = timezone.localdate()
        self.fields["closes_on"].initial = today + USUAL
        self.fields["closes_on"].widget.attrs |= {
            "min": today.isoformat(),
            "max": (today + LONGEST - timedelta(days=1)).isoformat(),
        }
        people = selectors.colleagues(school)
        self.people = {str(person.pk): person for person in people}
        members = [(key, person.name) for key, person in self.people.items()]
        choice_field(self, "members").choices = members
        groups = []
        for field in fields:
            name = f"aspects_{field.code}"
            self.fields[name] = forms.MultipleChoiceField(
                label=f"{field.code} {field.name}",
                choices=[(aspect.code, f"{aspect.code} {aspect.name}") for aspect in field.aspects],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
            groups.append(name)
        self.groups = groups
        leave_unmarked(
            self, *groups, "members", "links"
        )  # one of them must be chosen: none is called optional
        self.helper = form_helper(
            "title",
            Wide("purpose"),
            "closes_on",
            Fieldset(_("Which aspects?"), *groups),
            Fieldset(_("Who answers?"), "members", "links"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.chosen() and not any(name in self.errors for name in self.groups):
            self.add_error(self.groups[0], _("Choose at least one aspect."))
        if not cleaned.get("members") and not cleaned.get("links") and "links" not in self.errors:
            self.add_error("links", _("Invite at least one colleague, or make links."))
        day = cleaned.get("closes_on")
        today = timezone.localdate()
        if day and not today <= day < today + LONGEST:
            self.add_error("closes_on", _("Choose a day from today on and within three months."))
        return cleaned

    def chosen(self) -> list[AspectInfo]:
        codes = [code for name in self.groups for code in self.cleaned_data.get(name, [])]
        return [self.aspects_by_code[code] for code in codes]

    def invited(self) -> list[Any]:
        return [self.people[key] for key in self.cleaned_data["members"]]


class LinksForm(ScopedForm):
    """More links for a round that is open."""

    links = forms.IntegerField(label=_("How many more links?"), min_value=1, max_value=MOST_LINKS, initial=1)


class CloseForm(ScopedForm):
    """Ending a round is final: the tick says that this was read."""

    sure = forms.BooleanField(
        label=_("End the joint rating now. It cannot be opened again."),
        error_messages={"required": _("Please confirm that the joint rating is to end.")},
    )


class StageForm(Rebuilt, forms.Form):
    """A stage, or one of the two answers without a stage, for one aspect."""

    answer = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a stage, or say that you do not know or that it does not apply.")
        },
    )

    def __init__(self, *args: Any, aspect: AspectInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.aspect = aspect
        stages = [(str(stage.number), f"{stage.number} {stage.name}") for stage in aspect.stages]
        choice_field(self, "answer").choices = [*stages, *Rating.State.choices[1:]]
        self.fields["answer"].label = _("Stage today")

    @property
    def options(self) -> list[Option]:
        return stage_options(self, self.aspect)

    def said(self) -> dict[str, Any]:
        """State, stage and reason as the services take them."""
        chosen = self.cleaned_data["answer"]
        return {
            "state": Rating.State.RATED.value if chosen.isdigit() else chosen,
            "stage": int(chosen) if chosen.isdigit() else None,
            "reason": self.cleaned_data["reason"],
        }


class GuestAnswerForm(StageForm):
    """One answer of one's own, with a line of reason."""

    reason = forms.CharField(
        label=_("Reason in one line"),
        help_text=_("What do you see this by? Please name nobody."),
        max_length=300,
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    hints = {
        Rating.State.UNKNOWN.value: _("I cannot judge this from my work."),
        Rating.State.NOT_APPLICABLE.value: _("This has no meaning for our school."),
    }

    @property
    def options(self) -> list[Option]:
        """For one person; the school's own words speak of "we"."""
        return [
            replace(option, text=str(self.hints.get(option.value, option.text))) for option in super().options
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            "seen", Field("answer", template="matrix/stage_choice.html"), Wide("reason")
        )


class HandInForm(forms.Form):
    """The last step. `asks_name` is for holders of a link, whose name the portal does not know."""

    shows_name = forms.BooleanField(
        label=_("Show my name with my answers"),
        help_text=_(
            "Without this tick nobody learns who you are. With it your name appears only where at least "
            "five have answered and it gives away nothing about the others."
        ),
        required=False,
    )
    name = forms.CharField(
        label=_("Your name, only with the tick"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, asks_name: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_name:
            del self.fields["name"]
        self.asks_name = asks_name
        self.helper = form_helper("shows_name", *(["name"] if asks_name else []))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.asks_name and cleaned.get("shows_name") and not cleaned.get("name", "").strip():
            self.add_error("name", _("Please write your name, or take the tick away."))
        return cleaned


class ConsensusForm(StageForm):
    """What the school has agreed upon, and why."""

    reason = LongText(
        label=_("Reason"),
        help_text=_("Why have you agreed on this? Two sentences are enough. Please name nobody."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": _("Write in one or two lines why you have agreed on this.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            "seen", Field("answer", template="matrix/stage_choice.html"), Wide("reason")
        )


class VoiceForm(ConsensusForm):
    """How somebody else sees it, and why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.help_text = _("What do you see this by? The other side reads it beside its own answer.")
        reason.error_messages["required"] = _("Write in one or two lines why you see it this way.")
