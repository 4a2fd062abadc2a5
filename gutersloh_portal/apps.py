from django.apps import AppConfig


class GuterslohPortalConfig(AppConfig):
    name = "gutersloh_portal"
