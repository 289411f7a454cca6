from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from dajuan.look.navigation import Group, NavItem
from dajuan.look.navigation import register as register_in_menu


class RecordsConfig(AppConfig):
    name = "dajuan.core.records"
    label = "records"

    def ready(self) -> None:
        """Guard the ledger's tables after every migration, this app's or a room's; hand drafts over with a post."""
        from dajuan.core.records.handing_over import Drafts
        from dajuan.core.staff.handover import passes_on

        post_migrate.connect(_guard)
        register_in_menu(
            NavItem(_("Records under way"), "records:drafts", "staff.work", icon="clipboard-list", order=20)
        )
        register_in_menu(
            NavItem(
                _("Log of the ledger"),
                "records:moments",
                "staff.read_all",
                icon="history",
                order=90,
                group=Group.REGISTERS,
            )
        )
        passes_on(Drafts())


def _guard(sender: AppConfig, using: str, **kwargs: Any) -> None:
    from dajuan.core.records.triggers import install

    if sender.label == "records":
        install(connections[using])
