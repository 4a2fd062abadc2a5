from django.apps import AppConfig


class RoundtablesConfig(AppConfig):
    name = "roundtables"

    def ready(self) -> None:
        """Apps below cannot ask: the ten-minute update and the Medienkonzept hear of milestones this way."""
        from matrix.selectors import ask_first  # noqa: PLC0415 - apps first
        from roundtables.concept_tables import lend  # noqa: PLC0415 - apps first
        from roundtables.selectors.asking import open_milestone_reasons  # noqa: PLC0415 - apps first

        ask_first("open_milestones", open_milestone_reasons)
        lend()
