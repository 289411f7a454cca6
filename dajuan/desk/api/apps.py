from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dajuan.look.navigation import Group, NavItem, register


class ApiConfig(AppConfig):
    name = "dajuan.desk.api"
    label = "api"
    verbose_name = _("Interfaces")

    def ready(self) -> None:
        """Stand in the menu."""
        register(
            NavItem(_("My keys and feeds"), "api:tokens", "api.ask", "plug", 92, Group.WORK),
            NavItem(_("Keys of everybody"), "api:everybodys", "staff.administer", "key", 49, Group.SYSTEM),
        )
