from typing import Any

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from dajuan.look.navigation import NavItem
from dajuan.look.navigation import register as register_in_menu


class SheetConfig(AppConfig):
    name = "dajuan.sheet"
    label = "sheet"
    verbose_name = _("Annual report")

    def ready(self) -> None:
        """Stand in the menu, and read every account template once with Django's own checks."""
        register_in_menu(NavItem(_("Annual report"), "sheet:index", "sheet.view", icon="report", order=30))
        register(_check)


def _check(app_configs: Any = None, **kwargs: Any) -> list[Any]:
    from dajuan.sheet import checks

    return checks.check()
