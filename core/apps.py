from django.apps import AppConfig
from django.forms import Field
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        """Every form says in plain words that something is missing, those of libraries included."""
        Field.default_error_messages["required"] = _("This entry is missing.")
