from typing import Any

from django.apps import AppConfig
from django.core.checks import register as register_check
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from dajuan.look.navigation import Group, NavItem, register


class FiguresConfig(AppConfig):
    name = "dajuan.figures"
    label = "figures"

    def ready(self) -> None:
        """Check the declarations with Django's own checks, keep their versions, stand in the menu."""
        from dajuan.figures import registers  # noqa: F401  # declares its registers

        register_check(_check)
        post_migrate.connect(_keep_versions, sender=self)
        register(NavItem(_("Figures"), "figures:index", "staff.work", "chart-bar", 30, Group.WORK))


def _check(app_configs: Any = None, **kwargs: Any) -> list[Any]:
    from dajuan.figures import catalogue

    return catalogue.check()


def _keep_versions(**kwargs: Any) -> None:
    from dajuan.figures.versions import keep

    keep()
