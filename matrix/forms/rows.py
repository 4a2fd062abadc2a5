"""Rows of the full table: a form where somebody sent something, plain words where a row is only shown.

A form with six fields and twenty-five options per aspect takes most of the time of this page. What a field looks like
hangs on a few words of the matrix alone, so each process lets the form render it once (docs/adr/0008).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from matrix.forms.ratings import RatingForm, initial_of, options_of
from matrix.models import Rating
from matrix.selectors import Answer, AspectInfo, Hint, StageText
from schools.models.register import school_year_of

CHOICES = ("target_stage", "target_year", "priority")
PREFIX, TEXT = "__prefix__", "__text__"  # where a field that is rendered once takes its row and its words


def prefix_of(aspect: AspectInfo) -> str:
    return aspect.code.replace(".", "-")


class RowForm(RatingForm):
    """A row that was sent: an untouched one is not saved and may stay without an answer."""

    def __init__(self, *args: Any, aspect: AspectInfo, hint: Hint | None = None, **kwargs: Any) -> None:
        super().__init__(*args, aspect=aspect, **{"prefix": prefix_of(aspect)} | kwargs)
        self.hint = hint
        self.empty_permitted = True
        self.use_required_attribute = False
        self.fields["reason"].widget.attrs["rows"] = 2
        self.theirs: Rating | None = None  # somebody else's answer in between

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - {"seen", "asked"})

    @property
    def is_open(self) -> bool:
        """Whether target and reason are shown unfolded: something is wrong with this row."""
        return bool(self.theirs or (self.is_bound and self.errors))

    @property
    def built_on(self) -> Any:
        """The answer that stood on the page."""
        return self["seen"].value()

    @property
    def asked_for(self) -> Any:
        """The aspect whose texts stood on the page."""
        return self["asked"].value()

    @property
    def faults(self) -> list[str]:
        """What is wrong with the answer itself; the other fields tell their own."""
        return [str(error) for error in self["answer"].errors]

    @property
    def head(self) -> SafeString:
        return _head(self.aspect)

    @property
    def built_on_fields(self) -> SafeString:
        return _built_on(self.prefix or "", self.built_on, self.asked_for)

    @property
    def cells(self) -> SafeString:
        return _cells(self.aspect, str(self["answer"].value() or ""), get_language())

    @property
    def details(self) -> SafeString:
        fields = [self[name] for name in (*CHOICES, "reason")]
        return format_html_join("", "{}", ((render_to_string(FIELD, {"field": field}),) for field in fields))


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A row as it is stored. It looks to the last letter like its form."""

    current: Answer
    hint: Hint | None = None
    is_open: ClassVar[bool] = False
    theirs: ClassVar[None] = None
    faults: ClassVar[tuple[str, ...]] = ()

    @property
    def aspect(self) -> AspectInfo:
        return self.current.aspect

    @property
    def prefix(self) -> str:
        return prefix_of(self.aspect)

    @property
    def head(self) -> SafeString:
        return _head(self.aspect)

    @property
    def built_on_fields(self) -> SafeString:
        return _built_on(self.prefix, self.current.rating_pk, self.aspect.pk)

    @property
    def cells(self) -> SafeString:
        return _cells(self.aspect, initial_of(self.current)["answer"], get_language())

    @property
    def details(self) -> SafeString:
        """Nothing but the reason is put in here; a form has made the rest."""
        stages = tuple((stage.number, stage.name) for stage in self.aspect.stages)
        year = school_year_of(timezone.localdate())
        field = partial(_field, stages=stages, _year=year, _language=get_language())
        choices = "".join(field(name, getattr(self.current, name)) for name in CHOICES)
        before, after = field("reason", TEXT).split(TEXT)
        opening, closing = (choices + before).replace(PREFIX, self.prefix), after.replace(PREFIX, self.prefix)
        return mark_safe(opening + escape(self.current.reason) + closing)  # noqa: S308 - see above


def _built_on(prefix: str, answer: Any, aspect: Any) -> SafeString:
    """Which answer and which aspect's texts the row was built on."""
    return format_html(
        '<input type="hidden" name="{0}-seen" value="{1}" id="id_{0}-seen">'
        '<input type="hidden" name="{0}-asked" value="{2}" id="id_{0}-asked">',
        prefix, "" if answer is None else str(answer), str(aspect),
    )  # fmt: skip


# --- public words of the matrix, rendered once ---

FIELD = "kern/field.html"


@lru_cache(maxsize=512)
def _head(aspect: AspectInfo) -> SafeString:
    return format_html(
        '<span class="matrix-code">{}</span> {}<span class="rating-table__question">{}</span>',
        aspect.code, aspect.name, aspect.question,
    )  # fmt: skip


@lru_cache(maxsize=512)
def _cells(aspect: AspectInfo, chosen: str, _language: str | None) -> SafeString:
    """The stages of an aspect with their radio buttons, and the two answers without a stage."""
    name = f"{prefix_of(aspect)}-answer"
    options = options_of(aspect, chosen, f"id_{name}")
    return render_to_string("matrix/rating_cells.html", {"aspect": aspect, "options": options, "name": name})


@lru_cache(maxsize=256)
def _field(
    name: str, value: Any, *, stages: tuple[tuple[int, str], ...], _year: int, _language: str | None
) -> SafeString:
    """A field of a row with this value, as the form renders it before it knows its row."""
    aspect = AspectInfo(0, "", "", "", "", "", "", tuple(StageText(*stage, text="") for stage in stages))
    current = Answer(aspect, **{name: value})
    form = RowForm(user=AnonymousUser(), aspect=aspect, current=current, prefix=PREFIX)
    return render_to_string(FIELD, {"field": form[name]})
