"""`./run check FILE`: find and check every claim of a text. Without a file it is Django's own check of the program."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import check as django_check
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dajuan.core.records.models import Refused
from dajuan.figures.book import Book
from dajuan.sheet.reading.checking import Checked, checked, year_of
from dajuan.sheet.reading.claims import read
from dajuan.sheet.reading.documents import plain_text
from dajuan.sheet.reading.findings import Finding
from dajuan.sheet.reading.reader import as_json, lexicon_of, zone_of

ENDINGS = {".txt", ".md", ".docx", ".html", ".htm", ".pdf"}
WIDE = 40


class Command(django_check.Command):
    """Our `check` stands before Django's of the same name and hands over to it where no file is named."""

    help = "Find and check every claim of a text, or of a folder of them; without a file, check the program."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="one object per finding, a line each, in order")
        form.add_argument("--text", action="store_true", help="the plain text that start and end count in")
        parser.add_argument("--year", type=int, default=None, help="the year the text reports on (default: as it says)")
        parser.add_argument("--zone", default="", help="code of the zone whose figures and lexicon are used")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans", help="language of the reasons")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["json"] or options["text"] or any(_is_file(word) for word in args)):
            super().handle(*args, **options)
            return
        with translation.override(options["language"]):
            files = list(_files(args))
            if not files:
                raise CommandError(_("Name a file: ./run check FILE --json"))
            refused = [
                file for number, file in enumerate(files, start=1) if not self._one(file, number, files, options)
            ]
        if refused:
            raise CommandError(_("Not read: %(files)s") % {"files": ", ".join(map(str, refused))})

    def _one(self, file: Path, number: int, files: list[Path], options: dict[str, Any]) -> bool:
        """Read, check and print one file; False, and why, where it could not be read."""
        try:
            text = plain_text(file.name, file.read_bytes())
        except (Refused, OSError) as problem:
            self.stderr.write(f"{file}: {problem}")
            return False
        if options["text"]:
            self.stdout.write(text, ending="")
            return True
        found = self._found(text, options, _Bar(self.stderr, file.name, number, len(files)))
        self._print(file if len(files) > 1 else None, found, options)
        return True

    def _found(self, text: str, options: dict[str, Any], bar: _Bar) -> list[Checked]:
        """The findings, checked against the figures of the zone; on an installation without one, inside the text."""
        today = timezone.localdate()
        year = options["year"] or year_of(text, today.year)
        zone = zone_of(options["zone"])
        if options["zone"] and zone is None:
            raise CommandError(_("There is no zone %(code)s.") % {"code": options["zone"]})
        findings = read(text, year=year, lexicon=lexicon_of(zone), progress=bar.at)
        bar.end()
        return checked(text, findings, zone, year=year, book=Book.now(zone) if zone else None, today=today)

    def _print(self, file: Path | None, found: list[Checked], options: dict[str, Any]) -> None:
        if options["json"]:
            for said in as_json(found):
                named = {"file": str(file)} | said if file else said
                self.stdout.write(json.dumps(named, ensure_ascii=False))
            return
        if file:
            self.stdout.write(str(file))
        for one in found:
            self.stdout.write(_line(one.finding))
        self.stdout.write(_("%(count)s claims found.") % {"count": len(found)})


def _is_file(word: str) -> bool:
    """A file rather than an app's label: something that exists, or looks like a path."""
    return "/" in word or Path(word).suffix.lower() in ENDINGS or Path(word).is_file()


def _files(words: tuple[str, ...]) -> Iterator[Path]:
    """Each file named; of a folder, all that can be read, by name."""
    for word in words:
        path = Path(word)
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.suffix.lower() in ENDINGS and file.is_file())
        else:
            yield path


def _line(one: Finding) -> str:
    """A finding as a person reads it: place, kind, words, meaning, verdict and reason."""
    value = "" if one.value is None else f"{one.as_json()['value']} {one.unit}".strip()
    words = one.words or f"[{one.printed_unit}]"
    head = f"{one.start:>7} {one.kind.value:9} {one.claim.value:11} {words[:WIDE]}"
    return "  ".join(filter(None, (head, value, str(one.period or ""), one.verdict.value, str(one.reason))))


class _Bar:
    """How far reading has come, on a terminal only."""

    def __init__(self, out: Any, name: str, number: int, count: int) -> None:
        self._out, self._name, self._of = out, name, f" ({number}/{count})" if count > 1 else ""
        self._is_shown, self._last = sys.stderr.isatty(), -1

    def at(self, done: int, total: int) -> None:
        share = done * 100 // max(total, 1)
        if self._is_shown and share != self._last:
            self._last = share
            self._out.write(f"\r{self._name}{self._of} {'█' * (share // 5):20} {share:3} %", ending="")

    def end(self) -> None:
        if self._is_shown:
            self._out.write("")
