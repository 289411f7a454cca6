from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "dajuan.core.people"
    label = "people"
