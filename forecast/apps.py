from django.apps import AppConfig


class ForecastConfig(AppConfig):
    name = "forecast"

    def ready(self) -> None:
        from forecast import binding_periods  # noqa: PLC0415 - apps first

        binding_periods.lend()
