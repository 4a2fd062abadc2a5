from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "needs"

    def ready(self) -> None:
        from needs import concept_tables, price_limits  # noqa: PLC0415 - apps first

        concept_tables.lend()
        price_limits.lend()
