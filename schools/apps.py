from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "schools"

    def ready(self) -> None:
        from schools.concept_tables import lend  # noqa: PLC0415 - apps first

        lend()
