from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "tests.practice"
    label = "practice"
