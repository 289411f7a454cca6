from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "dajuan.figures"
    label = "figures"
