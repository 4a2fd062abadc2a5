from django.apps import AppConfig


class RoundtablesConfig(AppConfig):
    name = "roundtables"

    def ready(self) -> None:
        """Apps below cannot ask: matrix and Medienkonzept hear of milestones and agendas this way."""
        from matrix.outside import AGENDAS, ASKED_FIRST  # noqa: PLC0415 - apps first
        from roundtables.concept_tables import lend  # noqa: PLC0415 - apps first
        from roundtables.selectors.asking import open_milestone_reasons  # noqa: PLC0415 - apps first
        from roundtables.selectors.differences import agenda_places  # noqa: PLC0415 - apps first

        AGENDAS.fill(agenda_places)
        ASKED_FIRST.fill(open_milestone_reasons, key="open_milestones")
        lend()
