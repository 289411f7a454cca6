from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dajuan.look.navigation import NavItem, register


class DeskConfig(AppConfig):
    name = "dajuan.desk"
    label = "desk"

    def ready(self) -> None:
        """Stand first in the menu."""
        register(NavItem(_("My day"), "desk:day", "staff.work", icon="checklist", order=10))
        register(NavItem(_("Zone cockpit"), "desk:cockpit", "staff.work", icon="dashboard", order=11))
