from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "dajuan.desk"
    label = "desk"
