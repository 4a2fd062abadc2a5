"""Two people change one row: the second one sees both sides before saving again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.text import capfirst

CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two people want differently."""

    label: str
    theirs: str
    mine: str


class ComparesEditors:
    """For a form view with the hidden field `version`: call `compare` when the service raised Conflict.

    The page shows `differences` (components/differences.html) and answers 409.
    """

    differences: tuple[Difference, ...] = ()

    def compare(self, form: Any, theirs: Any) -> None:
        """Put both texts side by side; saving again is then done with open eyes."""
        renewed = QueryDict(mutable=True)
        renewed.update(form.data)
        renewed["version"] = str(theirs.version)
        form.data = renewed
        pairs = ((name, _shown(theirs, name), _shown(form.instance, name)) for name in form.Meta.fields)
        self.differences = tuple(
            Difference(capfirst(str(form.fields[name].label)), left, right)
            for name, left, right in pairs
            if left != right
        )

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]  # stands before a view
        if self.differences:
            response.status_code = CONFLICT
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # as above
        return context | {"differences": self.differences}


def _shown(row: Any, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return "" if value is None else str(value)
