from django.apps import AppConfig


class SheetConfig(AppConfig):
    name = "dajuan.sheet"
    label = "sheet"
