"""Input of the Medienkonzept. Rules that need the database are the services'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.fields import DayField
from core.forms import GuardedForm, GuardedModelForm, ScopedForm
from core.layout import Hint, Pair, Wide, form_helper
from schools import framework
from schools.models import CompetenceUse, SchoolAuthority
from schools.reviews import LIGHT_YEARS, REVISION_YEARS, WARNING_YEARS


class SectionForm(ScopedForm):
    """The text of one section and the version it was written on."""

    text = forms.CharField(
        label=_("Text of this section"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_(
            "Markdown: an empty line begins a paragraph, “- ” a list, “# ” a heading, **double stars** bold."
        ),
    )
    version = forms.IntegerField(
        min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(Wide("text"), "version")


class ConceptFileForm(ScopedForm):
    """A finished concept."""

    file = forms.FileField(
        label=_("PDF or Word file"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx"}),
        help_text=_("At most 10 MB, without password. Word files as .docx, without macros."),
        error_messages={"max_length": _("The name of the file is too long. Rename it and upload it again.")},
    )


class DiscussForm(ScopedForm):
    """When the teacher conference talked about it."""

    on = DayField(
        label=_("Date of the teacher conference"),
        error_messages={"required": _("Enter the date of the conference.")},
    )


class AdoptForm(ScopedForm):
    """When the Schulkonferenz decided, and when the school looks again."""

    on = DayField(
        label=_("Date of the school conference"),
        error_messages={"required": _("Enter the date of the conference.")},
    )
    next_review_on = DayField(
        label=_("Next review on"),
        required=False,
    )

    def __init__(self, *args: Any, revision_years: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_review_on"].help_text = ngettext(
            "Leave empty for %(years)s year after the adoption, as your school authority set it.",
            "Leave empty for %(years)s years after the adoption, as your school authority set it.",
            revision_years,
        ) % {"years": revision_years}
        for field in self.fields.values():
            field.widget.attrs.setdefault("min", "2000-01-01")
        self.fields["on"].widget.attrs["max"] = timezone.localdate().isoformat()
        self.helper = form_helper(
            Hint(_("Texts, grid and file are kept as they are now. Changes then need a revision.")),
            Pair("on", "next_review_on"),
        )


class ConceptConfirmForm(ScopedForm):
    """One click, and a sentence for whoever wants to leave one."""

    note = forms.CharField(label=_("Note"), max_length=300, required=False)


INTERVALS = (
    ("light_years", _("One look whether the concept still fits. 0 switches it off."), LIGHT_YEARS),
    ("revision_years", _("Counted from the decision of the school conference."), REVISION_YEARS),
    ("warning_years", _("School and media adviser are then warned."), WARNING_YEARS),
)


class IntervalsForm(GuardedModelForm):
    """How often the schools of a Träger look at their concept again."""

    class Meta:
        model = SchoolAuthority
        fields = ("light_years", "revision_years", "warning_years")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text, years in INTERVALS:
            self.fields[name].help_text = f"{text} " + gettext("Default: %(years)s.") % {"years": years}
        self.watch(self.instance, self.Meta.fields)  # the register may write the rest at any time
        self.helper = form_helper(
            Pair("light_years"),
            Pair("revision_years", "warning_years"),
            Hint(_("A concept that is already adopted keeps the day of review that was entered with it.")),
            "seen",
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        asked = self.cleaned_data
        if asked.get("warning_years", 0) < asked.get("revision_years", 0):
            self.add_error("warning_years", _("The warning cannot come before the revision."))
        return cleaned


class CompetenceUseForm(GuardedForm):
    """One Vorhaben: which competence, in which subject and year."""

    competence = forms.ChoiceField(label=_("Competence"))
    subject = forms.CharField(
        label=_("Subject"), max_length=60, help_text=_("For example: German, science, project week")
    )
    year_group = forms.TypedChoiceField(label=_("Year group"), coerce=int)
    plan = forms.CharField(
        label=_("Vorhaben"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In one sentence: what do the pupils do?"),
    )
    is_held = False

    def __init__(self, *args: Any, school_type: str, use: CompetenceUse | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if use:
            names = ("competence", "subject", "year_group", "plan")
            self.initial.update({name: getattr(use, name) for name in names})
            self.watch(use)
        self._offer("competence", [("", _("Please choose")), *_competence_choices()])
        years = [(str(year), str(year)) for year in framework.possible_years(school_type)]
        self._offer("year_group", [("", _("Please choose")), *years])
        self.helper = form_helper(Wide("competence"), Pair("subject", "year_group"), Wide("plan"), "seen")

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


def _competence_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Grouped by the six areas."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in framework.competences():
        groups.setdefault(f"{one.area_number} {one.area}", []).append((one.number, str(one)))
    return list(groups.items())
