from django.apps import AppConfig


class ScreensConfig(AppConfig):
    name = "screens"

    def ready(self) -> None:
        """The tables below cannot ask: that a meeting is over, and what is open before it is, is told this way."""
        from roundtables.outside import STILL_OPEN  # noqa: PLC0415 - apps first
        from roundtables.signals import meeting_over  # noqa: PLC0415 - apps first
        from screens.selectors import left_to_answer  # noqa: PLC0415 - apps first
        from screens.services import close_with_meeting  # noqa: PLC0415 - apps first

        STILL_OPEN.fill(left_to_answer, key="questions")
        meeting_over.connect(close_with_meeting, dispatch_uid="screens.close_with_meeting")
