from django.apps import AppConfig
from django.core.checks import Tags, register


class LookConfig(AppConfig):
    name = "dajuan.look"
    label = "look"

    def ready(self) -> None:
        from dajuan.look.navigation import check_items
        from dajuan.look.uploads import take_names_in_gbk

        register(check_items, Tags.urls)
        take_names_in_gbk()
