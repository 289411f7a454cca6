"""`./run calendar import FILE`: load a year's working days; `./run calendar seed`: what the product knows by itself."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from dajuan.core.calendar.notices import read_notice, record_notice
from dajuan.core.calendar.recorder import recorder
from dajuan.core.calendar.seed import seed_calendar
from dajuan.core.records.act import Act, act
from dajuan.core.records.models import Refused


class Command(BaseCommand):
    help = "Load working days: holiday-cn's JSON of one year or several, or the calendar the product brings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", default="", help="account that records")
        words = parser.add_subparsers(dest="word", required=True)
        load = words.add_parser("import", help="load files in the form of holiday-cn")
        load.add_argument("files", nargs="+", type=Path, metavar="FILE")
        load.add_argument("--issued-on", type=date.fromisoformat, help="day of issue, if the file does not say")
        words.add_parser("seed", help="2004 to 2026 from the product's own table")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            who = recorder(options["by"])
            if options["word"] == "seed":
                with act(by=who, origin="command") as one:
                    self._say(seed_calendar(one), _("calendar"))
            else:
                for file in options["files"]:
                    with act(by=who, origin="command") as one:
                        self._say(_load(one, file, options["issued_on"]), file.name)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _say(self, rows: int, name: str) -> None:
        self.stdout.write(_("%(name)s: %(rows)s changes recorded") % {"name": name, "rows": rows})


def _load(one: Act, file: Path, issued_on: date | None) -> int:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise Refused(
            _("%(name)s cannot be read as text: %(problem)s") % {"name": file, "problem": problem}
        ) from problem
    return len(record_notice(one, read_notice(text, issued_on=issued_on)))
