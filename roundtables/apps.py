from django.apps import AppConfig


class RoundtablesConfig(AppConfig):
    name = "roundtables"

    def ready(self) -> None:
        """The matrix lies below and cannot ask: the ten-minute update hears of open milestones this way."""
        from matrix.selectors import ask_first  # noqa: PLC0415 - apps first
        from roundtables.selectors.asking import open_milestone_reasons  # noqa: PLC0415 - apps first

        ask_first("open_milestones", open_milestone_reasons)
