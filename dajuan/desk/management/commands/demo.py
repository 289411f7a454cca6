"""`./run demo`: fill an empty installation with the demo zone."""

import sys
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dajuan.core.records.act import LedgerInUse
from dajuan.core.staff.models import Zone
from dajuan.desk.demo import load

DEFAULT_SIZE = 0.5


class Command(BaseCommand):
    help = "Fill an empty installation with the demo zone: two years of an office that does not exist."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--size",
            type=float,
            default=DEFAULT_SIZE,
            help="from 0.01 to 10; 1 is a whole zone, %(default)s by default",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        size = options["size"]
        if not 0.01 <= size <= 10:
            raise CommandError("The size lies between 0.01 and 10.")
        if Zone.objects.exists():
            self.stdout.write("There is a zone already; nothing to do.")
            return
        began = perf_counter()
        try:
            zone = load(size, progress=self._bar)
        except LedgerInUse as error:
            raise CommandError(str(error)) from error
        self.stderr.write("")
        self.stdout.write(f"{zone}: loaded at size {size:g} in {perf_counter() - began:.1f} s.")

    def _bar(self, done: int, every: int) -> None:
        if sys.stderr.isatty() and (done % 50 == 0 or done == every):
            width = 30 * done // every
            self.stderr.write(f"\r[{'#' * width}{'.' * (30 - width)}] {done}/{every}", ending="")
            self.stderr.flush()
