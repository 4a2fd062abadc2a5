"""Input of a Word document that is divided into sections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.forms import ScopedForm
from schools import framework
from schools.importers.documents import ABOVE, OPEN, SKIP, Piece, propose
from schools.selectors.concept.splits import SectionsNow, versions_seen
from schools.services.concept_splits import APPEND, LEAVE, REPLACE


class SplitUploadForm(ScopedForm):
    file = forms.FileField(
        label=_("Word file"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text=_("At most 10 MB, as .docx, without password and macros."),
        error_messages={
            "required": _("Choose a Word file."),
            "max_length": _("The name of the file is too long. Rename it and upload it again."),
        },
    )

    def __init__(self, *args: Any, own_file: str = "", **kwargs: Any) -> None:
        """`own_file`: name of the uploaded concept, which is divided when no other file is chosen."""
        super().__init__(*args, **kwargs)
        if own_file:
            self.fields["file"].required = False
            self.fields["file"].help_text = gettext(
                "Choose nothing to divide your uploaded concept “%(name)s”. Otherwise at most 10 MB, as .docx, "
                "without password and macros."
            ) % {"name": own_file}


class SplitForm(ScopedForm):
    """Per heading its section; per section that already has a text, what happens to it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, pieces: Sequence[Piece], now: SectionsNow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pieces, self.now = pieces, now
        self.fields["seen"].initial = now.seen
        for place, (piece, proposal) in enumerate(zip(pieces, propose(pieces), strict=True)):
            self.fields[f"piece-{place}"] = forms.ChoiceField(
                label=piece.heading or gettext("Text before the first heading"),
                help_text=_told(piece),
                choices=_targets(piece),
                initial=proposal,
                error_messages={"required": gettext("Choose a section or “do not take over”.")},
            )
        for section in now.held:
            self.fields[f"rule-{section.plan.number}"] = forms.ChoiceField(
                label=f"{section.plan.number} {section.plan.heading}",
                help_text=ngettext(
                    "Holds %(count)d word so far.", "Holds %(count)d words so far.", section.words
                )
                % {"count": section.words},
                choices=[
                    (APPEND, gettext("put the new text below it")),
                    (REPLACE, gettext("replace it; it stays in the history")),
                    (LEAVE, gettext("leave it as it is")),
                ],
                initial=APPEND,
                required=False,  # a section that was empty when the page was shown: the service sees the change
            )

    def targets(self) -> list[str]:
        return [self.cleaned_data[f"piece-{place}"] for place in range(len(self.pieces))]

    def rules(self) -> dict[int, str]:
        numbers = [section.plan.number for section in self.now.held]
        return {number: self.cleaned_data[f"rule-{number}"] or APPEND for number in numbers}

    def look_again(self) -> None:
        """After a conflict: what was chosen stays, the next try is about the texts as they are now."""
        data = cast("QueryDict", self.data).copy()
        data["seen"] = self.now.seen
        self.data = data

    @property
    def piece_fields(self) -> list[tuple[Piece, BoundField]]:
        return [(piece, self[f"piece-{place}"]) for place, piece in enumerate(self.pieces)]

    @property
    def rule_fields(self) -> list[tuple[Any, BoundField]]:
        """Of the sections that receive something, as the headings are assigned now."""
        chosen = {self[f"piece-{place}"].value() for place in range(len(self.pieces))}
        held = (section for section in self.now.held if str(section.plan.number) in chosen)
        return [(section, self[f"rule-{section.plan.number}"]) for section in held]

    def clean(self) -> dict[str, Any]:
        """Somebody who sends a heading to another section that holds a text is asked what becomes of it."""
        shown = versions_seen(self.cleaned_data.get("seen", ""))
        for section, field in self.rule_fields:
            if field.html_name not in self.data and section.plan.number in shown:
                self.add_error(field.name, gettext("This section holds a text. Choose what happens to it."))
        return self.cleaned_data


def _targets(piece: Piece) -> list[tuple[str, str]]:
    sections = [(str(plan.number), f"{plan.number} {plan.heading}") for plan in framework.sections()]
    above = [(ABOVE, gettext("to the chapter above"))] if piece.level == 2 else []
    return [(OPEN, gettext("Please choose")), *above, *sections, (SKIP, gettext("do not take over"))]


def _told(piece: Piece) -> str:
    told = [ngettext("%(count)d word", "%(count)d words", piece.words) % {"count": piece.words}]
    if piece.pictures:
        told.append(
            ngettext(
                "%(count)d picture is not taken over", "%(count)d pictures are not taken over", piece.pictures
            )
            % {"count": piece.pictures}
        )
    return ", ".join(told)
