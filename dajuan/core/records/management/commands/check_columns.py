"""Find subjects whose remembered columns no longer say what their standing entries say."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from dajuan.core.records.remembering import Remembering


class Command(BaseCommand):
    help = "Compare the columns that repeat a state with the entries; --mend writes them anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("apps", nargs="*", help="only these, such as city")
        parser.add_argument("--mend", action="store_true", help="write the columns anew from the entries")

    def handle(self, *args: Any, mend: bool, **options: Any) -> None:
        wrong = 0
        only = options["apps"]
        for model in apps.get_models():
            rows = model._default_manager.all()
            if isinstance(rows, Remembering) and (not only or model._meta.app_label in only):
                keys = list(rows.forgotten().values_list("pk", flat=True))
                wrong += len(keys)
                self.stdout.write(f"{model._meta.label_lower}: {len(keys)}")
                if mend and keys:
                    rows.remember()
        if wrong and not mend:
            raise CommandError(f"{wrong} rows repeat a state that their entries do not have.")
