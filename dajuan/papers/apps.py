from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "dajuan.papers"
    label = "papers"

    def ready(self) -> None:
        from dajuan.papers import checks  # noqa: F401  registers them
