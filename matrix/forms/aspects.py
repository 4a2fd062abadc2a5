"""Aspects of the matrix in a form: by their codes, or out of a list with words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matrix.models import Aspect, Side
from matrix.selectors import AspectInfo, Matrix, current_catalogue, matrix_of

CODE = re.compile(r"[A-Za-z]+\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class AspectGroup:
    """The aspects of one field of the matrix that are not chosen yet."""

    title: str
    side: str
    aspects: tuple[AspectInfo, ...]


class AspectInput(forms.TextInput):
    """A line for codes, and below it the matrix in words, folded. Its value is one text of codes.

    What is chosen stands outside of the fold, so that it is seen and can be taken away. Without scripts the list is
    not searched; nothing else is missing.
    """

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        chosen = data.getlist(f"{name}_chosen") if hasattr(data, "getlist") else []
        return ", ".join(filter(None, [*chosen, str(data.get(name) or "").strip()]))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        catalogue = current_catalogue()
        if catalogue is None:
            return super().render(name, value, attrs, renderer)
        matrix, text = matrix_of(catalogue), str(value or "")
        chosen = tuple(_chosen(matrix, text))
        line = super().render(name, _rest(text, chosen), attrs, renderer)
        own = {"line": line, "name": f"{name}_chosen", "id": (attrs or {}).get("id", name), "chosen": chosen}
        return render_to_string("matrix/aspect_input.html", own | {"groups": tuple(_groups(matrix, chosen))})


def _chosen(matrix: Matrix, text: str) -> Iterable[AspectInfo]:
    """In the order of the matrix."""
    codes = {code.upper() for code in CODE.findall(text)}
    return (one for field in matrix.fields for one in field.aspects if one.code in codes)


def _rest(text: str, chosen: Iterable[AspectInfo]) -> str:
    """What was typed and is no aspect of this matrix: it stays in the line to be put right."""
    known = {one.code for one in chosen}
    left = CODE.sub(lambda found: "" if found[0].upper() in known else found[0], text)
    return ", ".join(filter(None, (part.strip() for part in re.split(r"[,;\n]", left))))


def _groups(matrix: Matrix, chosen: tuple[AspectInfo, ...]) -> Iterable[AspectGroup]:
    for field in matrix.fields:
        left = tuple(one for one in field.aspects if one not in chosen)
        if left:
            yield AspectGroup(f"{field.code} {field.name}", str(Side(field.side).label), left)


class AspectCodesField(forms.CharField):
    """Aspects of the matrix in force, typed by their codes ("S4.2, T2.3") or chosen from the list below."""

    widget = AspectInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Aspects"))
        kwargs.setdefault(
            "help_text", gettext_lazy("Type codes such as S4.2, T2.3, or choose from the matrix below.")
        )
        super().__init__(required=False, max_length=2000, **kwargs)

    def clean(self, value: Any) -> list[Aspect]:
        text = super().clean(value)
        codes = [code.upper() for code in CODE.findall(text)]
        found = Aspect.objects.filter(field__catalogue__is_current=True, code__in=codes)
        by_code = {aspect.code: aspect for aspect in found}
        unknown = [code for code in codes if code not in by_code]
        rest = CODE.sub("", text).strip(" ,;\n\t")
        if unknown or rest:
            words = {"codes": ", ".join(unknown) or rest}
            raise ValidationError(_("The matrix has no aspect %(codes)s. Codes look like S4.2.") % words)
        return [by_code[code] for code in dict.fromkeys(codes)]
