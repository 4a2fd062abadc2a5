from django.apps import AppConfig


class MatrixConfig(AppConfig):
    name = "matrix"

    def ready(self) -> None:
        from matrix.concept_tables import lend  # noqa: PLC0415 - apps first

        lend()
