"""`./run mirror`: build the columnar mirror, let it follow the ledger, check it against the ledger, take it away."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from dajuan.figures.mirror import building, checking, following, reading
from dajuan.figures.mirror.folder import Busy
from dajuan.figures.mirror.manifest import Manifest, Unsound

WORDS = ("build", "follow", "check", "drop")


class Command(BaseCommand):
    help = "Build, follow, check or drop the columnar mirror from which figures of large ledgers are answered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("word", choices=WORDS, help="what to do")
        parser.add_argument("--every", type=int, default=60, metavar="SECONDS", help="how often follow looks")

    def handle(self, *args: Any, word: str, every: int, **options: Any) -> None:
        try:
            getattr(self, f"_{word}")(every)
        except Busy:
            raise CommandError("Another builder is at work; nothing was done.") from None
        except DatabaseError as error:
            raise CommandError(
                f"The ledger's database cannot be asked ({str(error).strip()}). Look whether it is running and the "
                "disk is full; the last mirror stands."
            ) from error
        except building.NotBuilt as problem:
            raise CommandError(
                f"The mirror could not be built: {problem}. The last one stands and the ledger is untouched. "
                "Look whether the disk is full."
            ) from problem
        except Unsound as problem:
            raise CommandError(
                f"The mirror is not read: {problem}. The ledger is untouched, and figures are answered from it; "
                "./run mirror build makes the mirror anew."
            ) from problem

    def _build(self, every: int) -> None:
        began = time.perf_counter()
        made = building.build(self._report)
        self._say(made, time.perf_counter() - began)

    def _follow(self, every: int) -> None:
        while True:
            if made := following.look(self._report):
                self._say(made)
            time.sleep(max(every, 1))

    def _check(self, every: int) -> None:
        found = checking.check()
        if not found.agrees:
            raise CommandError("\n".join(["The mirror is not read any more, for it disagrees:", *found.problems]))
        self.stdout.write(f"{found.rows} entries up to no. {found.watermark}: the mirror holds what the ledger holds.")

    def _drop(self, every: int) -> None:
        folder = reading.folder()
        with folder.building():
            folder.drop()
        self.stdout.write("The mirror is gone; figures are answered from the ledger.")

    def _report(self, progress: building.Progress) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r{progress.rows:,} of {progress.of:,} entries  {progress.type:40}", ending="")
            self.stdout.flush()

    def _say(self, made: Manifest, seconds: float = 0) -> None:
        took = f" in {seconds:.1f} s" if seconds else ""
        end = "\r" if self.stdout.isatty() else ""
        self.stdout.write(f"{end}{made.rows} entries up to no. {made.watermark}, {made.bytes / 1e6:.1f} MB{took}.")
