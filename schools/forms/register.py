"""Input of register and figures: filters, the display name, uploads, the figures of one year."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, RegexValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import DayField
from core.forms import GuardedModelForm, ScopedForm, choice_field
from core.layout import Fieldset, Pair, Wide, form_helper
from core.parsing import one_line
from schools.forms import room_counts
from schools.forms.year_groups import YearGroupsField, as_lines
from schools.importers.figures import MOST, default_reference_date
from schools.models import School, SchoolYearFigures
from schools.models.register import school_year_days, school_year_label, school_year_of
from schools.selectors.register import FIGURE_FIELDS, SORTS, STATUS_FILTERS, FilterChoices, SchoolFilter

OLDEST_YEAR = 2015


def school_filter(params: Any, choices: FilterChoices) -> SchoolFilter:
    """The filter that an address asks for. A value that is not offered counts as not set."""

    def among(name: str, allowed: Any, default: str = "") -> str:
        value = params.get(name, default)
        return value if value in allowed else default

    sorts = {sign + name for sign in ("", "-") for name in SORTS}
    return SchoolFilter(
        q=params.get("q", "").replace("\0", "").strip()[:80],
        authority=among("traeger", dict(choices.authorities)),
        school_type=among("schulform", dict(choices.school_types)),
        municipality=among("gemeinde", dict(choices.municipalities)),
        status=among("status", STATUS_FILTERS, "offen"),
        sort=among("sortierung", sorts, "name"),
    )


class SchoolForm(GuardedModelForm):
    """What people may change about a school; everything else is the register's."""

    class Meta:
        model = School
        fields = ["display_name"]
        help_texts = {
            "display_name": gettext_lazy(
                "Shown instead of the short name in the register. Leave it empty to show that one."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.watch(self.instance, ["display_name"])  # the register may write the rest at any time

    def clean_display_name(self) -> str:
        return one_line(self.cleaned_data["display_name"])


class RegisterUploadForm(ScopedForm):
    """The official register, and beside it the key table with the names of Träger."""

    file = forms.FileField(
        label=gettext_lazy("Register file (schuldaten.csv)"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=gettext_lazy(
            "As published by the ministry, at most 10 MB. Do not save it with Excel before."
        ),
    )
    authorities_file = forms.FileField(
        label=gettext_lazy("Key table of school authorities (key_traeger.csv)"),
        required=False,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=gettext_lazy(
            "Gives the school authorities their names. Without it new ones are listed by number."
        ),
    )
    district = forms.CharField(
        label=gettext_lazy("Only this district"),
        required=False,
        max_length=8,
        validators=[RegexValidator(r"^\d{2,8}$", gettext_lazy("Enter only digits, for example 05754."))],
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy(
            "Beginning of the AGS: 05754 is Kreis Gütersloh, 05754008 the town of Gütersloh."
        ),
    )


class FiguresUploadForm(ScopedForm):
    file = forms.FileField(
        label=gettext_lazy("Table with figures (CSV or XLSX)"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=gettext_lazy("At most 10 MB and 5,000 lines."),
    )


class FiguresForm(GuardedModelForm):
    """The figures of one school year."""

    school_year = forms.TypedChoiceField(label=gettext_lazy("School year"), coerce=int)
    year_groups = YearGroupsField()
    room_counts = room_counts.RoomCountsField()
    changed_meanwhile = gettext_lazy(
        "Somebody else has changed these figures in between. Compare your entries and save again."
    )

    class Meta:
        model = SchoolYearFigures
        fields = ["school_year", "reference_date", *FIGURE_FIELDS, "year_groups", "room_counts"]
        field_classes = {"reference_date": DayField}
        help_texts = {"reference_date": gettext_lazy("Official day of counting: 15 October.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this_year = school_year_of(timezone.localdate())
        years = {*range(this_year + 1, OLDEST_YEAR - 1, -1), self.instance.school_year or this_year}
        choices = [(year, school_year_label(year)) for year in sorted(years, reverse=True)]
        choice_field(self, "school_year").choices = choices
        if not self.instance.pk:
            self.initial.update(school_year=this_year, reference_date=default_reference_date(this_year))
        for name in FIGURE_FIELDS:
            self.fields[name].validators.append(MaxValueValidator(MOST))
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "max": MOST}
        self.initial["year_groups"] = as_lines(self.instance.year_groups)
        self.initial["room_counts"] = room_counts.as_lines(self.instance.room_counts)
        self.helper = form_helper(
            Pair("school_year", "reference_date"),
            Fieldset(_("People"), Pair("pupils", "classes"), "teachers", Wide("year_groups")),
            Fieldset(
                _("Rooms"), "teaching_rooms", Pair("presentation_rooms", "wlan_rooms"), Wide("room_counts")
            ),
            "seen",
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not cleaned or self.errors:
            return cleaned
        self._check_date(cleaned)
        self._check_year(cleaned)
        self._check_sums(cleaned)
        return cleaned

    def _check_sums(self, cleaned: dict[str, Any]) -> None:
        """Year groups may be fewer than all, never more."""
        groups = cleaned["year_groups"].values()
        for name in ("pupils", "classes"):
            whole, parts = cleaned.get(name), sum(one[name] for one in groups)
            if whole is not None and parts > whole:
                text = _("The year groups have %(parts)s together, more than the %(whole)s above.")
                self.add_error("year_groups", text % {"parts": parts, "whole": whole})

    def _check_date(self, cleaned: dict[str, Any]) -> None:
        year = cleaned["school_year"]
        if school_year_of(cleaned["reference_date"]) != year:
            text = _("This day does not lie in the school year (%(days)s).")
            self.add_error("reference_date", text % {"days": school_year_days(year)})

    def _check_year(self, cleaned: dict[str, Any]) -> None:
        same = SchoolYearFigures.visible_to(self.user).filter(
            school_id=self.instance.school_id, school_year=cleaned["school_year"]
        )
        if same.exclude(pk=self.instance.pk).exists():
            text = _("There are figures for this school year already. Open and change them instead.")
            self.add_error("school_year", text)

    def changes(self) -> dict[str, list[str]]:
        """Field -> [old, new] as text, for the trail."""
        told = [name for name in self.changed_data if name != "seen"]
        return {name: [_plain(self.initial.get(name)), _plain(self.cleaned_data[name])] for name in told}


def _plain(value: Any) -> str:
    return "" if value is None else str(value)
