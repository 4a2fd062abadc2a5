from django.apps import AppConfig


class ProcurementConfig(AppConfig):
    name = "procurement"

    def ready(self) -> None:
        from procurement import deadlines, spending, under_way  # noqa: PLC0415 - apps first

        deadlines.lend()
        spending.lend()
        under_way.lend()
