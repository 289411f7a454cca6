from django.apps import AppConfig


class SpreadsheetsConfig(AppConfig):
    name = "dajuan.core.spreadsheets"
    label = "spreadsheets"
