from django.apps import AppConfig


class ProcurementConfig(AppConfig):
    name = "procurement"

    def ready(self) -> None:
        from procurement.spending import lend  # noqa: PLC0415 - apps first

        lend()
