"""`./run sheet`: write the year's answer sheet as docx, PDF, Markdown and a workbook."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dajuan.core.records.models import Refused
from dajuan.figures.book import Book
from dajuan.figures.management.commands.figures import zone_of
from dajuan.papers.faces import NoFont
from dajuan.sheet.answer_sheet import compose
from dajuan.sheet.documents import FACES, file_name

WRITTEN = ("docx", "pdf", "md", "xlsx")


class Command(BaseCommand):
    help = "Write the answer sheet of a year as docx, PDF, Markdown and xlsx, and print where the files are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, required=True, help="the year reported on")
        parser.add_argument("--as-of", default="", help="a ledger number, an instant with offset, or a day (its end)")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans", help="language of the sheet")
        parser.add_argument(
            "--out", type=Path, default=None, help="directory to write into (default: sheets, in the data directory)"
        )
        parser.add_argument("--zone", default="", help="code of the zone, where there are several")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        zone = zone_of(options["zone"])
        try:
            book = Book.as_known(zone, options["as_of"])
            sheet = compose(zone, options["year"], book, options["language"], timezone.localdate())
        except (Refused, ValueError) as error:
            raise CommandError(str(error)) from error
        folder = options["out"] or settings.DATA_DIR / "sheets"
        folder.mkdir(parents=True, exist_ok=True)
        for ending in WRITTEN:
            path = folder / file_name(sheet, ending, options["as_of"])
            try:
                path.write_bytes(FACES[ending][1](sheet, "", ""))
            except NoFont as problem:
                self.stderr.write(str(problem))
            else:
                self.stdout.write(str(path))
        self.stdout.write(f"{time.monotonic() - began:.1f} s")
