from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    name = "invitations"

    def ready(self) -> None:
        """The list of members lies below and cannot ask who was written to."""
        from invitations.services.succession import follow_deputy  # noqa: PLC0415 - apps first
        from roundtables.signals import member_changed  # noqa: PLC0415 - apps first

        member_changed.connect(follow_deputy, dispatch_uid="invitations.follow_deputy")
