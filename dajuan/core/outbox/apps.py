from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dajuan.look.navigation import Group, NavItem, register


class OutboxConfig(AppConfig):
    name = "dajuan.core.outbox"
    label = "outbox"
    verbose_name = _("Reminders")

    def ready(self) -> None:
        """Stand in the menu: the outbox for the administrator, the own reminders for everybody."""
        register(
            NavItem(_("Outbox of reminders"), "outbox:index", "staff.administer", "send", 40, Group.SYSTEM),
            NavItem(_("My reminders"), "outbox:own", "staff.work", "bell", 91, Group.WORK),
        )
