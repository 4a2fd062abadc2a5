from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "needs"

    def ready(self) -> None:
        from needs.concept_tables import lend  # noqa: PLC0415 - apps first

        lend()
