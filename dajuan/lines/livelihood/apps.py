from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LivelihoodConfig(AppConfig):
    name = "dajuan.lines.livelihood"
    label = "livelihood"
    verbose_name = _("Livelihood")

    def ready(self) -> None:
        from dajuan.lines.livelihood import faces, figures  # noqa: F401  both register at start
