from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dajuan.look.navigation import Group, NavItem, register


class HooksConfig(AppConfig):
    name = "dajuan.desk.hooks"
    label = "hooks"
    verbose_name = _("Webhooks")

    def ready(self) -> None:
        """Stand in the menu, and deliver at each tick of the outbox."""
        from dajuan.core.outbox.ticking import also
        from dajuan.desk.hooks.delivering import deliver_all

        register(
            NavItem(_("Webhooks"), "hooks:index", "api.ask", "webhook", 93, Group.WORK),
            NavItem(
                _("Hosts that webhooks may reach"), "hooks:hosts", "staff.administer", "world-check", 50, Group.SYSTEM
            ),
        )
        also(deliver_all)
