from django.apps import AppConfig


class Open311Config(AppConfig):
    name = "dajuan.desk.open311"
    label = "open311"
