"""`./run recount`: count every figure from the ledger itself and hold it against what was moved and mirrored."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from dajuan.core.staff.models import Zone
from dajuan.figures.recount import recount


class Command(BaseCommand):
    help = "Count every figure anew from the ledger; what was moved by deltas and what the mirror says must equal it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--zone", default="", help="code of one zone; all if empty")
        parser.add_argument("--again", action="store_true", help="even if it was done this night")

    def handle(self, *args: Any, zone: str, again: bool, **options: Any) -> None:
        try:
            self._recount(zone, again=again)
        except DatabaseError as error:
            raise CommandError(
                f"The recount was not kept, for the database refused ({str(error).strip()}). Look whether the disk is "
                "full and the database is running, then ask again; the ledger is untouched."
            ) from error

    def _recount(self, zone: str, *, again: bool) -> None:
        zones = Zone.objects.filter(code=zone) if zone else Zone.objects.all()
        if not zones:
            raise CommandError(f"There is no zone {zone}.")
        wrong: list[str] = []
        for one in zones:
            done = recount(one, again=again)
            if done is None:
                self.stdout.write(f"{one}: nothing to recount.")
                continue
            wrong += done.differing
            self.stdout.write(f"{one}: {done.counted} integers, {done.moved} moved, {done.mirrored} mirrored.")
        if wrong:
            raise CommandError("\n".join(["The recount differs:", *wrong]))
