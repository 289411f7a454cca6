"""Seal what has been recorded, once or again and again."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dajuan.core.seal.forms_kept import FormChanged
from dajuan.core.seal.models import Root
from dajuan.core.seal.sealing import SealBroken, seal


class Command(BaseCommand):
    help = "Hash everything recorded since the last time into the ledger's seal, and sign the root."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=int, default=0, metavar="SECONDS", help="go on, looking every so often")

    def handle(self, *args: Any, every: int, **options: Any) -> None:
        self._seal()
        while every > 0:
            time.sleep(every)
            self._seal()

    def _seal(self) -> None:
        try:
            added = seal(self._report)
        except (SealBroken, FormChanged) as problem:
            raise CommandError(str(problem)) from problem
        root = Root.objects.first()
        if root and (added or self._at_terminal):
            self.stdout.write(f"{added} leaves added; {root.leaves} in all, root {root.root}, no. {root.moment}")

    def _report(self, leaves: int) -> None:
        if self._at_terminal:
            self.stdout.write(f"\r{leaves} ", ending="")
            self.stdout.flush()

    @property
    def _at_terminal(self) -> bool:
        return bool(self.stdout.isatty())
