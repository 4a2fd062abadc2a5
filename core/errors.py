"""Errors that the user reads."""


class DomainError(Exception):
    """A rule of the field said no. The text is for the user: what is wrong and what to do."""


class Conflict(DomainError):
    """Somebody else saved in between; nothing was overwritten. `theirs` is their text for the merge page."""

    def __init__(self, message: str, *, theirs: str = "") -> None:
        super().__init__(message)
        self.theirs = theirs
