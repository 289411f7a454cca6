from django.apps import AppConfig
from django.core.checks import Tags, register


class LookConfig(AppConfig):
    name = "dajuan.look"
    label = "look"

    def ready(self) -> None:
        from dajuan.look.navigation import check_items

        register(check_items, Tags.urls)
