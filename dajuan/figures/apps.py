from typing import Any

from django.apps import AppConfig
from django.core.checks import register


class FiguresConfig(AppConfig):
    name = "dajuan.figures"
    label = "figures"

    def ready(self) -> None:
        """Check the declarations with Django's own checks."""
        register(_check)


def _check(app_configs: Any = None, **kwargs: Any) -> list[Any]:
    from dajuan.figures import catalogue

    return catalogue.check()
