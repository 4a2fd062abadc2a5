from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from allauth.account.signals import password_changed, password_reset  # noqa: PLC0415 - apps first
        from allauth.mfa.signals import authenticator_added, authenticator_removed  # noqa: PLC0415 - apps first
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415 - apps first

        from accounts import signals  # noqa: PLC0415 - apps first

        user_logged_in.connect(signals.start_session, dispatch_uid="accounts.start_session")
        password_changed.connect(signals.note_password_changed, dispatch_uid="accounts.password_changed")
        password_reset.connect(signals.note_password_reset, dispatch_uid="accounts.password_reset")
        authenticator_added.connect(signals.note_factor_added, dispatch_uid="accounts.factor_added")
        authenticator_removed.connect(signals.note_factor_removed, dispatch_uid="accounts.factor_removed")
