from django.apps import AppConfig


class EquipmentConfig(AppConfig):
    name = "equipment"

    def ready(self) -> None:
        from equipment.concept_tables import lend  # noqa: PLC0415 - apps first

        lend()
