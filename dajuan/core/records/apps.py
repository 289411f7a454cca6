from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    name = "dajuan.core.records"
    label = "records"

    def ready(self) -> None:
        """Guard the ledger's tables after every migration, this app's or a room's."""
        post_migrate.connect(_guard)


def _guard(sender: AppConfig, using: str, **kwargs: Any) -> None:
    from dajuan.core.records.triggers import install

    if sender.label == "records":
        install(connections[using])
