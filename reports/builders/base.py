"""What a report is: a kind, a template, and one function that asks all questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Any, Protocol, runtime_checkable

from core.scoping import ScopedModel
from reports.models import ReportJob

if TYPE_CHECKING:
    from accounts.models import User

Progress = Callable[[int], None]


class Builder(Protocol):
    """One report. `collect` runs every query and returns plain JSON values; rendering asks nothing."""

    kind: str
    template_name: str

    def permitted(self, job: ReportJob) -> bool:
        """Whether the requester may still read the subject now, in the worker."""

    def collect(self, job: ReportJob, progress: Progress) -> dict[str, Any]:
        """All that the document says; must contain "title", "as_of" (ISO date) and "subject".

        Raises DomainError with a text for the user when the report cannot be made (nothing released yet).
        """


def may_read(model: type[ScopedModel], pk: int | None, *, user: User, permission: str = "") -> bool:
    """Whether this person sees the row today and, where a permission is named, has it for the row."""
    row = model.visible_to(user).filter(pk=pk).first()
    return row is not None and (not permission or user.has_perm(permission, row))


@runtime_checkable
class Packer(Protocol):
    """A builder whose file holds more than the printed document."""

    kind: str

    def pack(self, snapshot: dict[str, Any], document: bytes, target: IO[bytes]) -> None:
        """Write the file (ZIP) into `target`: the same snapshot gives the same bytes, and memory stays small.

        Raises DomainError when something that was frozen by name is gone.
        """
