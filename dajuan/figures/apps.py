from typing import Any

from django.apps import AppConfig
from django.core.checks import register as register_check
from django.db.models.signals import post_migrate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dajuan.look.navigation import Group, NavItem, register


class FiguresConfig(AppConfig):
    name = "dajuan.figures"
    label = "figures"

    def ready(self) -> None:
        """Name the figures, check the declarations with Django's own checks, keep their versions, stand in the menu."""
        from dajuan.core.records.counted import tell_counted
        from dajuan.figures import catalogue, registers  # noqa: F401  # registers declares its own

        catalogue.every()  # gives figures their keys before the first page of a process links to one
        tell_counted("figures", _counting)
        register_check(_check)
        post_migrate.connect(_keep_versions, sender=self)
        register(
            NavItem(_("Figures"), "figures:index", "staff.work", "chart-bar", 30, Group.WORK),
            NavItem(_("Zones compared"), "figures:zones", "figures.compare", "chart-bar", 31, Group.WORK),
            NavItem(_("Columnar mirror"), "figures:mirror", "staff.administer", "database", 60, Group.SYSTEM),
        )


def _counting(entry: Any) -> list[Any]:
    from dajuan.core.records.counted import Counting
    from dajuan.figures import catalogue

    figures = (one for one in catalogue.every() if any(rows.entry is entry for rows in one.rows_used()))
    return [Counting(str(one.name), reverse("figures:show", args=[one.key])) for one in figures]


def _check(app_configs: Any = None, **kwargs: Any) -> list[Any]:
    from dajuan.figures import catalogue

    return catalogue.check()


def _keep_versions(**kwargs: Any) -> None:
    from dajuan.figures.versions import keep

    keep()
