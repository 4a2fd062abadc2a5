from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    name = "invitations"

    def ready(self) -> None:
        """The list of members lies below and cannot ask who was written to."""
        from invitations.services.succession import follow_deputy  # noqa: PLC0415 - apps first
        from roundtables.services import hear_of_deputies  # noqa: PLC0415 - apps first

        hear_of_deputies(follow_deputy)
