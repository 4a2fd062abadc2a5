from django.apps import AppConfig


class FrameConfig(AppConfig):
    name = "frame"

    def ready(self) -> None:
        """The tables below cannot ask: a new wording of a guideline is told this way."""
        from frame.services import follow_guideline  # noqa: PLC0415 - apps first
        from roundtables.signals import guideline_replaced  # noqa: PLC0415 - apps first

        guideline_replaced.connect(follow_guideline, dispatch_uid="frame.follow_guideline")
