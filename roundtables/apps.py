from django.apps import AppConfig


class RoundtablesConfig(AppConfig):
    name = "roundtables"

    def ready(self) -> None:
        """Apps below cannot ask: matrix and Medienkonzept hear of milestones and agendas this way."""
        from matrix.selectors import ask_agendas, ask_first  # noqa: PLC0415 - apps first
        from roundtables.concept_tables import lend  # noqa: PLC0415 - apps first
        from roundtables.selectors.asking import open_milestone_reasons  # noqa: PLC0415 - apps first
        from roundtables.selectors.differences import agenda_places  # noqa: PLC0415 - apps first

        ask_agendas(agenda_places)
        ask_first("open_milestones", open_milestone_reasons)
        lend()
