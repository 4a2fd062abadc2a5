"""Password rules of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from accounts.models import User

WORDS = (
    "guetersloh",
    "gütersloh",
    "gutersloh",
    "rundertisch",
    "portal",
    "medienkonzept",
    "schulleitung",
    "schultraeger",
)


class ContextWordValidator:
    """Refuses passwords built around a word that everybody here would try first (ASVS 6.2.11)."""

    def validate(self, password: str, user: User | None = None) -> None:
        lowered = "".join(char for char in password.lower() if char.isalpha())
        for word in WORDS:
            if word in lowered and len(lowered.replace(word, "")) < 8:
                raise ValidationError(
                    _("This password contains a word that is easy to guess here."), "context_word"
                )

    def get_help_text(self) -> str:
        return _("Do not build it around words such as Gütersloh, Portal or Medienkonzept.")
