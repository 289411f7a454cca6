"""Compare the whole ledger with its seal."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dajuan.core.seal.checking import check
from dajuan.core.seal.forms_kept import FormChanged
from dajuan.values.roots import SignedRoot


class Command(BaseCommand):
    help = "Compute the whole seal again and name the first entry that was altered, removed or slipped in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--root", action="append", default=[], type=Path, metavar="FILE", help="a root kept elsewhere, as JSON"
        )

    def handle(self, *args: Any, root: list[Path], **options: Any) -> None:
        try:
            outcome = check(self._report, [_read(file) for file in root])
        except FormChanged as problem:
            raise CommandError(str(problem)) from problem
        if outcome.finding:
            raise CommandError(outcome.finding)
        self.stdout.write(f"{outcome.leaves} leaves: every entry is as it was recorded, every root is signed by us.")

    def _report(self, leaves: int) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r{leaves} ", ending="")
            self.stdout.flush()


def _read(file: Path) -> SignedRoot:
    """A root as the public page gives it out."""
    try:
        told = json.loads(file.read_text())
        return SignedRoot(**{name: told[name] for name in SignedRoot.__dataclass_fields__})
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise CommandError(f"{file} holds no signed root: {problem}") from problem
