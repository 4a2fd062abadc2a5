from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "planning"

    def ready(self) -> None:
        from planning.results import lend  # noqa: PLC0415 - apps first

        lend()
