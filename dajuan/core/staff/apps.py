from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "dajuan.core.staff"
    label = "staff"
