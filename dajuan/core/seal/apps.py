from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dajuan.look.navigation import Group, NavItem, register


class SealConfig(AppConfig):
    name = "dajuan.core.seal"
    label = "seal"
    verbose_name = _("Seal")

    def ready(self) -> None:
        """Stand in the menu, and beside every entry."""
        from dajuan.core.records.beside import Beside, stands_beside

        register(
            NavItem(_("Seal"), "seal:index", "staff.read_all", icon="shield-check", order=92, group=Group.REGISTERS)
        )
        stands_beside(Beside(_("Proof of the seal"), "seal:proof", icon="shield-check"))
