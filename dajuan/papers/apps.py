from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "dajuan.papers"
    label = "papers"
