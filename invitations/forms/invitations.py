"""Sending a round of mails, and answering one by link."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Rebuilt, ScopedForm, choice_field
from core.layout import Pair, Wide, form_helper
from invitations.models import MeetingInvitation
from roundtables.models import SeriesMember

Answer = MeetingInvitation.Answer
STANDING = "standing"  # the deputy as the list of members names them
CHOICES = [
    (Answer.ACCEPTED.value, _("I take part")),
    (Answer.DECLINED.value, _("I cannot take part")),
    (Answer.DEPUTY.value, _("Somebody else comes for me")),
]


class SendForm(Rebuilt, ScopedForm):
    """A few words of one's own. `seen` is the SEQUENCE of the meeting that the sender looks at."""

    text = forms.CharField(
        label=_("Your words"),
        help_text=_("Date, time, place and the link to answer stand in the mail anyway."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    helper = form_helper("seen", Wide("text"))


class AnswerForm(Rebuilt, forms.Form):
    """Yes, no, or a deputy. For holders of a link; `seen` is the version of the answer that the page shows."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the three answers.")},
    )
    deputy_name = forms.CharField(
        label=_("Name of the deputy"), required=False, max_length=120, help_text=_("If somebody else comes")
    )
    deputy_email = forms.EmailField(
        label=_("E-mail of the deputy"),
        required=False,
        max_length=254,
        help_text=_("The date is then sent there."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    helper = form_helper("seen", "answer", Pair("deputy_name", "deputy_email"))

    def __init__(self, *args: Any, member: SeriesMember | None = None, **kwargs: Any) -> None:
        """The standing deputy of `member` is offered as an answer of its own, without the address."""
        super().__init__(*args, **kwargs)
        self.standing = member.deputy_name if member else ""
        if member and self.standing:
            own = (STANDING, _("My standing deputy comes: %(deputy)s") % {"deputy": member.deputy})
            choice_field(self, "answer").choices = [*CHOICES[:-1], own, CHOICES[-1]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        deputy = cleaned.get("answer") == Answer.DEPUTY
        named = bool(cleaned.get("deputy_name") or cleaned.get("deputy_email"))
        if deputy and not cleaned.get("deputy_name"):
            self.add_error("deputy_name", _("Please say who comes instead."))
        if named and "answer" in cleaned and not deputy:
            self.add_error(
                "answer",
                _("You have named a deputy. Please choose that somebody else comes, or empty the name."),
            )
        return cleaned

    def said(self) -> dict[str, Any]:
        told = {name: self.cleaned_data[name] for name in ("answer", "deputy_name", "deputy_email", "seen")}
        if told["answer"] == STANDING:
            told |= {"answer": Answer.DEPUTY.value, "deputy_name": self.standing, "deputy_email": ""}
        return told
