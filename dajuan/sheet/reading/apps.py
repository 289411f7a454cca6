from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dajuan.look.navigation import NavItem, register


class ReadingConfig(AppConfig):
    name = "dajuan.sheet.reading"
    label = "reading"
    verbose_name = _("Text check")

    def ready(self) -> None:
        """Stand in the menu."""
        register(NavItem(_("Text check"), "reading:index", "reading.view", icon="text-scan-2", order=31))
