"""`./run divisions import FILE… --listed-on 2023-06-30`: load official lists of division codes."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from dajuan.core.calendar.recorder import recorder
from dajuan.core.places.divisions import read_divisions, record_divisions
from dajuan.core.records.act import act
from dajuan.core.records.models import Refused


class Command(BaseCommand):
    help = "Load lists of division codes: CSV files with code and name, or a history with first_seen and last_seen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", default="", help="account that records")
        words = parser.add_subparsers(dest="word", required=True)
        load = words.add_parser("import", help="load CSV files")
        load.add_argument("files", nargs="+", type=Path, metavar="FILE")
        load.add_argument("--listed-on", type=date.fromisoformat, help="day on which the list was in force")
        load.add_argument("--source", default="", help="where the list comes from")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            who = recorder(options["by"])
            for file in options["files"]:
                rows, days = read_divisions(file, listed_on=options["listed_on"])
                with act(by=who, origin="command") as one:
                    count = record_divisions(one, rows, days, source=options["source"] or file.name)
                self.stdout.write(_("%(name)s: %(count)s codes recorded") % {"name": file.name, "count": count})
        except (Refused, OSError, UnicodeDecodeError) as problem:
            raise CommandError(str(problem)) from problem
