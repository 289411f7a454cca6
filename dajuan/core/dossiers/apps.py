from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "dajuan.core.dossiers"
    label = "dossiers"
