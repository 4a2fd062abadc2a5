"""Errors that the user reads."""

from django.utils.translation import gettext as _


class DomainError(Exception):
    """A rule of the field said no. The text is for the user: what is wrong and what to do."""


class Conflict(DomainError):
    """Somebody else saved in between; nothing was overwritten. `theirs` is their text for the merge page."""

    def __init__(self, message: str, *, theirs: str = "") -> None:
        super().__init__(message)
        self.theirs = theirs


class SentElsewhere(DomainError):
    """The one-time mark of this form belongs to something at another place, or of somebody else."""

    def __init__(self) -> None:
        super().__init__(
            _("This form was sent before, at another place. Nothing was saved: please open the page again.")
        )
