from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dajuan.look.navigation import Group, NavItem
from dajuan.look.navigation import register as register_in_menu


class SpreadsheetsConfig(AppConfig):
    name = "dajuan.core.spreadsheets"
    label = "spreadsheets"

    def ready(self) -> None:
        """Imports stand in the menu of everybody who works on records."""
        from dajuan.core.spreadsheets import of_core  # noqa: F401  # declares its registers
        from dajuan.core.spreadsheets.waiting import keep_imports_waiting

        keep_imports_waiting()

        register_in_menu(
            NavItem(_("Imports"), "spreadsheets:index", "staff.work", icon="table-import", order=40, group=Group.WORK)
        )
