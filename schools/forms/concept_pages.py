"""Input of the pages that belong to each section."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from core.forms import GuardedForm
from core.layout import Fieldset, Pair, form_helper
from schools import framework
from schools.models import MediaConcept


class PagesForm(GuardedForm):
    """Per section the first and the last page; one page needs only the first."""

    def __init__(self, *args: Any, concept: MediaConcept, pages: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.watch(concept, ["file", "page_tags"])
        groups = []
        for plan in framework.sections():
            first, last = f"first-{plan.number}", f"last-{plan.number}"
            known = concept.page_tags.get(str(plan.number), (None, None))
            words = {"number": plan.number}  # the summary of errors stands apart from the legends
            labels = _("Section %(number)d, from page") % words, _("Section %(number)d, to page") % words
            for name, label, page in zip((first, last), labels, known, strict=True):
                self.fields[name] = forms.IntegerField(
                    label=label,
                    required=False,
                    min_value=1,
                    max_value=pages,
                    initial=page,
                    error_messages={"max_value": _("Your PDF ends at page %(limit_value)s.")},
                )
            groups.append(Fieldset(f"{plan.number} {plan.heading}", Pair(first, last)))
        self.helper = form_helper("seen", *groups)

    def clean(self) -> dict[str, Any] | None:
        for plan in framework.sections():
            first, last = (self.cleaned_data.get(f"{end}-{plan.number}") for end in ("first", "last"))
            if last and not first and f"first-{plan.number}" not in self.errors:
                self.add_error(f"first-{plan.number}", _("Enter the first page too."))
            elif first and last and last < first:
                self.add_error(f"last-{plan.number}", _("The last page comes before the first one."))
        return super().clean()

    def tags(self) -> dict[int, tuple[int, int]]:
        found = {}
        for plan in framework.sections():
            first, last = (self.cleaned_data[f"{end}-{plan.number}"] for end in ("first", "last"))
            if first:
                found[plan.number] = (first, last or first)
        return found
