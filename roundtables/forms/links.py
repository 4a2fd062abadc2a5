"""What a milestone waits for, who takes part, and the agreement it is a step of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy

from core.forms import GuardedForm
from core.layout import Wide, form_helper
from roundtables.forms.results import NO_CHOICE, agreements_to_choose
from roundtables.models import Milestone
from roundtables.querysets import OPEN_STATES

LONGEST = 160  # characters of a body, as the column has them


class MilestoneLinksForm(GuardedForm):
    """All ties of one milestone on one page."""

    is_held = False
    waits_for: Any = forms.ModelMultipleChoiceField(
        None,
        label=gettext_lazy("Waits for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What has to be done before this step can be finished."),
    )
    partners = forms.CharField(
        label=gettext_lazy("Also taking part"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Bodies or offices, one a line."),
    )
    places: Any = forms.ModelMultipleChoiceField(
        None,
        label=gettext_lazy("Learning places that take part"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agreement: Any = forms.ModelChoiceField(
        None, label=gettext_lazy("Step of an agreement"), required=False, empty_label=NO_CHOICE
    )

    def __init__(self, *args: Any, milestone: Milestone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        queries: Any = self.fields
        linked = [row.pk for row in milestone.waits_for.all()]
        others = milestone.series.milestones.exclude(pk=milestone.pk)
        queries["waits_for"].queryset = others.filter(Q(state__in=OPEN_STATES) | Q(pk__in=linked))
        queries["agreement"].queryset = agreements_to_choose(milestone.series, milestone)
        self.initial["waits_for"] = linked
        partners = list(milestone.partners.all())
        queries["places"].queryset = milestone.series.municipality.learning_places.all()
        self.initial["places"] = [row.place_id for row in partners if row.place_id]
        self.initial["partners"] = "\n".join(row.body for row in partners if not row.place_id)
        self.initial["agreement"] = milestone.agreement_id
        self.watch(milestone, ("links_version", "agreement_id"))
        self.version = milestone.links_version
        places = [Wide("places")] if queries["places"].queryset else []
        self.helper = form_helper("seen", "waits_for", *places, Wide("partners"), "agreement")

    def clean_partners(self) -> list[str]:
        bodies = [line.strip() for line in self.cleaned_data["partners"].splitlines() if line.strip()]
        if any(len(body) > LONGEST for body in bodies):
            words = {"count": LONGEST}
            raise forms.ValidationError(
                gettext_lazy("A body has at most %(count)d characters; write one a line."), params=words
            )
        return bodies
