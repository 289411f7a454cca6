from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dajuan.look.navigation import Group, NavItem, register, register_entrance


class StaffConfig(AppConfig):
    name = "dajuan.core.staff"
    label = "staff"

    def ready(self) -> None:
        """Stand in the menu, and on the sign-in page of the demo."""
        register(
            NavItem(_("Accounts"), "staff:accounts", "staff.administer", "users", 10, Group.SYSTEM),
            NavItem(_("Offices"), "staff:offices", "staff.administer", "sitemap", 20, Group.SYSTEM),
            NavItem(_("Changes of the roster"), "staff:changes", "staff.audit", "history", 30, Group.SYSTEM),
            NavItem(_("My posts and sign-in"), "staff:own", "staff.own", "id-badge-2", 90, Group.WORK),
        )
        register_entrance("staff/_demo_accounts.html")
