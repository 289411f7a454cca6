from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "dajuan.core.calendar"
    label = "calendar"
