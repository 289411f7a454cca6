"""`./run figures`: every figure of a year, with last year, plan and the number of rows it opens to."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dajuan.core.records.models import Refused
from dajuan.core.staff.models import Zone
from dajuan.figures import catalogue
from dajuan.figures.book import Book
from dajuan.figures.statement import Line, statement
from dajuan.values import periods


class Command(BaseCommand):
    help = "Print every figure of a year: value, last year, plan and the number of rows it opens to."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, required=True, help="the year asked about")
        parser.add_argument("--as-of", default="", help="a ledger number, an instant with offset, or a day (its end)")
        parser.add_argument("--zone", default="", help="code of the zone, where there are several")
        parser.add_argument("--json", action="store_true", help="one object a figure")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            book = Book.as_known(zone_of(options["zone"]), options["as_of"])
            # The running year up to today, so that last year is compared day for day.
            year = periods.year(options["year"]).so_far(timezone.localdate())
            lines = statement(catalogue.statements(), year, book)
        except (Refused, periods.PeriodError, ValueError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps([line.as_json() for line in lines], ensure_ascii=False, indent=1))
        else:
            self._table(lines)

    def _table(self, lines: list[Line]) -> None:
        for line in lines:
            claims = ",".join(line.claims)
            plan = f"  {line.shown(line.planned)} {line.plan.version}" if line.plan else ""
            self.stdout.write(
                f"{line.key:36} {line.shown(line.value) or '–':>16} {line.figure.unit!s:8} "
                f"{line.shown(line.before) or '–':>16}{plan}  {claims}"
            )


def zone_of(code: str) -> Zone:
    """The zone of a code, or the only one; refuses where there is none or more than one."""
    zones = Zone.objects.filter(code=code) if code else Zone.objects.all()
    found = list(zones[:2])
    if len(found) != 1:
        known = ", ".join(Zone.objects.values_list("code", flat=True)) or "none"
        raise CommandError(f"Say which zone with --zone CODE. Zones here: {known}.")
    return found[0]
